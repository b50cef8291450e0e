// Readers that cannot be made to hang or to swell: what they look at and what they hold follows from the size of the file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { snapshotText } from '../sweep/small.ts';
import { columnsWith, HOSTILE_PARQUET, HOSTILE_TEXTS, parquet } from './hostile/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const put = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, bytes);
  return path;
};

interface Read {
  readonly bytes: number;
  readonly refusal: string | null;
  readonly seconds: number;
  readonly mostBytes: number;
  readonly runs: number;
}
const readIn = (what: 'memory' | 'steps', paths: readonly string[]): Read[] =>
  execFileSync(process.execPath, ['--expose-gc', 'tests/functions/hostile/reader.ts', what, ...paths], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const rows = 2_000;
const GOOD = [
  put('good.parquet', parquet(columnsWith(rows), { rows })),
  put('good.csv', `side,quantity,entryPrice,collateral\n${'1,10,100,200\n-1,10,100,200\n'.repeat(rows / 2)}`),
  put('good.json', snapshotText),
];
const parquetFiles = Object.entries(HOSTILE_PARQUET).map(([what, [file]]) =>
  put(`${what.length}.parquet`, file()),
);
const textFiles = Object.entries(HOSTILE_TEXTS).map(([, [name, file]]) => put(name, file()));

it('a file made here is read as any other', async () => {
  const { side, quantity } = await columnsFromParquet(
    'positions',
    'p.parquet',
    parquet(columnsWith(3), { rows: 3 }),
  );
  expect([side, quantity]).toEqual([Float64Array.of(1, -1, 1), Float64Array.of(10, 10, 10)]);
});

describe('Parquet is refused at once that claims', () => {
  it.each(Object.entries(HOSTILE_PARQUET))('%s', async (_, [file, refusal]) => {
    const bytes = file();
    const start = performance.now();
    await expect(columnsFromParquet('positions', 'p.parquet', bytes)).rejects.toThrow(refusal);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

const MIB = 1 << 20;

it('no reader holds more than four times a file and 64 MB above what good files take', () => {
  const reads = readIn('memory', [...GOOD, ...parquetFiles, ...textFiles]);
  const good = reads.splice(0, GOOD.length);
  expect(good.map(({ refusal }) => refusal)).toEqual([null, null, null]);
  const base = good.at(-1)!.mostBytes;
  const stray = reads.filter(({ bytes, mostBytes }) => !(mostBytes - base <= 4 * bytes + 64 * MIB));
  expect(stray).toEqual([]);
  for (const [k, [, , refusal]] of Object.values(HOSTILE_TEXTS).entries()) {
    expect(reads[parquetFiles.length + k]!.refusal!.replace(/^\d+-/, '')).toMatch(refusal);
  }
});

it('no piece of code runs more than eight times for a byte of a file', () => {
  const reads = readIn('steps', [...GOOD, ...parquetFiles, ...textFiles]);
  expect(reads[1]!.runs).toBeGreaterThan(reads[1]!.bytes / 2); // what is counted is what reads
  const stray = reads.filter(({ bytes, runs }) => !(runs <= 8 * bytes + 10_000));
  expect(stray).toEqual([]);
});
