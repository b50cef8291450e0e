// Bisection finds what looking at every row does, with ties on both sides of the bound.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstAbove, firstAtMost, firstBelow } from '../../shared/cascade/numbers/bisect.ts';
import { between } from './markets.ts';

const column = fc.array(between(0, 9), { maxLength: 40 });
type Rule = (value: number, bound: number) => boolean;

it.each<[string, typeof firstBelow, 1 | -1, Rule]>([
  ['below', firstBelow, -1, (value, bound) => value < bound],
  ['at most', firstAtMost, -1, (value, bound) => value <= bound],
  ['above', firstAbove, 1, (value, bound) => value > bound],
])('the first row that is %s a bound, or the end', (_, find, direction, holds) => {
  fc.assert(
    fc.property(column, between(0, 40), between(0, 40), between(0, 9), (values, a, b, bound) => {
      const sorted = Float64Array.from(values.sort((x, y) => direction * (x - y)));
      const from = Math.min(a, b, sorted.length);
      const to = Math.min(Math.max(a, b), sorted.length);
      const found = sorted.subarray(from, to).findIndex((value) => holds(value, bound));
      expect(find(sorted, from, to, bound)).toBe(found === -1 ? to : from + found);
    }),
  );
});
