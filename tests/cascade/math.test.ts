import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decayMean, exp, integerPower, log } from '../../shared/cascade/math.ts';
import { createSorter, sortRows } from '../../shared/cascade/order.ts';

/** Distance in units in the last place of the expected value. */
const ulps = (obtained: number, expected: number): number => {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(obtained - expected) / 2 ** (exponent - 52);
};

describe('exp and log', () => {
  it('are within one unit in the last place of the built-in ones, over their whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
        expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: 1.7e308, noNaN: true }), (x) => {
        if (x !== 1) expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 5_000 },
    );
  });

  it('give these bits on every engine', () => {
    expect([exp(1), exp(-0.5), exp(0.1), exp(-20), exp(700)]).toEqual([
      2.7182818284590455, 0.6065306597126334, 1.1051709180756477, 2.061153622438558e-9,
      1.0142320547350045e304,
    ]);
    expect([log(2), log(10), log(0.001), log(1.0000001), log(5e-324)]).toEqual([
      0.6931471805599453, 2.302585092994046, -6.907755278982137, 9.999999505838704e-8, -744.4400719213812,
    ]);
  });

  it('have the ends of their range', () => {
    expect([exp(710), exp(-746), exp(0), log(0), log(1), log(Infinity)]).toEqual([
      Infinity,
      0,
      1,
      -Infinity,
      0,
      Infinity,
    ]);
    expect([exp(Number.NaN), log(-1)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('decayMean meets its series where the difference would lose digits', () => {
    for (const y of [9.999e-6, 1.0001e-5, -9.999e-6, -1.0001e-5])
      expect(decayMean(y)).toBeCloseTo(1 - y / 2 + (y * y) / 6, 11);
    expect(integerPower(0.5, 10)).toBe(1 / 1024);
  });
});

it('rows are sorted by key, and equal keys stay in the order they came in', () => {
  const key = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    // Neighbours in the last place share their upper words.
    fc.integer({ min: 0, max: 40 }).map((k) => 100 + k * 1.4210854715202004e-14),
    fc.constant(Infinity),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300, size: 'max' }), fc.boolean(), (keys, descending) => {
      const rows = Int32Array.from(keys, (_, i) => 7 * i);
      sortRows(createSorter(keys.length), Float64Array.from(keys), rows, keys.length, descending);
      const expected = keys
        .map((_, i) => i)
        .sort((a, b) => {
          if (keys[a] === keys[b]) return a - b;
          return keys[a]! < keys[b]! === descending ? 1 : -1;
        });
      expect([...rows]).toEqual(expected.map((i) => 7 * i));
    }),
    { numRuns: 500 },
  );
});
