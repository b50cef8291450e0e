import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addFold, addShard, createFold, type Fold, resultsOf } from '../../shared/sweep/fold.ts';
import { foldOf, foldToBytes } from '../../shared/sweep/fold-bytes.ts';
import { wholeListing } from '../../shared/sweep/listing.ts';
import {
  type CellSummary,
  PATH_COLUMNS,
  type PathColumns,
  type ShardResult,
  SUMMARY_COLUMNS,
} from '../../shared/sweep/results.ts';

const ALL = wholeListing(1_000);

// Any number, -0 and the smallest ones among them.
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const pathsOf = (rows: number): fc.Arbitrary<PathColumns> =>
  fc
    .array(fc.float64Array({ minLength: rows, maxLength: rows, noNaN: true, noDefaultInfinity: true }), {
      minLength: PATH_COLUMNS.length,
      maxLength: PATH_COLUMNS.length,
    })
    .map((columns) => Object.fromEntries(PATH_COLUMNS.map((name, i) => [name, columns[i]!])) as PathColumns);
const cellOf = (cell: number): fc.Arbitrary<CellSummary> =>
  fc
    .array(number, { minLength: SUMMARY_COLUMNS.length, maxLength: SUMMARY_COLUMNS.length })
    .map((values) => ({
      ...(Object.fromEntries(SUMMARY_COLUMNS.map((name, i) => [name, values[i]!])) as CellSummary),
      cell,
      planned: 5,
    }));

/** Shards of two cells from cell 10 on, of which some are there; the first cell of each keeps paths. */
const shards = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }).chain((present) =>
  fc.tuple(
    ...present.map((isThere, i) =>
      isThere
        ? fc
            .record({
              cells: fc.tuple(cellOf(10 + 2 * i), cellOf(11 + 2 * i)),
              paths: fc.integer({ min: 0, max: 4 }).chain(pathsOf),
            })
            .map(({ cells, paths }): ShardResult => ({ cells, paths: new Map([[10 + 2 * i, paths]]) }))
        : fc.constant(null),
    ),
  ),
);

function foldFrom(list: readonly (ShardResult | null)[]): Fold {
  const fold = createFold(ALL, 10, 10 + 2 * list.length);
  for (const shard of list) if (shard) addShard(fold, shard);
  return fold;
}

it('gives every bit back', () => {
  fc.assert(
    fc.property(shards, (list) => {
      const fold = foldFrom(list);
      const back = foldOf('fold', ALL, 10, 10 + 2 * list.length, foldToBytes(fold));
      expect(back).toEqual(fold);
      expect(foldToBytes(back)).toEqual(foldToBytes(fold));
    }),
  );
});

it('says of a sweep what its shards say, whether they come one by one or as folds', () => {
  fc.assert(
    fc.property(shards, fc.nat(6), (list, cut) => {
      const end = 10 + 2 * list.length;
      const middle = Math.min(cut, list.length);
      const atOnce = createFold(ALL, 0, end);
      for (const shard of list) if (shard) addShard(atOnce, shard);
      const inFolds = createFold(ALL, 0, end);
      const parts: [number, number][] = [
        [0, middle],
        [middle, list.length],
      ];
      for (const [from, to] of parts) {
        const part = createFold(ALL, 10 + 2 * from, 10 + 2 * to);
        for (const shard of list.slice(from, to)) if (shard) addShard(part, shard);
        addFold(inFolds, foldOf('fold', ALL, 10 + 2 * from, 10 + 2 * to, foldToBytes(part)));
      }
      expect(inFolds).toEqual(atOnce);
      const { cells, paths } = resultsOf(inFolds);
      for (let cell = 0; cell < end; cell++) {
        const shard = cell < 10 ? null : list[Math.floor((cell - 10) / 2)]!;
        expect(cells.at(cell)).toEqual(shard ? shard.cells[cell % 2] : null);
        expect(paths.get(cell)).toEqual(shard?.paths.get(cell));
      }
    }),
  );
});

it('reads from anywhere in a buffer', () => {
  const bytes = foldToBytes(createFold(ALL, 4, 6));
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(foldOf('fold', ALL, 4, 6, shifted.subarray(3))).toEqual(createFold(ALL, 4, 6));
});

it('refuses what is not the fold of these cells, with the value', () => {
  const bytes = foldToBytes(createFold(ALL, 4, 6));
  const changed = (at: number, value: number) => {
    const copy = new Float64Array(bytes.slice().buffer);
    copy[at] = value;
    return new Uint8Array(copy.buffer);
  };
  expect(() => foldOf('fold 0', ALL, 4, 6, bytes.slice(0, -1))).toThrow(
    `fold 0 must be whole doubles, got ${bytes.length - 1} bytes`,
  );
  expect(() => foldOf('fold 0', ALL, 4, 6, changed(0, 1))).toThrow('fold 0 version must be 2, got 1');
  expect(() => foldOf('fold 0', ALL, 4, 7, bytes)).toThrow('fold 0 cells must be 4 to 7, got 4 to 6');
  expect(() => foldOf('fold 0', ALL, 4, 6, changed(3, 1))).toThrow('fold 0 rows must be 2, got 1');
  expect(() => foldOf('fold 0', ALL, 4, 6, bytes.slice(0, -8))).toThrow(
    'fold 0 must hold all that it says, got 100',
  );
  const paths = 4 + 2 * SUMMARY_COLUMNS.length;
  expect(() => foldOf('fold 0', ALL, 4, 6, changed(paths, 1))).toThrow('fold 0 must hold all that it says');
  expect(() => foldOf('fold 0', ALL, 4, 6, changed(paths, Number.NaN))).toThrow(
    'fold 0 cells with paths must be a whole number, got NaN',
  );
  const longer = new Uint8Array(bytes.length + 8);
  longer.set(bytes);
  expect(() => foldOf('fold 0', ALL, 4, 6, longer)).toThrow('fold 0 must end after 101 doubles, got 102');
});
