import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, cellCount, decisionCells, pathCount } from '../../shared/sweep/cells.ts';
import { beyondShock, decisionShocks, gridsOf } from '../../shared/sweep/grids.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SWEEP, sweepText, workloadOf } from './small.ts';

const work = workloadOf();
const all = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));

it('numbers cells with leverage outermost, then maintenance, and shock innermost', () => {
  expect(all.slice(0, 13).map(({ id }) => id)).toEqual([
    'small-perp/full/L10000/m10000/d10000/s-2500',
    'small-perp/full/L10000/m10000/d10000/s-1500',
    'small-perp/full/L10000/m10000/d10000/s-500',
    'small-perp/full/L10000/m10000/d10000/s500',
    'small-perp/full/L10000/m10000/d10000/s1500',
    'small-perp/full/L10000/m10000/d10000/s2500',
    'small-perp/full/L10000/m12500/d10000/s-2500',
    'small-perp/full/L10000/m12500/d10000/s-1500',
    'small-perp/full/L10000/m12500/d10000/s-500',
    'small-perp/full/L10000/m12500/d10000/s500',
    'small-perp/full/L10000/m12500/d10000/s1500',
    'small-perp/full/L10000/m12500/d10000/s2500',
    'small-perp/full/L15000/m10000/d10000/s-2500',
  ]);
});

it('appends the compared mechanisms at the mixture, then the proposed tiers at the decision shocks', () => {
  expect(all.slice(24).map(({ id }) => id)).toEqual([
    'small-perp/gentle/L10000/m10000/d10000/s-1500',
    'small-perp/gentle/L10000/m10000/d10000/s1500',
    'small-perp/slow/L10000/m10000/d10000/s-1500',
    'small-perp/slow/L10000/m10000/d10000/s1500',
    'small-perp/full/L10000/m10000/d10000/s-2500/candidate',
    'small-perp/full/L10000/m10000/d10000/s-1500/candidate',
    'small-perp/full/L10000/m10000/d10000/s1500/candidate',
    'small-perp/full/L10000/m10000/d10000/s2500/candidate',
  ]);
});

it('appends accounts split to avoid tiers at the decision shocks, and renumbers no other cell', () => {
  const sweep = parseSweep(sweepText({ axes: { ...SWEEP.axes, splitting: [0, 1, 2] } }));
  const grown = workloadOf(sweep);
  const ids = Array.from({ length: grown.cells }, (_, i) => cellAt(grown, i));
  expect(ids.slice(0, 32)).toEqual(all);
  expect(ids.slice(32).map(({ id }) => id)).toEqual([
    'small-perp/full/L10000/m10000/d10000/s-2500/split1',
    'small-perp/full/L10000/m10000/d10000/s-1500/split1',
    'small-perp/full/L10000/m10000/d10000/s1500/split1',
    'small-perp/full/L10000/m10000/d10000/s2500/split1',
    'small-perp/full/L10000/m10000/d10000/s-2500/split2',
    'small-perp/full/L10000/m10000/d10000/s-1500/split2',
    'small-perp/full/L10000/m10000/d10000/s1500/split2',
    'small-perp/full/L10000/m10000/d10000/s2500/split2',
  ]);
  expect(ids.slice(32).every(({ decision, kind }) => decision && kind === 'splitting')).toBe(true);
  expect(decisionCells(grown)).toEqual(ids.filter(({ decision }) => decision));
});

it('runs many paths in the decision region and its comparisons, few elsewhere', () => {
  const decision = all.filter((cell) => cell.decision).map(({ index }) => index);
  expect(decision).toEqual([0, 1, 4, 5, 24, 25, 26, 27, 28, 29, 30, 31]);
  expect(decisionCells(work).map(({ index }) => index)).toEqual(decision);
  expect(all.map(({ paths }) => paths)).toEqual(all.map(({ index }) => (decision.includes(index) ? 30 : 8)));
  expect(pathCount(work)).toBe(12 * 30 + 20 * 8);
});

it('knows the side of a shock by its sign', () => {
  expect(all.slice(0, 6).map(({ side }) => side)).toEqual(['down', 'down', 'down', 'up', 'up', 'up']);
});

it('refuses a cell that is not there', () => {
  for (const index of [-1, 32, 0.5, Number.NaN]) {
    expect(() => cellAt(work, index)).toThrow(/^cell must be a whole number from 0 to 31, got /);
  }
});

it('gives a mechanism of the axis, when compared, many paths instead of a second cell', () => {
  const mechanism = ['full', 'gentle'];
  const sweep = parseSweep(sweepText({ axes: { ...SWEEP.axes, mechanism } }));
  const grown = workloadOf(sweep);
  const ids = Array.from({ length: grown.cells }, (_, i) => cellAt(grown, i));
  expect(new Set(ids.map(({ id }) => id)).size).toBe(grown.cells);
  expect(
    ids.filter((cell) => cell.mechanism === 'gentle' && cell.decision).map(({ shockBps }) => shockBps),
  ).toEqual([-1_500, 1_500]);
  expect(decisionCells(grown)).toEqual(ids.filter(({ decision }) => decision));
});

describe('one step beyond the mixture', () => {
  const at = (shockBps: number[], down: number) =>
    parseSweep(
      sweepText({
        axes: { ...SWEEP.axes, shockBps },
        design: { minutes: 1, down: [{ shockBps: down, weight: 1 }], up: [{ shockBps: 1_000, weight: 1 }] },
      }),
    );

  it('is the smallest grid shock of at least 1.25 times its largest', () => {
    expect(beyondShock(at([-3_000, -2_000, -1_250, -1_000, 1_000], -1_000), 'down')).toBe(-1_250);
    expect(beyondShock(at([-3_000, -2_000, -1_249, -1_000, 1_000], -1_000), 'down')).toBe(-2_000);
  });

  it('is missing where the grid ends before', () => {
    const sweep = at([-3_000, -2_000, -1_000, 1_000], -3_000);
    expect(beyondShock(sweep, 'down')).toBeUndefined();
    expect(decisionShocks(sweep)).toEqual([-3_000, 1_000]);
  });
});

it('enumerates every point of any grid exactly once', () => {
  const axis = fc.uniqueArray(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(axis, axis, axis, (leverage, maintenance, depth) => {
      const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
      const axes = {
        ...SWEEP.axes,
        leverageBps: sorted(leverage),
        maintenanceBps: sorted(maintenance),
        depthBps: sorted(depth),
      };
      const base = {
        ...SWEEP.base,
        leverageBps: leverage[0]!,
        maintenanceBps: maintenance[0]!,
        depthBps: depth[0]!,
      };
      const sweep = parseSweep(sweepText({ axes, base }));
      const grown = workloadOf(sweep);
      const cells = Array.from({ length: cellCount(grown) }, (_, i) => cellAt(grown, i));
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      expect(cells.length).toBe(leverage.length * maintenance.length * depth.length * 6 + 8);
      expect(decisionCells(grown)).toEqual(cells.filter(({ decision }) => decision));
      expect(pathCount(grown)).toBe(cells.reduce((sum, { paths }) => sum + paths, 0));
      expect(gridsOf(sweep, null).map(({ kind }) => kind)).toEqual(['current', 'compare', 'candidate']);
    }),
  );
});
