// Who may import what; the first row that matches a file decides. No other edge exists.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXCEPTIONS, LIMITS } from './limits.ts';
import { circles, measure } from './measure.ts';

const ROOMS = ['infra', 'functions', 'cli', 'release', 'shared'];

const layers: [file: RegExp, mayImport: RegExp][] = [
  [/^shared\/cascade\//, /^shared\/cascade\//],
  [/^shared\/market\//, /^(shared\/(market|cascade)\/|zod\/mini$|@noble\/hashes\/|csv-parse\/sync$)/],
  [
    /^shared\/sweep\//,
    /^(shared\/(sweep|market|cascade)\/|zod\/mini$|@noble\/hashes\/|hyparquet-writer$|jsonc-parser$)/,
  ],
  [/^shared\/risk\//, /^shared\/(risk|sweep|market|cascade)\//],
  [/^shared\/report\//, /^(shared\/|d3-(scale|shape|array)$|@noble\/hashes\/|hyparquet-writer$)/],
  [/^functions\/aws\//, /^(functions\/(aws\/|ports)|shared\/|@aws-|aws-lambda$|node:)/],
  [/^functions\/.*\.lambda\.ts$/, /^(functions\/|@aws-)/],
  [/^functions\/inlining\.ts$/, /^node:v8$/],
  [/^functions\/meter\.ts$/, /^functions\/ports\.ts$/],
  [/^functions\/ports\.ts$/, /^shared\//],
  // Capabilities: what is stored, then what a sweep may be of, then nights, then each step of a sweep, none of which knows another.
  [/^functions\/stored\/zstd\.ts$/, /^node:zlib$/],
  [
    /^functions\/stored\/codecs\.ts$/,
    /^(functions\/stored\/|node:zlib$|hyparquet$|hyparquet-compressors\/src\/lz4\.js$)/,
  ],
  [/^functions\/stored\//, /^(functions\/(ports|stored\/)|shared\/|hyparquet$)/],
  [/^functions\/kinds\//, /^(functions\/(ports|stored\/|kinds\/)|shared\/)/],
  [/^functions\/nightly\//, /^(functions\/(ports|stored\/|nightly\/)|shared\/)/],
  [/^functions\/plan\//, /^(functions\/(ports|stored\/|kinds\/|nightly\/|plan\/)|shared\/)/],
  [/^functions\/shard\//, /^(functions\/(ports|stored\/|kinds\/|shard\/)|shared\/)/],
  [/^functions\/round\//, /^(functions\/(ports|stored\/|nightly\/|round\/)|shared\/)/],
  [/^functions\/reduce\//, /^(functions\/(ports|stored\/|kinds\/|reduce\/)|shared\/)/],
  // Which code this is, one fact that the command line computes and infra stamps into the bundles; and what it is made of.
  // What a page carries is bundled when it is committed.
  [/^release\/page-code\.ts$/, /^(node:|esbuild$)/],
  [/^release\/zstd\.ts$/, /^(node:zlib|fzstd)$/],
  [/^release\/(bundle|pack|sbom)\.ts$/, /^(release\/|esbuild$|node:)/],
  [/^release\//, /^(release\/|functions\/ports\.ts$|shared\/market\/digest\.ts$|node:)/],
  [/^cli\/local\//, /^(cli\/local\/|functions\/(?!aws\/|.*\.lambda)|release\/|shared\/|node:|tinypool$)/],
  [
    /^cli\//,
    /^(cli\/|functions\/(?!.*\.lambda)|release\/|shared\/|commander$|cli-progress$|csv-parse\/sync$|node:)/,
  ],
  // When a night begins is one fact that schedules and functions share, and a key is one that grants are made of; what an
  // account allows is asked where the stack says what it wants.
  [
    /^infra\//,
    /^(infra\/|release\/|shared\/sweep\/keys\.ts$|functions\/(nightly\/(markets|local-time)|aws\/account)\.ts$|aws-cdk-lib|constructs$|cdk-nag$|node:)/,
  ],
];

/** What `shared/` may not say, and what it says instead. */
const forbidden: [says: RegExp, instead: string][] = [
  [
    /\bMath\.(?!sqrt\b|abs\b|min\b|max\b|floor\b|ceil\b|round\b|trunc\b|sign\b|imul\b|clz32\b)\w+/,
    'exp, log and keyed draws of shared/cascade',
  ],
  [/(?<![*/])\*\*(?![*/])/, 'repeated multiplication'],
  [/\bDate\b(?!\.)|\bDate\.now\b|\bnew Date\b|\bperformance\./, 'a time handed in'],
  [/\basync\b|\bawait\b|\bPromise\b/, 'a use case'],
  [/\bprocess\.|\bglobalThis\b|\bfetch\(/, 'a value handed in'],
  [/\bIntl\b|toLocale/, 'our own formats'],
];

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .sort();

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom |^import |\bimport\()'([^' ]+)'\)?;?$/gm)]
    .map((match) => match[1]!)
    .map((target) => (target.startsWith('.') ? normalize(join(dirname(file), target)) : target));

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');

it('imports point one way', () => {
  const strays = ROOMS.flatMap(sourcesIn).flatMap((file) => {
    const layer = layers.find(([room]) => room.test(file));
    const mayImport = layer ? layer[1] : /^$/;
    return importsOf(file)
      .filter((target) => !mayImport.test(target))
      .map((target) => `${file} must not import ${target}`);
  });
  expect(strays).toEqual([]);
});

it('shared computes and never waits, nor asks the machine', () => {
  const strays = sourcesIn('shared').flatMap((file) =>
    withoutComments(readFileSync(file, 'utf8'))
      .split('\n')
      .flatMap((line, index) =>
        forbidden
          .filter(([says]) => says.test(line))
          .map(([, instead]) => `${file}:${index + 1} must say ${instead}, got ${line.trim()}`),
      ),
  );
  expect(strays).toEqual([]);
});

/** What is over a limit, as `of limit` to by how much it stands there. */
function overLimits(): Map<string, number> {
  const measured = new Map(ROOMS.flatMap(sourcesIn).map((file) => [file, measure(file)]));
  const found = [...measured].flatMap(([file, { lines, functions }]): Over[] => [
    [file, 'lines', lines],
    ...functions.map((own): Over => [`${file} ${own.name}`, 'function', own.lines]),
    ...functions.map((own): Over => [`${file} ${own.name}`, 'parameters', own.parameters]),
  ]);
  const runs = new Map([...measured].map(([file, own]) => [file, own.runs]));
  const inCircles = circles(runs).map((group): Over => [group[0]!, 'circle', group.length]);
  const over = new Map<string, number>();
  for (const [of, limit, size] of [...found, ...inCircles]) {
    const name = `${of} ${limit}`;
    if (size > LIMITS[limit]) over.set(name, Math.max(size, over.get(name) ?? 0));
  }
  return over;
}
type Over = [of: string, limit: keyof typeof LIMITS, size: number];

describe('no file, function or list of parameters is longer than one can hold, and no file runs before itself', () => {
  const over = overLimits();
  const excepted = new Map(EXCEPTIONS.map(([of, limit, most]) => [`${of} ${limit}`, most]));

  it('but for exceptions, none of which grows', () => {
    const strays = [...over]
      .filter(([name, size]) => !(size <= (excepted.get(name) ?? 0)))
      .map(([name, size]) => `${name} must be at most ${excepted.get(name) ?? 'its limit'}, got ${size}`);
    expect(strays).toEqual([]);
  });

  it('and each exception is still needed', () => {
    expect([...excepted.keys()].filter((name) => !over.has(name))).toEqual([]);
    expect(excepted.size).toBe(EXCEPTIONS.length);
  });
});

describe('the measure', () => {
  it('takes a use case for as long as what it returns, and a method by its name', () => {
    const { functions } = measure('functions/plan/plan.ts');
    const plan = functions.filter(({ name }) => name === 'plan');
    expect(plan.map(({ lines, parameters }) => [lines, parameters])).toEqual([
      [1, 1],
      [5, 1],
    ]);
    expect(measure('infra/function.ts').functions.map(({ name }) => name)).toContain('mayInvoke');
  });

  it('sees what runs before a file, and none of its types', () => {
    const { runs } = measure('functions/round/tick.ts');
    expect(runs).toContain('functions/nightly/watch-nights.ts');
    expect(runs).not.toContain('functions/round/sweep-up.ts');
  });

  it('finds a circle, and nothing in a line', () => {
    const line: [string, string[]][] = [
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', []],
    ];
    expect(circles(new Map(line))).toEqual([]);
    expect(circles(new Map([...line, ['c', ['d']], ['d', ['b']]]))).toEqual([['b', 'c', 'd']]);
    expect(circles(new Map([['a', ['a']]]))).toEqual([['a']]);
  });
});
