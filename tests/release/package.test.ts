// What `npm pack` makes: installed in an empty folder without a registry, run by the oldest Node that it is for, by the recipes
// of the cookbook.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { command, file, folder, older } from '../cli/cascade.ts';
import { SWEEP, snapshotText, sweepText } from '../sweep/small.ts';

const run = promisify(execFile);
const sweep = sweepText({
  axes: { ...SWEEP.axes, maintenanceBps: [10_000], shockBps: [-2_500, -1_500, 1_500, 2_500] },
  compare: [],
  paths: { decision: 12, other: 4 },
});
const node = older ?? process.execPath;
const place = folder();
const installed = join(place, 'node_modules/leverage-cascade');

beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', place]);
  const { filename } = JSON.parse(stdout.slice(stdout.indexOf('[\n')))[0];
  file(place, 'package.json', { private: true, type: 'module' });
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet, join(place, filename)], { cwd: place });
  file(place, 'snapshot.json', snapshotText);
  file(place, 'sweep.json', sweep);
});

it('needs no other package, and names the licences of what is inside', () => {
  expect(readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'leverage-cascade',
  ]);
  const licences = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8');
  for (const name of ['commander', 'tinypool', 'zod', '@aws-sdk/client-s3'])
    expect(licences).toContain(`${name} `);
  // Neither tests nor sources.
  expect(readdirSync(join(installed, 'tests'))).toEqual(['golden']);
  expect(readdirSync(join(installed, 'cli'), { recursive: true })).toEqual([
    'cascade.js',
    'snapshot',
    'snapshot/tier-tables.csv',
  ]);
});

describe('a recipe of the cookbook', () => {
  const recipes = readFileSync('docs/cookbook.md', 'utf8')
    .split(/^## (?=\d)/m)
    .slice(1);
  const BLOCK = /^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm;

  /** Files are written, commands run one after the other; what they say. */
  async function follow(recipe: string): Promise<string> {
    let said = '';
    for (const [, kind, name, content] of recipe.matchAll(BLOCK)) {
      if (kind === 'sh') {
        const script = content!
          .replaceAll('npx cascade', `"${node}" "${installed}/cli/cascade.js"`)
          .replaceAll('node ', `"${node}" `);
        said += (await run('sh', ['-ec', script], { cwd: place })).stdout;
      } else file(place, name!, content);
    }
    return said;
  }

  const says: readonly RegExp[] = [
    /myvenue BTCUSDT/,
    /\/reports\/0001\/report.html[\s\S]*: \d+ files the same, 0 written\n/,
    /^2 -0\.20[\s\S]*\n1 90\.00 95\.00 /,
    /"planned": 4,[\s\S]*at rest after \d+ ticks/,
    /^small-perp: \w+, decided by .*; out\/sweeps\/small-/,
    /^p_ruin down [\s\S]*\np_ruin up /m,
  ];

  it.each(recipes.map((recipe, i) => [recipe.split('\n')[0]!, recipe, says[i]!] as const))(
    '%s',
    async (_title, recipe, wanted) => {
      expect(await follow(recipe)).toMatch(wanted);
    },
  );

  it('leaves the report of the clone, to the byte', async () => {
    const out = folder();
    const night = ['nightly', join(place, 'sweep.json'), '--out', out, '--json'];
    const own = JSON.parse((await command(night)).stdout);
    const { sweepId } = own;
    const bytes = (of: string) => readFileSync(join(of, 'report.json'), 'utf8');
    expect(bytes(join(place, 'out/sweeps', sweepId, 'reports/0001'))).toBe(bytes(own.folder));
    expect(readdirSync(join(place, 'charts'))).toContain('chart-2-down.svg');
  });
});

it('reads what zstd has packed, in frames, with a Node that cannot', async () => {
  const rows = ['side,price,size\nbid,99.9,20\n', 'bid,99.5,40\nask,100.1,20\n'];
  const packed = join(place, 'levels.csv.zst');
  writeFileSync(packed, Buffer.concat(rows.map((own) => zstdCompressSync(own))));
  const book = ['--levels', packed, '--venue', 'test', '--symbol', 'SMALL', '--contract-value', '1'];
  const base = ['--base', join(place, 'snapshot.json'), '--beyond', 'stop'];
  const args = ['import', ...base, ...book, '--out', join(place, 'packed')];
  const { stdout } = await run(node, [join(installed, 'cli/cascade.js'), ...args]);
  expect(stdout).toContain('2 bids and 1 ask');
});

it('has types', async () => {
  const typed = file(
    place,
    'typed.ts',
    `import { type Played, type Report, readReport, simulate } from 'leverage-cascade';
const { outcome }: Played = simulate({
  config: { p0: 100, depth: { law: 'exponential', beta: 0.001 }, shock: -0.1 },
  tiers: [{ floor: 0, rate: 0.01 }],
  accounts: [{ side: 1, quantity: 10, entry: 100, collateral: 60 }],
});
const report: Report = await readReport('.');
const wrong: string = report.mapTolerance + outcome.deficit;
console.log(wrong);
`,
  );
  const options = '--noEmit --strict --target es2024 --module nodenext --types node --typeRoots';
  const args = [...options.split(' '), resolve('node_modules/@types'), typed];
  const tsc = resolve('node_modules/.bin/tsc');
  const { stdout } = await run(tsc, args, { cwd: place }).catch((error: { stdout: string }) => error);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/typed\.ts\(8,7\): error TS2322: Type 'number' is not assignable to type 'string'/),
  ]);
});
