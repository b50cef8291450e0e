import { expect, it } from 'vitest';
import { outOfReach } from '../../shared/risk/proof/reach.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { sweepText } from '../sweep/small.ts';

const reachOf = (decision: number, change: object = {}) =>
  outOfReach(parseSweep(sweepText({ paths: { decision, other: 1 }, ...change })));

it('says what flawless paths prove at best, and how many would do', () => {
  // 1 - 0.05^(1/100), and ln 0.05 / ln 0.999; 704 of a mean: report.md 2.3. All 100 of cover-2 at 1 % need 299.
  const found = reachOf(100);
  expect(found.map(({ metric, needed }) => [metric, needed])).toEqual([
    ['coverage', 704],
    ['p_ruin', 2_995],
    ['cover2', 299],
    ['distance', 2_995],
  ]);
  expect(found[1]).toMatchObject({ metric: 'p_ruin', paths: 100, tolerance: 0.001 });
  expect(found[1]!.best).toBeCloseTo(0.029513, 6);
});

it('says nothing where the paths can prove, and asks more of several shocks that share the level', () => {
  expect(reachOf(2_995)).toEqual([]);
  expect(reachOf(2_994).map(({ metric }) => metric)).toEqual(['p_ruin', 'distance']);
  const down = [
    { shockBps: -1_500, weight: 0.5 },
    { shockBps: -500, weight: 0.5 },
  ];
  const design = { minutes: 30, down, up: [{ shockBps: 1_500, weight: 1 }] };
  const two = reachOf(2_995, { design });
  // ln 0.025 / ln 0.999, of the mixture on one side only.
  expect(two.map(({ metric, needed }) => [metric, needed])).toEqual([['p_ruin', 3_688]]);
});

it('goes by the limits of the sweep', () => {
  const limits = [{ id: 'p_ruin', op: '<=', value: 0.05, owner: null, since: null, note: null }];
  expect(reachOf(704, { limits })).toEqual([]);
});
