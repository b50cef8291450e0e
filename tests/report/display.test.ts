import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amount,
  count,
  dayText,
  duration,
  exactPercent,
  isoText,
  money,
  percent,
  ppmText,
  type Rounding,
  ratio,
  shockText,
  timeText,
} from '../../shared/report/display.ts';

describe('percent', () => {
  it.each([
    [0.00123, '0.12%'],
    [0.5, '50%'],
    [0.1, '10%'],
    [0.02, '2.0%'],
    [1, '100%'],
    [4.3, '430%'],
    [0, '0%'],
    [23, '23.0×'],
    [3.4e7, '34.0\u00a0M×'],
    [0.000009, '<\u00a00.001%'],
    [0.99965, '99.965%'],
    [0.995, '99.50%'],
    [0.999999, '>\u00a099.999%'],
    [-0.25, '\u221225%'],
  ])('shows %d as %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  it('rounds bounds in the direction that flatters nobody', () => {
    // Two-sided 95% interval of 2 in 9,996 (report.md 5.2).
    expect(percent(0.0011838936468315793, 'up')).toBe('0.12%');
    expect(percent(0.00002422184564042985, 'down')).toBe('0.0024%');
    expect(percent(0.0990001, 'up')).toBe('10%');
    expect(percent(0.0999, 'down')).toBe('9.9%');
    expect(percent(0.000009, 'down')).toBe('0%');
    expect(percent(0.999999, 'up')).toBe('100%');
    // Two digits of what is left: 0.0342% uncovered rounds up to 0.035%.
    expect(percent(0.999658, 'down')).toBe('99.965%');
  });
});

/** Reads a displayed number back, in percent where it is one; "< x" reads as x, "> x" as x. */
function read(words: string): number {
  if (words.endsWith('×')) return 100 * read(words.slice(0, -1));
  const plain = words.replace(/[<>\u00a0,%]/g, '').replace('\u2212', '-');
  const scale = { k: 1e3, M: 1e6, bn: 1e9 }[/(k|M|bn)$/.exec(plain)?.[1] ?? ''] ?? 1;
  return Number(plain.replace(/(k|M|bn)$/, '')) * scale;
}

describe('a displayed bound never looks better than the stored one', () => {
  const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const forms: [string, (value: number, rounding: Rounding) => string, fc.Arbitrary<number>, number][] = [
    ['percent', percent, share, 100],
    ['percent beyond 1', percent, fc.double({ min: 1, max: 1e4, noNaN: true }), 100],
    ['amount', amount, positive, 1],
    ['ratio', ratio, positive, 1],
  ];
  it.each(forms)('%s', (_name, form, values, scale) => {
    fc.assert(
      fc.property(values, (value) => {
        // The text is decimal, the scale a power of ten: one rounding each way at most.
        const slack = 4e-16 * value * scale;
        expect(read(form(value, 'up'))).toBeGreaterThanOrEqual(value * scale - slack);
        expect(read(form(value, 'down'))).toBeLessThanOrEqual(value * scale + slack);
      }),
      { numRuns: 2_000 },
    );
  });

  it('and is no further away than its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.9, noNaN: true }), (value) => {
        expect(read(percent(value, 'up'))).toBeLessThanOrEqual(value * 100 * 1.1001);
        expect(read(percent(value, 'down'))).toBeGreaterThanOrEqual(value * 100 * 0.8999);
      }),
    );
  });
});

it('shows money with three digits and k, M, bn', () => {
  expect(amount(574_264_600)).toBe('574\u00a0M');
  expect(amount(18_345)).toBe('18.3\u00a0k');
  expect(amount(999.6)).toBe('1.00\u00a0k');
  expect(amount(0.01234)).toBe('0.0123');
  expect(amount(2.5e12)).toBe('2,500\u00a0bn');
  expect(money(-1_234_567, 'USD')).toBe('\u22121.23\u00a0M\u00a0USD');
  expect(amount(1_234_567, 'up')).toBe('1.24\u00a0M');
  expect(amount(-1_234_567, 'up')).toBe('\u22121.23\u00a0M');
});

it('shows grid coordinates and rates exactly', () => {
  expect([shockText(-1540), shockText(1310), shockText(-250)]).toEqual([
    '\u221215.4%',
    '+13.1%',
    '\u22122.5%',
  ]);
  expect([ppmText(3_500), ppmText(0), ppmText(125_000)]).toEqual(['0.35%', '0%', '12.5%']);
  expect([exactPercent(0.995), exactPercent(0.001), exactPercent(1)]).toEqual(['99.5%', '0.1%', '100%']);
});

it('shows counts, times and durations without asking a locale', () => {
  expect([count(10_000), count(1_234_567), count(2.25), count(0.01)]).toEqual([
    '10,000',
    '1,234,567',
    '2.3',
    '<\u00a00.1',
  ]);
  expect(timeText('2021-07-22T22:36:05Z')).toBe('22 July 2021, 22:36 UTC');
  expect(timeText('2020-03-16')).toBe('16 March 2020');
  expect(() => timeText('yesterday')).toThrow('time must be UTC like 2021-07-22T22:36:05Z, got yesterday');
  expect([duration(45.2), duration(3_141), duration(8_460), duration(180_000)]).toEqual([
    '45\u00a0s',
    '52\u00a0min\u00a021\u00a0s',
    '2\u00a0h\u00a021\u00a0min',
    '2\u00a0d\u00a02\u00a0h',
  ]);
  expect([isoText('PT5H'), isoText('PT1H30M')]).toEqual(['5\u00a0h', '1\u00a0h\u00a030\u00a0min']);
});

it('names the UTC day of seconds since 1970', () => {
  expect([dayText(0), dayText(86_399), dayText(951_782_400), dayText(1_609_473_600)]).toEqual([
    '1 January 1970',
    '1 January 1970',
    '29 February 2000',
    '1 January 2021',
  ]);
  for (let day = -800_000; day < 800_000; day += 997) {
    const utc = new Date(86_400_000 * day).toISOString();
    if (/^\d{4}-/.test(utc))
      expect(dayText(86_400 * day)).toBe(timeText(utc.slice(0, 10)).replace(/ 0+(\d+)$/, ' $1'));
  }
});
