import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { readParquet } from '../../functions/stored/parquet.ts';
import type { Wanted } from '../../functions/stored/parquet-footer.ts';
import { readShardResult } from '../../functions/stored/shard-results.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { shardToParquet } from '../../shared/sweep/shard-parquet.ts';
import { smallMarket, workloadOf } from '../sweep/small.ts';

type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number];
const LIMITS = { maxRows: 1_000, maxBytes: 1 << 20 };
const NUMBERS: readonly Wanted[] = [{ name: 'price', holds: 'numbers' }];
const file = (columnData: Column[], more: object = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...more }));
const prices = (data: unknown[], type: 'DOUBLE' | 'INT32' | 'INT64' | 'STRING' = 'DOUBLE') =>
  file([{ name: 'price', data, type }]);

describe('reads', () => {
  it('doubles, whole numbers of 32 and 64 bits, over several row groups', async () => {
    const data = Array.from({ length: 250 }, (_, i) => i * 3);
    for (const [type, values] of [
      ['DOUBLE', data],
      ['INT32', data],
      ['INT64', data.map(BigInt)],
    ] as const) {
      const bytes = file([{ name: 'price', data: [...values], type }], { rowGroupSize: 100 });
      const { rows, numbers } = await readParquet('f', bytes, NUMBERS, LIMITS);
      expect(rows).toBe(250);
      expect([...numbers.get('price')!]).toEqual(data);
    }
  });

  it('optional columns only where they are', async () => {
    const positions = { side: [1, -1], quantity: [2, 3], entryPrice: [100, 101], collateral: [10, 20] };
    const columnData: Column[] = Object.entries(positions).map(([name, data]) => ({
      name,
      data,
      type: 'DOUBLE',
    }));
    expect(Object.keys(await columnsFromParquet('positions', 'p.parquet', file(columnData)))).toEqual(
      Object.keys(positions),
    );
    const owned = file([...columnData, { name: 'owner', data: ['a', 'b'], type: 'STRING' }]);
    expect((await columnsFromParquet('positions', 'p.parquet', owned)).owner).toEqual(['a', 'b']);
  });

  it('a part of a larger buffer', async () => {
    const bytes = prices([1, 2, 3]);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 7);
    expect((await readParquet('f', larger.subarray(7), NUMBERS, LIMITS)).numbers.get('price')).toEqual(
      Float64Array.of(1, 2, 3),
    );
  });
});

