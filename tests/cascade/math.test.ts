import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, expm1, integerPower, log, log1p } from '../../shared/cascade/numbers/math.ts';
import { createSorter, sortRows } from '../../shared/cascade/numbers/sort.ts';
import { preciseExp, preciseExpm1, preciseLog, preciseLog1p, ulpsFrom } from './precise.ts';

describe('exp and log', () => {
  it('are within one unit in the last place of the exact value, over their whole range', () => {
    const far = fc.double({ min: -700, max: 709, noNaN: true });
    const near = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(far, near), (x) => {
        if (Math.abs(x) > 1e-70) expect(ulpsFrom(exp(x), preciseExp(x))).toBeLessThan(1);
      }),
      { numRuns: 2_000 },
    );
    const any = fc.double({ min: 5e-324, max: 1.7e308, noNaN: true });
    const aroundOne = near.map((x) => 1 + x);
    fc.assert(
      fc.property(fc.oneof(any, aroundOne), (x) => {
        if (x !== 1) expect(ulpsFrom(log(x), preciseLog(x))).toBeLessThan(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the exact values are measured as such: one last place off is one', () => {
    expect(ulpsFrom(Math.E, preciseExp(1))).toBeLessThan(0.5);
    expect(
      Math.abs(ulpsFrom(Math.E + 2 ** -51, preciseExp(1)) + ulpsFrom(Math.E, preciseExp(1)) - 1),
    ).toBeLessThan(1e-9);
    expect(ulpsFrom(Math.LN10, preciseLog(10))).toBeLessThan(0.5);
    expect(ulpsFrom(Math.LN2, preciseLog(2))).toBeLessThan(0.5);
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2e-16 * Math.max(1, Math.abs(x)));
      }),
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

  it('expm1 and log1p keep their digits, however small the argument', () => {
    const tiny = fc
      .tuple(fc.integer({ min: -60, max: 1 }), fc.double({ min: 1, max: 2, noNaN: true }), fc.boolean())
      .map(([power, mantissa, negative]) => (negative ? -1 : 1) * mantissa * 2 ** power);
    fc.assert(
      fc.property(tiny, (x) => {
        expect(ulpsFrom(expm1(x), preciseExpm1(x))).toBeLessThan(4);
        if (x > -0.99) expect(ulpsFrom(log1p(x), preciseLog1p(x))).toBeLessThan(4);
      }),
      { numRuns: 2_000 },
    );
    expect([expm1(0), expm1(710), expm1(-800), expm1(1e-300)]).toEqual([0, Infinity, -1, 1e-300]);
    expect([log1p(0), log1p(-1), log1p(Infinity), log1p(-1e-300)]).toEqual([0, -Infinity, Infinity, -1e-300]);
  });

  it('an integer power is repeated multiplication', () => {
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
