// What draw has more where accounts are split, worked by hand on paths that the test makes up.
import { describe, expect, it } from 'vitest';
import { compareSplitting } from '../../shared/risk/mechanisms/splitting-comparison.ts';
import { sceneOf, sweepText } from './scene.ts';

const { axes } = JSON.parse(sweepText());
const asking = { axes: { ...axes, splitting: [0, 1] } };
/** Path `p` draws `p` as accounts are, and by turns 4 and 8 more where they are split; falls only. */
const drawOf = ({ side, splitting }: { readonly side: string; readonly splitting: number }, path: number) =>
  side === 'up' ? {} : { deficit: path + (splitting === 0 ? 0 : path % 2 === 0 ? 4 : 8) };

describe('splitting', () => {
  const all = compareSplitting(sceneOf({ sweep: asking, path: drawOf }));

  it('is compared at the design shock of each side, with nobody splitting first', () => {
    expect(all.map(({ side, shockBps, tier, cell }) => [side, shockBps, tier, cell])).toEqual([
      ['down', -1_000, 0, 'test-perp/full/L10000/m10000/d10000/s-1000'],
      ['down', -1_000, 1, 'test-perp/full/L10000/m10000/d10000/s-1000/split1'],
      ['up', 1_000, 0, 'test-perp/full/L10000/m10000/d10000/s1000'],
      ['up', 1_000, 1, 'test-perp/full/L10000/m10000/d10000/s1000/split1'],
    ]);
  });

  it('adds what it adds path by path, and no noise of paths to it', () => {
    const [today, split] = all;
    expect(today!.mean.value).toBeCloseTo(1_499.5, 9);
    expect(today!.q95.value).toBe(2_849);
    expect(today!.difference).toBeNull();
    expect(split!.mean.value).toBeCloseTo(1_505.5, 9);
    expect(split!.paths).toEqual({ planned: 3_000, done: 3_000 });
    const { pairs, mean, interval } = split!.difference!;
    expect([pairs, mean]).toEqual([3_000, 6]);
    // Differences of 4 and 8, and two paths more: of 0 for the lower end, of 8 for the upper one.
    const end = (sign: number, more: number) => {
      const [n, sum, squares] = [3_002, 18_000 + 2 * more, 1_500 * (16 + 64) + 2 * more * more];
      return sum / n + sign * 1.959964 * Math.sqrt((squares - (sum * sum) / n) / (n - 1) / n);
    };
    expect(interval.lower).toBeCloseTo(end(-1, 0), 6);
    expect(interval.upper).toBeCloseTo(end(1, 8), 6);
  });

  it('adds nothing where nobody fails', () => {
    expect(all[3]).toMatchObject({ mean: { value: 0 }, difference: { pairs: 3_000, mean: 0 } });
  });

  it('is left out where the sweep does not ask for it', () => {
    expect(compareSplitting(sceneOf())).toEqual([]);
  });
});
