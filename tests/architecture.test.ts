// Who may import what; the first row that matches a file decides. No other edge exists.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

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
  [/^functions\/ports\.ts$/, /^shared\//],
  // Capabilities: what is stored, then nights, then each step of a sweep, none of which knows another.
  [/^functions\/stored\/codecs\.ts$/, /^(node:zlib$|hyparquet-compressors\/src\/lz4\.js$)/],
  [/^functions\/stored\//, /^(functions\/(ports|stored\/)|shared\/|hyparquet$)/],
  [/^functions\/nightly\//, /^(functions\/(ports|stored\/|nightly\/)|shared\/)/],
  [/^functions\/plan\//, /^(functions\/(ports|stored\/|nightly\/|plan\/)|shared\/)/],
  [/^functions\/shard\//, /^(functions\/(ports|stored\/|shard\/)|shared\/)/],
  [/^functions\/round\//, /^(functions\/(ports|stored\/|nightly\/|round\/)|shared\/)/],
  [/^functions\/reduce\//, /^(functions\/(ports|stored\/|reduce\/)|shared\/)/],
  // Which code this is: one fact that the command line computes and infra stamps into the bundles.
  [/^release\//, /^(functions\/ports\.ts$|shared\/market\/digest\.ts$|node:)/],
  [/^cli\/local\//, /^(cli\/local\/|functions\/(?!aws\/|.*\.lambda)|release\/|shared\/|node:|tinypool$)/],
  [
    /^cli\//,
    /^(cli\/|functions\/(?!.*\.lambda)|release\/|shared\/|commander$|cli-progress$|csv-parse\/sync$|node:)/,
  ],
  // When a night begins is one fact that schedules and functions share, and a key is one that grants are made of.
  [
    /^infra\//,
    /^(infra\/|release\/|shared\/sweep\/keys\.ts$|functions\/nightly\/(markets|local-time)\.ts$|aws-cdk-lib|constructs$|cdk-nag$|node:)/,
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
  const strays = ['infra', 'functions', 'cli', 'release', 'shared'].flatMap(sourcesIn).flatMap((file) => {
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
