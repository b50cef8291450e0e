// Files as other tools write them by default, statistics and dictionaries included: those that lie here, made once by
// written/make.py, and fresh ones where Python has the tools.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { decimalsOf } from '../../functions/stored/parquet-decimals.ts';
import { positionsFromColumns } from '../../shared/market/accounts.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { positionColumns } from '../../shared/market/import/positions.ts';

const FOLDER = 'tests/functions/written';
const MARKET = { contract: 'linear', markPrice: 100, openInterest: 1_000, cap: Infinity } as const;
const rows = Array.from({ length: 40 }, (_row, i) => i);

async function read(folder: string, file: string) {
  const columns = await columnsFromParquet('positions', file, readFileSync(join(folder, file)));
  const { side, quantity, entryPrice, collateral, owner } = positionsFromColumns(file, columns, MARKET);
  const order = quantity[0]! < quantity[39]! ? rows : rows.toReversed();
  return order.map((i) => [side[i], quantity[i], entryPrice[i], collateral[i], owner[i]]);
}

/** Ids are beyond 2^53 and two rows each: as doubles, more rows would be of one owner. */
function expected(file: string) {
  const owners = file.includes('-words') || file.includes('-pages') ? 1 : 2;
  const number = (i: number) => Math.floor(i / owners);
  const last = number(39);
  return rows.map((i) => [
    i % 2 === 0 ? 1 : -1,
    i + 0.25,
    100 + i / 4,
    10 + i,
    file.startsWith('pandas') ? last - number(i) : number(i),
  ]);
}

describe('positions as written by', () => {
  const digests = new Map(
    readFileSync(`${FOLDER}/digests.csv`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',') as [string, string]),
  );
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.parquet'));

  it('eleven settings of five tools lie here, under their digests', () => {
    expect(files.sort()).toEqual([...digests.keys()].sort());
    expect(files).toHaveLength(11);
    for (const [file, digest] of digests) expect(sha256(readFileSync(join(FOLDER, file))), file).toBe(digest);
  });

  it.each(files)('%s are read, row by row', async (file) => {
    expect(await read(FOLDER, file)).toEqual(expected(file));
  });
});

const TOOLS = ['pyarrow', 'pandas', 'polars', 'duckdb'];
const python = process.env.PYTHON ?? 'python3';
const has = (tool: string) => spawnSync(python, ['-c', `import ${tool}`]).status === 0;
const installed = spawnSync(python, ['--version']).status === 0 ? TOOLS.filter(has) : [];

describe.skipIf(installed.length === 0)(
  `fresh ones by ${installed.join(', ') || 'no tool of Python'}`,
  () => {
    it('are read, row by row', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'written-'));
      try {
        execFileSync(python, [`${FOLDER}/make.py`, folder, ...installed]);
        const files = readdirSync(folder);
        expect(files.length).toBeGreaterThanOrEqual(installed.length);
        for (const file of files) expect(await read(folder, file), file).toEqual(expected(file));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }, 60_000);
  },
);

it('may have other names, signed quantities and columns that nobody asks for, as CSV may', async () => {
  const numbers = (name: string, data: number[]) =>
    ({ name, data: Float64Array.from(data), type: 'DOUBLE' }) as const;
  const columnData = [
    numbers('Size', [4, -4]),
    numbers('entry_price', [100, 101]),
    numbers('Collateral', [40, 50]),
    { name: 'symbol', data: ['A', 'B'] as string[], type: 'STRING' as const },
    numbers('pnl', [1, 2]),
  ];
  const bytes = (columns: typeof columnData) => new Uint8Array(parquetWriteBuffer({ columnData: columns }));
  const columns = await columnsFromParquet('positions', 'p', bytes(columnData));
  const { side, quantity, entryPrice, ignored } = positionsFromColumns('p', columns, MARKET);
  expect([[...side], [...quantity], [...entryPrice]]).toEqual([
    [1, -1],
    [4, 4],
    [100, 101],
  ]);
  expect(ignored).toEqual(['pnl', 'symbol']);
  const imported = (symbol?: string) =>
    positionColumns(
      { name: 'p', columns, ...(symbol && { symbol }) },
      { ...MARKET, contractValue: 1 },
      () => {},
    );
  expect(() => imported()).toThrow('p must hold one market, or --symbol must say which, got A, B');
  expect(imported('B').columns.quantity).toEqual([-4]);
  await expect(columnsFromParquet('positions', 'p', bytes(columnData.slice(1)))).rejects.toThrow(
    'p must have the column quantity, got entry_price, Collateral, symbol, pnl',
  );
});

it('a decimal is the double that its digits are, however it is stored', () => {
  const column = (type: NonNullable<SchemaElement['type']>, scale: number) =>
    decimalsOf([{ name: 'q', type, converted_type: 'DECIMAL', scale, precision: 38 }])!;
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }), fc.nat(38), (integer, scale) => {
      const digits = String(integer < 0n ? -integer : integer).padStart(scale + 1, '0');
      const point = digits.length - scale;
      const wanted = Number(`${integer < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
      const hex = BigInt.asUintN(128, integer).toString(16).padStart(32, '0');
      const fixed = column('FIXED_LEN_BYTE_ARRAY', scale);
      expect(fixed.numberOf(Uint8Array.from(Buffer.from(hex, 'hex')))).toBe(wanted);
      const small = BigInt.asIntN(64, integer);
      expect(column('INT64', scale).numberOf([small, null])).toEqual([Number(`${small}e-${scale}`), null]);
    }),
  );
  expect(decimalsOf([{ name: 'q', type: 'DOUBLE' }])).toBeNull();
});
