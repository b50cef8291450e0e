import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { bundleOptions } from '../../release/bundle.ts';

// The whole app through the CDK's command line, on a machine that knows of no AWS account.
const out = mkdtempSync(join(tmpdir(), 'cdk-'));
const { PATH, HOME } = process.env;
execFileSync('node_modules/.bin/cdk', ['synth', '--quiet', '--output', out], {
  env: {
    HOME,
    PATH: `${join(process.cwd(), 'node_modules/.bin')}:${PATH}`,
    AWS_EC2_METADATA_DISABLED: 'true',
  },
  stdio: 'pipe',
});
const template = JSON.parse(readFileSync(join(out, 'LeverageCascade.template.json'), 'utf8'));

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly variables: readonly string[];
}
const bundles: Bundle[] = Object.entries<{
  readonly Type: string;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly Properties: { readonly Environment: { readonly Variables: object } };
}>(template.Resources)
  .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
  .map(([id, { Metadata, Properties }]) => ({
    name: /^Sweeps(.*)Handler/.exec(id)![1]!,
    file: join(out, Metadata['aws:asset:path']!, 'index.mjs'),
    variables: Object.keys(Properties.Environment.Variables),
  }));

/** Lambda's own, and for the rest something of the right shape. */
const environmentOf = ({ variables }: Bundle) => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  ...Object.fromEntries(variables.map((name) => [name, name === 'MARKETS' ? '[]' : '7'])),
});

/** Imports a bundle as Lambda does, calls its handler with an empty event; all of that in a process of its own. */
async function load(bundle: Bundle): Promise<{ readonly initMs: number; readonly said: string }> {
  const script = `
    const start = performance.now();
    const { handler } = await import(${JSON.stringify(bundle.file)});
    const initMs = performance.now() - start;
    const said = await handler({}, { getRemainingTimeInMillis: () => 1000 }).then(JSON.stringify, (error) => error.message);
    process.stdout.write(JSON.stringify({ initMs, said }));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: environmentOf(bundle),
    cwd: out,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{"initMs"')));
}

it('there is a bundle for each function, and no account was asked', () => {
  expect(bundles.map(({ name }) => name).sort()).toEqual([
    'DeadLetter',
    'Plan',
    'Reduce',
    'Simulate',
    'SimulateNights',
    'SweepUp',
  ]);
});

it.each(bundles)(
  '$name loads in a bare process and refuses an empty event in its own words',
  async (bundle) => {
    const { initMs, said } = await load(bundle);
    const kilobytes = Math.round(statSync(bundle.file).size / 1_000);
    process.stdout.write(`${bundle.name}: ${kilobytes} kB, init ${Math.round(initMs)} ms\n`);
    expect(said).toMatch(/ must /);
    expect(initMs).toBeLessThan(3_000); // Lambda gives INIT ten seconds; this machine may be busy
  },
);

it('a bundle that lacks a variable says which, and who provides it', async () => {
  const simulate = bundles.find(({ name }) => name === 'Simulate')!;
  await expect(load({ ...simulate, variables: [] })).rejects.toThrow(
    /environment variable \w+ must be set; infra\/ provides it/,
  );
});

/** Files of a bundle that are loaded with it, and those that are loaded where something asks for them. */
async function loadedOf(entry: string) {
  const { metafile } = await build({ ...bundleOptions(entry), write: false, metafile: true, outdir: 'out' });
  const { outputs } = metafile;
  const loaded = new Set(['out/index.mjs']);
  for (const name of loaded)
    for (const { kind, path } of outputs[name]!.imports)
      if (kind === 'import-statement' && path in outputs) loaded.add(path);
  const sum = (names: readonly string[], of: (name: string) => number) =>
    names.reduce((total, name) => total + of(name), 0);
  const inputsOf = (names: readonly string[]) =>
    names.flatMap((name) => Object.entries(outputs[name]!.inputs)).filter(([, own]) => own.bytesInOutput > 0);
  const own = inputsOf([...loaded]).filter(([file]) => !file.includes('node_modules'));
  const later = Object.keys(outputs).filter((name) => !loaded.has(name));
  return {
    bytes: sum([...loaded], (name) => outputs[name]!.bytes),
    ownBytes: own.reduce((total, [, { bytesInOutput }]) => total + bytesInOutput, 0),
    ownFiles: own.map(([file]) => file),
    laterBytes: sum(later, (name) => outputs[name]!.bytes),
    laterFiles: inputsOf(later).map(([file]) => file),
  };
}

const OTHER_KINDS = /^shared\/(market|sweep|risk|report)\/(contagion|lending)\//;

it('the worker of one market loads 658 kB with the SDK, 207 kB of them our own code, and nothing of other kinds', async () => {
  const { bytes, ownBytes, ownFiles, laterBytes, laterFiles } = await loadedOf('shard/simulate');
  process.stdout.write(`worker: ${bytes} bytes, own ${ownBytes}; later ${laterBytes}\n`);
  expect(bytes).toBeLessThan(658_000);
  // One loop plays one market and several; what only several need comes with their paths.
  expect(ownBytes).toBeLessThan(207_000);
  expect(ownFiles.filter((file) => OTHER_KINDS.test(file))).toEqual([]);
  expect(laterFiles.some((file) => OTHER_KINDS.test(file))).toBe(true);
});
