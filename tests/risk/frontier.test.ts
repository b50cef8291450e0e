import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniforms } from '../../shared/cascade/numbers/random.ts';
import { frontier } from '../../shared/risk/frontier/frontier.ts';
import { type Evidence, meanOf } from '../../shared/risk/proof/evidence.ts';
import { poolAdjacentViolators } from '../../shared/risk/statistics/isotonic.ts';

const point = (
  leverage: number,
  amount: number,
  planned = 1_000,
  done = planned,
  kind: Exclude<Evidence['kind'], 'mean'> = 'count',
) => ({
  leverage,
  evidence: { kind, amount, done, planned },
});

const lists = fc.array(fc.record({ value: fc.nat(20), weight: fc.integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 12,
});

it('pooling equals the min-max formula of isotonic regression', () => {
  fc.assert(
    fc.property(lists, (points) => {
      const { fitted } = poolAdjacentViolators(
        points.map(({ value }) => value),
        points.map(({ weight }) => weight),
      );
      const mean = (from: number, to: number) => {
        const part = points.slice(from, to + 1);
        const weight = part.reduce((sum, one) => sum + one.weight, 0);
        return part.reduce((sum, one) => sum + one.value * one.weight, 0) / weight;
      };
      // fit_i = max over j <= i of min over k >= i of the mean of j..k: every pair, no pooling.
      const slow = points.map((_, i) =>
        Math.max(
          ...points
            .slice(0, i + 1)
            .map((_start, j) => Math.min(...points.slice(i).map((_end, k) => mean(j, i + k)))),
        ),
      );
      fitted.forEach((value, i) => {
        expect(Math.abs(value - slow[i]!)).toBeLessThan(1e-9);
      });
    }),
  );
});

it('pooling never falls, keeps the total, and leaves a rising list alone', () => {
  fc.assert(
    fc.property(lists, (points) => {
      const values = points.map(({ value }) => value);
      const weights = points.map(({ weight }) => weight);
      const { fitted, block } = poolAdjacentViolators(values, weights);
      for (let i = 1; i < fitted.length; i++) expect(fitted[i]!).toBeGreaterThanOrEqual(fitted[i - 1]!);
      const total = (list: readonly number[]) => list.reduce((sum, value, i) => sum + value * weights[i]!, 0);
      expect(Math.abs(total(fitted) - total(values))).toBeLessThan(1e-9 * (1 + total(values)));
      const rising = [...values].sort((a, b) => a - b);
      expect(poolAdjacentViolators(rising, weights).fitted).toEqual(rising);
      expect(block.length).toBe(values.length);
    }),
  );
});

it('losing paths never moves the frontier out, and a lost cell ends it there', () => {
  const cells = fc.array(fc.record({ failing: fc.nat(12), lost: fc.nat(30) }), {
    minLength: 1,
    maxLength: 8,
  });
  const reach = (found: number | null) => found ?? 0;
  fc.assert(
    fc.property(cells, (list) => {
      const whole = frontier(
        list.map(({ failing }, i) => point(i + 1, failing)),
        0.01,
      );
      // Whether the lost paths would have failed or not.
      const partial = frontier(
        list.map(({ failing, lost }, i) => point(i + 1, Math.max(0, failing - lost), 1_000, 1_000 - lost)),
        0.01,
      );
      if (!whole.nonmonotone) expect(reach(partial.provenSafe)).toBeLessThanOrEqual(reach(whole.provenSafe));
    }),
  );
  expect(frontier([point(1, 0), point(2, 0, 1_000, 0), point(3, 0)], 0.01).provenSafe).toBe(1);
  // Sixty failing paths stand out, and they still do when they are the ones that got lost.
  const standsOut = frontier([point(1, 0, 1_000, 940), point(2, 10), point(3, 10), point(4, 10)], 0.035);
  expect(standsOut).toMatchObject({ nonmonotone: false, provenSafe: null });
});

it('does not go past a leverage that is not proven, whatever comes after', () => {
  expect(frontier([point(1, 30), point(2, 30), point(3, 31)], 0.01).provenSafe).toBeNull();
  expect(frontier([point(1, 0, 100), point(2, 0)], 0.01).provenSafe).toBeNull(); // 100 paths prove 3 %, not 1 %
});

it('raises NONMONOTONE where a block falls by more than three standard errors, and takes the smaller frontier', () => {
  // 60 of 1,000, then 10, 10, 10: pooled 22.5, yet the first alone is far above the rest.
  const fell = frontier([point(1, 60), point(2, 10), point(3, 10), point(4, 10)], 0.035);
  expect(fell.nonmonotone).toBe(true);
  expect(fell.upper[0]!).toBeLessThan(0.035); // the pooled curve alone would say 4
  expect(fell.provenSafe).toBeNull(); // the raw one begins with 6 %
  // A fall by chance is no such thing.
  expect(frontier([point(1, 2), point(2, 1)], 0.01).nonmonotone).toBe(false);
  // All of one cell failing, none of the next: no variance at all, and still a fall.
  expect(frontier([point(1, 10, 10), point(2, 0, 10)], 0.9).nonmonotone).toBe(true);
});

it('bounds sums of shares as it bounds counts', () => {
  const sums = frontier([point(1, 0.4, 1_000, 1_000, 'sum'), point(2, 30.5, 1_000, 1_000, 'sum')], 0.01);
  expect(sums.provenSafe).toBe(1);
  expect(sums.notRefuted).toBe(1);
});

it('bounds a mean by its numbers where they were kept, and by its sum once it is pooled', () => {
  // Half a percent: 704 paths without a loss prove it, 798 where only their sum is known.
  const kept = (leverage: number, numbers: readonly number[]) => ({
    leverage,
    evidence: meanOf([...numbers, ...Array<number>(750 - numbers.length).fill(0)], 750),
  });
  expect(frontier([kept(1, [])], 0.005).provenSafe).toBe(1);
  expect(frontier([point(1, 0, 750, 750, 'sum')], 0.005).provenSafe).toBeNull();
  expect(frontier([kept(1, [0.001]), kept(2, [])], 0.005).provenSafe).toBeNull();
});

it('is too far out in at most 5 % of nights, pooling and all', () => {
  // True failure rates rise to the tolerance at the fourth leverage and beyond it at the fifth: a night errs when
  // it proves the fifth. Cells share their draws, as the paths of a sweep do.
  const truth = [0.002, 0.005, 0.008, 0.0099, 0.0101];
  const nights = 600;
  const n = 1_000;
  const draws = new Float64Array(n);
  let errors = 0;
  for (let night = 0; night < nights; night++) {
    uniforms({ seedLow: 3, seedHigh: 0, path: night, purpose: 99, lane: 2 }, 0, n, draws);
    const points = truth.map((p, i) => point(i + 1, draws.filter((u) => u < p).length));
    if (frontier(points, 0.01).provenSafe === 5) errors++;
  }
  expect(errors / nights).toBeLessThanOrEqual(0.05);
});

it('is too far out in at most 5 % of nights when cells are independent and pooling has something to choose', () => {
  const truth = [0.0101, 0.0101, 0.0101, 0.0101];
  const nights = 600;
  const n = 1_000;
  const draws = new Float64Array(n);
  let errors = 0;
  for (let night = 0; night < nights; night++) {
    const points = truth.map((p, i) => {
      uniforms({ seedLow: 5, seedHigh: i, path: night, purpose: 99, lane: 2 }, 0, n, draws);
      return point(i + 1, draws.filter((u) => u < p).length);
    });
    if (frontier(points, 0.01).provenSafe !== null) errors++;
  }
  expect(errors / nights).toBeLessThanOrEqual(0.05);
});
