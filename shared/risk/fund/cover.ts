/**
 * What remains unpaid per account, `max(0, loss - margin)`, added up over each group: one account's surplus
 * does not help another of the same owner (report.md 7.9).
 */
export function groupShortfalls(
  accounts: readonly { readonly group: string; readonly margin: number; readonly loss: number }[],
): Map<string, number> {
  const shortfalls = new Map<string, number>();
  for (const { group, margin, loss } of accounts) {
    shortfalls.set(group, (shortfalls.get(group) ?? 0) + Math.max(0, loss - margin));
  }
  return shortfalls;
}

/** Sum of the `k` largest shortfalls of one shock or path. */
export const coverOf = (shortfalls: Iterable<number>, k: number): number =>
  [...shortfalls]
    .sort((a, b) => b - a)
    .slice(0, k)
    .reduce((sum, shortfall) => sum + shortfall, 0);

/** Over shocks: sum first, then the maximum; the two largest maxima may belong to different shocks. */
export const coverOverShocks = (shocks: readonly Iterable<number>[], k: number): number =>
  shocks.reduce((most, shortfalls) => Math.max(most, coverOf(shortfalls, k)), 0);
