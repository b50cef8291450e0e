import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addCounts, type CellCounts, countCell, createCounts } from '../../shared/sweep/cell-counts.ts';
import { cellAt, decisionCells } from '../../shared/sweep/cells.ts';
import { listingOf, reportRows, rowsBefore } from '../../shared/sweep/listing.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { type CellSummary, SUMMARY_COLUMNS } from '../../shared/sweep/results.ts';
import { SWEEP, sweepText, workloadOf } from './small.ts';

const some = (from: number, values: readonly number[]) => fc.subarray([...values], { minLength: from });
const axes = fc.record({
  leverageBps: some(0, [5_000, 15_000, 20_000]).map((more) => [...more, 10_000].sort((a, b) => a - b)),
  maintenanceBps: some(0, [5_000, 12_500]).map((more) => [...more, 10_000].sort((a, b) => a - b)),
  depthBps: some(0, [5_000, 20_000]).map((more) => [...more, 10_000].sort((a, b) => a - b)),
  mechanism: some(0, [0, 1]).map((more) => ['full', ...more.map((i) => ['gentle', 'slow'][i]!)]),
  splitting: some(0, [1, 2]).map((more) => [0, ...more]),
  shockBps: fc.constant(SWEEP.axes.shockBps),
});

it('lists the cells at base maintenance and depth, in order, where all would be too many', () => {
  fc.assert(
    fc.property(axes, (own) => {
      const work = workloadOf(parseSweep(sweepText({ axes: own as typeof SWEEP.axes })));
      const listing = listingOf(work, 1);
      // The definition: every cell looked at.
      const listed = Array.from({ length: work.cells }, (_, index) => cellAt(work, index)).filter(
        ({ maintenanceBps, depthBps }) => maintenanceBps === 10_000 && depthBps === 10_000,
      );
      expect(Array.from({ length: listing.rows }, (_, row) => listing.cellOf(row))).toEqual(
        listed.map(({ index }) => index),
      );
      for (let cell = 0; cell < work.cells; cell++)
        expect(listing.rowOf(cell)).toBe(listed.findIndex(({ index }) => index === cell));
      for (let cell = 0; cell <= work.cells; cell++)
        expect(rowsBefore(listing, cell)).toBe(listed.filter(({ index }) => index < cell).length);
      for (const { index } of decisionCells(work)) expect(listing.rowOf(index)).toBeGreaterThanOrEqual(0);
    }),
  );
});

it('lists every cell, if they and the kept paths are few enough', () => {
  const work = workloadOf();
  const rows = 32 + 12 * 30;
  expect(listingOf(work, rows)).toMatchObject({ rows: 32, isWhole: true });
  expect(reportRows(work, rows)).toBe(rows);
  expect(listingOf(work, rows - 1)).toMatchObject({ rows: 20, isWhole: false });
});

const counted = (cell: number): fc.Arbitrary<CellSummary> =>
  fc
    .record({
      done: fc.nat(3),
      failed: fc.nat(2),
      firstFailed: fc.nat(4),
      notConserved: fc.constantFrom(0, 0, 0, 1),
      unbalanced: fc.constantFrom(0, 0, 0, 2),
      conservationMax: fc.constantFrom(0, 1e-12, 1e-8),
    })
    .map((own) => ({
      ...(Object.fromEntries(SUMMARY_COLUMNS.map((name) => [name, 0])) as CellSummary),
      ...own,
      cell,
      planned: own.done + own.failed,
    }));

it('counts the same in pieces as at once, and names the first of each kind', () => {
  const cells = fc.tuple(...Array.from({ length: 12 }, (_, cell) => counted(cell)));
  const countsOf = (list: readonly CellSummary[], mostNamed: number): CellCounts => {
    const counts = createCounts(mostNamed);
    for (const summary of list) countCell(counts, summary);
    return counts;
  };
  fc.assert(
    fc.property(cells, fc.nat(12), fc.integer({ min: 1, max: 12 }), (list, cut, mostNamed) => {
      const pieces = countsOf(list.slice(0, cut), mostNamed);
      addCounts(pieces, countsOf(list.slice(cut), mostNamed));
      expect(pieces).toEqual(countsOf(list, mostNamed));
      const all = countsOf(list, Number.POSITIVE_INFINITY);
      expect(pieces.unconserved).toEqual(all.unconserved.slice(0, mostNamed));
      expect(pieces.unfinishedCells).toEqual(
        list
          .filter(({ failed }) => failed > 0)
          .map(({ cell }) => cell)
          .slice(0, mostNamed),
      );
      expect(pieces.unfinishedPaths.slice(0, 3)).toEqual(all.unfinishedPaths.slice(0, 3));
      expect(pieces.empty).toBe(list.filter(({ done }) => done === 0).length);
    }),
  );
});
