/** Herfindahl-Hirschman index of amounts, all >= 0: 1/n when equal, 1 when one has all; null when all are 0. */
export function hhi(amounts: readonly number[]): number | null {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (!(total > 0)) return null;
  return amounts.reduce((sum, amount) => sum + (amount / total) * (amount / total), 0);
}

/** Gini coefficient, sum_ij |h_i - h_j| / (2 n^2 mean), by sorting; those with 0 belong to the base. */
export function gini(amounts: readonly number[]): number | null {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (!(total > 0)) return null;
  const n = amounts.length;
  const sorted = [...amounts].sort((a, b) => a - b);
  const ranked = sorted.reduce((sum, amount, i) => sum + (2 * (i + 1) - n - 1) * amount, 0);
  return ranked / (n * total);
}
