import { nullable, number, type Of, object } from '../shapes/shape.ts';

export const FirstAndHalf = object('falls, as fractions, from which on something holds', {
  first: nullable(number('of the first debt; null: of none')),
  half: nullable(number('of half of all debt; null: of less')),
});
export type FirstAndHalf = Of<typeof FirstAndHalf>;

/** @param rows debts, each with the fall from which on it holds of it; null: never */
export function firstAndHalf(
  rows: readonly { readonly debt: number; readonly fall: number | null }[],
): FirstAndHalf {
  const half = sumOf(rows, ({ debt }) => debt) / 2;
  const reached = rows
    .flatMap(({ debt, fall }) => (fall === null ? [] : [{ debt, fall }]))
    .sort((a, b) => a.fall - b.fall);
  let sum = 0;
  const at = reached.find(({ debt }) => {
    sum += debt;
    return sum >= half;
  });
  return { first: reached[0]?.fall ?? null, half: at?.fall ?? null };
}

export const sumOf = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);
