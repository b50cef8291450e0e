import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import { compareSplitting } from '../../shared/risk/mechanisms/splitting-comparison.ts';
import { averageOf, isOnePath } from '../../shared/risk/statistics/average.ts';
import { inputOf, type PathOf, sceneOf, sweepText } from './scene.ts';

describe('an average', () => {
  it('is the mean, until one number is more than all others together: then it is the median', () => {
    expect(averageOf([1, 2, 3])).toEqual({ of: 'mean', value: 2 });
    expect(averageOf([0, 1, 1, 2])).toEqual({ of: 'mean', value: 1 }); // half of the sum is not above half
    expect(averageOf([0, 1, 1, 2.1])).toEqual({ of: 'median', value: 1 });
    expect(averageOf([0, 0, 0, 7])).toEqual({ of: 'median', value: 0 });
    expect(averageOf([0, 0])).toEqual({ of: 'mean', value: 0 });
    expect(averageOf([1.2, 1.3, 1e8, 1.1, 1.4])).toEqual({ of: 'median', value: 1.3 });
  });

  it('is never larger than every number but one, however large that one grows', () => {
    const others = fc.array(fc.nat(100), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(others, fc.double({ min: 1e4, max: 1e12, noNaN: true }), fc.nat(), (rest, huge, place) => {
        const values = rest.toSpliced(place % (rest.length + 1), 0, huge);
        const { of, value } = averageOf(values);
        expect(of).toBe('median');
        expect(value).toBeLessThanOrEqual(Math.max(...rest));
      }),
    );
  });

  it('weighs differences by their size, whichever way they point', () => {
    expect(isOnePath([-5, 1, 1, 1])).toBe(true);
    expect(isOnePath([-5, 2, 2, 2])).toBe(false);
  });
});

const isDesign = ({ shockBps, leverageBps, tiers }: Parameters<PathOf>[0]) =>
  shockBps === -1_000 && leverageBps === 10_000 && tiers === 'current';

describe('means of the report', () => {
  // Path 7 runs to the ceiling under the mechanism in force: an amplification of a hundred million.
  const squeezed: PathOf = (cell, path) => ({
    amplificationPeak: isDesign(cell) && cell.mechanism === 'full' && path === 7 ? 1e8 : 1.5,
  });

  it('give the median of amplifications where one path decides their mean, and say which difference it decides', () => {
    const { mechanisms } = assess(inputOf({ path: squeezed }));
    const of = (name: string) =>
      mechanisms
        .find(({ mechanism, side }) => mechanism === name && side === 'down')!
        .metrics.find(({ id }) => id === 'amplification')!;
    expect(of('full')).toMatchObject({ of: 'median', value: 1.5 });
    expect(of('gentle')).toMatchObject({ of: 'mean', value: 1.5, difference: { onePath: true } });
  });

  it('keep a probability a probability, though one path alone fails', () => {
    const path: PathOf = (cell, number) => (isDesign(cell) && number === 0 ? { deficit: 1_500 } : {});
    const { mechanisms, fund, metrics } = assess(inputOf({ path }));
    const [full] = mechanisms;
    const measure = (id: string) => full!.metrics.find((own) => own.id === id)!;
    expect(measure('pRuin')).toMatchObject({ of: 'probability', value: 1 / 3_000 });
    expect(measure('meanDraw')).toMatchObject({ of: 'median', value: 0 });
    expect(fund[0]!.expectedExcess).toEqual({ of: 'median', value: 0, reason: null });
    // Key numbers keep their definitions.
    expect(metrics[0]!.value).toBeCloseTo(1 - 1_500 / 100_000 / 3_000, 12);
  });

  it('count a path near the price floor at open interest, in means and in differences', () => {
    const path: PathOf = (cell, number) =>
      isDesign(cell) && number < 30 ? { deficit: cell.mechanism === 'full' ? 5e9 : 0 } : {};
    const { mechanisms } = assess(inputOf({ path }));
    const [full, gentle] = mechanisms.map(({ metrics }) => metrics.find(({ id }) => id === 'meanDraw')!);
    expect(full!.value).toBeCloseTo(0.01 * 100_000, 9);
    expect(gentle!.difference!.mean).toBeCloseTo(-0.01 * 100_000, 9);
    const { axes } = JSON.parse(sweepText());
    const asking = { axes: { ...axes, splitting: [0, 1] } };
    const [today, split] = compareSplitting(
      sceneOf({
        sweep: asking,
        path: (cell, number) =>
          isDesign(cell) && cell.splitting === 1 && number < 30
            ? { deficit: 5e9, deficitNotional: 5_000 }
            : {},
      }),
    );
    expect(today!.mean).toEqual({ of: 'mean', value: 0, reason: null });
    expect(split!.mean.value).toBeCloseTo(1_000, 9);
    expect(split!.uncovered.value).toBeCloseTo(0.01, 12);
    expect(split!.belowZero.value).toBeCloseTo(0.0005, 12);
    expect(split!.difference).toMatchObject({ mean: expect.closeTo(1_000, 9), onePath: false });
    expect(split!.q999.value).toBe(5e9);
  });
});
