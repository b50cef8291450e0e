import { expect, it } from 'vitest';
import { normalQuantile, uniforms } from '../../shared/cascade/numbers/random.ts';
import { pairedAmount, pairedCount } from '../../shared/risk/statistics/paired-interval.ts';

it('says of pairs of which none differs how many may', () => {
  const { lower, upper } = pairedCount(0, 0, 1_000);
  expect(upper).toBeCloseTo(1 - 0.025 ** (1 / 1_000), 12);
  expect(lower).toBe(-upper);
});

/** P(b newly fail and c newly pass) of n pairs. */
function trinomial(n: number, p: number, q: number) {
  const logs = [0];
  for (let i = 1; i <= n; i++) logs.push(logs[i - 1]! + Math.log(i));
  return (b: number, c: number): number =>
    Math.exp(
      logs[n]! -
        logs[b]! -
        logs[c]! -
        logs[n - b - c]! +
        b * Math.log(p) +
        c * Math.log(q) +
        (n - b - c) * Math.log(1 - p - q),
    );
}

it.each([
  [1_000, 0.000002, 0.000002],
  [1_000, 0.001, 0.001],
  [1_000, 0.003, 0.0002],
  [1_000, 0.01, 0.004],
  [200, 0.05, 0.01],
  [60, 0.49, 0.49],
  [60, 0.3, 0.5],
])(
  'a difference of shares is covered in 95 %% of samples, summed over all: %d pairs, rates %d and %d',
  (n, p, q) => {
    const probability = trinomial(n, p, q);
    let [seen, tooLow, tooHigh] = [0, 0, 0];
    const end = (rate: number) => Math.min(n, Math.ceil(n * rate + 7 * Math.sqrt(n * rate) + 8));
    for (let b = 0; b <= end(p); b++) {
      for (let c = 0; c <= end(q) && b + c <= n; c++) {
        const mass = probability(b, c);
        if (mass < 1e-9) continue;
        seen += mass;
        const { lower, upper } = pairedCount(b, c, n);
        if (upper < p - q) tooLow += mass;
        if (lower > p - q) tooHigh += mass;
      }
    }
    expect(seen).toBeGreaterThan(0.999_99);
    expect(1 - tooLow - tooHigh).toBeGreaterThanOrEqual(0.955);
    expect(Math.max(tooLow, tooHigh)).toBeLessThanOrEqual(0.025);
  },
);

it.each([
  ['20 of 1,000, all larger', 20, 1],
  ['50 of 1,000, all larger', 50, 1],
  ['20 of 1,000, either way', 20, 0.5],
])(
  'a rare lognormal difference is covered in 94 %% of samples or more: %s',
  (_name, differing, upward) => {
    const n = 1_000;
    const runs = 2_000;
    const [which, amount] = [new Float64Array(n), new Float64Array(n)];
    const truth = (differing / n) * (2 * upward - 1) * Math.sqrt(Math.E);
    let covered = 0;
    for (let path = 0; path < runs; path++) {
      uniforms({ seedLow: 31, seedHigh: 0, path, purpose: 99, lane: 0 }, 0, n, which);
      uniforms({ seedLow: 31, seedHigh: 0, path, purpose: 99, lane: 1 }, 0, n, amount);
      const share = differing / n;
      const differences = which.map((u, i) => {
        if (!(u < share)) return 0;
        return (u < share * upward ? 1 : -1) * Math.exp(normalQuantile(amount[i]!));
      });
      const { lower, upper } = pairedAmount(differences, 200);
      if (lower.value! <= truth && truth <= upper.value!) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.94);
  },
  60_000,
);

it('is cut to the range, turns round with its pairs, and has no end where nothing bounds a difference', () => {
  const differences = [9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, -1];
  const [one, other] = [
    pairedAmount(differences, 7.5),
    pairedAmount(
      differences.map((d) => -d),
      7.5,
    ),
  ];
  expect(one.upper.value).toBe(7.5);
  expect(other.lower.value).toBe(-7.5);
  expect(other.upper.value).toBeCloseTo(-one.lower.value!, 12);
  expect(pairedAmount([1, 0, 0], null)).toMatchObject({
    differing: 1,
    method: 'paired-range',
    lower: { value: null, reason: 'TOO_FEW_DIFFER' },
  });
});