describe('refuses, with subject, rule and value:', () => {
  const cases: [what: string, bytes: Uint8Array, message: RegExp][] = [
    [
      'what is no Parquet',
      new TextEncoder().encode('side,quantity\n1,2\n'),
      /^f must begin and end with PAR1, got 18 bytes that do not$/,
    ],
    ['nothing', new Uint8Array(0), /^f must begin and end with PAR1, got 0 bytes/],
    ['a truncated file', prices([1, 2, 3]).slice(0, -9), /^f must begin and end with PAR1/],
    [
      'a missing column',
      file([{ name: 'size', data: [1], type: 'DOUBLE' }]),
      /^f must have the columns price only, got size$/,
    ],
    [
      'a column of texts for numbers',
      prices(['1'], 'STRING'),
      /^f column price must hold numbers, got BYTE_ARRAY$/,
    ],
    ['NaN, with its row', prices([1, Number.NaN, 3]), /^f row 2 price must be a finite number, got NaN$/],
    [
      'infinity, with its row',
      prices([1, 2, Number.POSITIVE_INFINITY]),
      /^f row 3 price must be a finite number, got Infinity$/,
    ],
    [
      'a gap, with its row',
      file([{ name: 'price', data: [1, null], type: 'DOUBLE', nullable: true }]),
      /^f row 2 price must be a finite number, got (null|undefined)$/,
    ],
    [
      'more rows than allowed',
      prices(Array.from({ length: 1_001 }, () => 1)),
      /^f rows must be 1 to 1000, got 1001$/,
    ],
    ['no rows', prices([]), /^f rows must be 1 to 1000, got 0$/],
    [
      'columns that unfold beyond the limit',
      file([{ name: 'price', data: Array.from({ length: 900 }, () => 'x'.repeat(2_000)), type: 'STRING' }], {
        codec: 'UNCOMPRESSED',
      }),
      /^f (decoded size must be at most 1048576 bytes|column price must hold numbers), got /,
    ],
  ];
  it.each(cases)('%s', async (_what, bytes, message) => {
    await expect(readParquet('f', bytes, NUMBERS, LIMITS)).rejects.toThrow(message);
  });

  it('a footer that claims a megabyte and more', async () => {
    const bytes = prices([1]);
    new DataView(bytes.buffer).setUint32(bytes.length - 8, (1 << 20) + 1, true);
    await expect(readParquet('f', bytes, NUMBERS, LIMITS)).rejects.toThrow(
      /^f footer must be at most \d{3} bytes, got 1048577$/,
    );
  });

  it('texts that decode beyond the limit', async () => {
    const texts: readonly Wanted[] = [{ name: 'price', holds: 'texts' }];
    const bytes = file([
      {
        name: 'price',
        data: Array.from({ length: 900 }, (_, i) => `${i}${'x'.repeat(2_000)}`),
        type: 'STRING',
      },
    ]);
    await expect(readParquet('f', bytes, texts, LIMITS)).rejects.toThrow(
      /^f decoded size must be at most 1048576 bytes, got /,
    );
  });

  it('damage anywhere in the file, and never gives half an answer', async () => {
    const data = Array.from({ length: 40 }, (_, i) => i + 0.5);
    const whole = prices(data);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, async (hits) => {
        const bytes = whole.slice();
        for (const [at, value] of hits) bytes[at] = value;
        const table = await readParquet('f', bytes, NUMBERS, LIMITS).catch((error: Error) => error);
        if (table instanceof Error) expect(table.message).toMatch(/^f .*(must|got)/s);
        else expect(table.numbers.get('price')!.length).toBe(table.rows);
      }),
      { numRuns: 300, seed: 20_240_301 }, // the same damage every time: see readParquet on what damage can cost
    );
  });
});

const LABEL = resultLabel({ sweepId: 'small-abcdef', modelDigest: 'ab'.repeat(32) }, 'cd'.repeat(32), 0);

describe('a shard', () => {
  const work = { ...workloadOf(), cellsPerShard: 6, shards: 6 } as Parameters<typeof readShardResult>[0];
  const cells = Array.from({ length: 6 }, (_, i) => cellAt(work, i));
  const result = runCells(work, createWorkbench(smallMarket()), cells);
  const bytes = shardToParquet(result, LABEL);

  it('comes back as it went in, to the bit', async () => {
    expect(await readShardResult(work, 0, bytes)).toEqual(result);
    expect(shardToParquet(result, LABEL)).toEqual(bytes);
  });

  it('is refused under another number', async () => {
    await expect(readShardResult(work, 1, bytes)).rejects.toThrow(
      'result of shard 1 row 1 cell must be 6, got 0',
    );
  });

  it.each([
    [{ done: 29 }, 'result of shard 0 row 1 done + failed must be planned, got 29'],
    [{ planned: 31, done: 31 }, 'result of shard 0 row 1 planned must be 30, got 31'],
    [{ done: 29, failed: 1 }, 'result of shard 0 row 1 paths_path must have 29 entries, got 30'],
    [{ failing: 31 }, 'result of shard 0 row 1 failing must be at most done, 30, got 31'],
  ])('with %j cannot be true', async (change, message) => {
    const lie = { ...result, cells: [{ ...result.cells[0]!, ...change }, ...result.cells.slice(1)] };
    await expect(readShardResult(work, 0, shardToParquet(lie, LABEL))).rejects.toThrow(message);
  });

  it('that holds no number is not written', () => {
    const lie = {
      ...result,
      cells: [{ ...result.cells[0]!, drawSum: Number.NaN }, ...result.cells.slice(1)],
    };
    expect(() => shardToParquet(lie, LABEL)).toThrow('drawSum of cell 0 must be finite, got NaN');
  });
});
