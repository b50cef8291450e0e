/** Collateral borrowed against, sold for more of itself and pledged again; equity 1, both prices 1 (contagion.md 5.5). */
export interface Loop {
  /** Collateral; debt is one less. */
  readonly leverage: number;
  readonly debt: number;
  /** What it approaches with more rounds. */
  readonly limit: number;
  /** Undefined without debt, as below. */
  readonly health: number | undefined;
  /** Price of collateral in debt at which health is 1. */
  readonly triggerRate: number;
}

/** @param loanToValue of each round, below 1 */
export function loopOf(loanToValue: number, rounds: number, threshold: number): Loop {
  let leverage = 1;
  let borrowed = 1;
  for (let round = 0; round < rounds; round++) {
    borrowed *= loanToValue;
    leverage += borrowed;
  }
  const debt = leverage - 1;
  return {
    leverage,
    debt,
    limit: 1 / (1 - loanToValue),
    health: debt > 0 ? (leverage * threshold) / debt : undefined,
    triggerRate: debt / (leverage * threshold),
  };
}

/** What a loop earns on its equity in a year, and the rate on its debt above which its holder leaves by choice. */
export const carryOf = (
  { leverage, debt }: Pick<Loop, 'leverage' | 'debt'>,
  yieldRate: number,
  borrowRate: number,
) => ({
  carry: leverage * yieldRate - debt * borrowRate,
  breakEvenRate: debt > 0 ? (yieldRate * leverage) / debt : undefined,
});

/** What a fall of the collateral leaves of a loop before anybody can act. */
export function afterHaircut({ leverage, debt }: Loop, haircut: number) {
  const loss = haircut * leverage;
  return { loss, equity: 1 - loss, badDebt: Math.max(0, debt - leverage * (1 - haircut)) };
}

/** At most what accounts of one threshold leave unpaid after a fall of their collateral, if all stood at their threshold. */
export const mostBadDebt = (collateral: number, threshold: number, haircut: number): number =>
  Math.max(0, haircut - (1 - threshold)) * collateral;

/**
 * Unwinds a loop without a flash loan, at one to one: what a round may take out is sold and repaid. Nothing is possible at the
 * limit of its loan-to-value, or where the pool that holds the collateral is empty.
 *
 * @param cash of that pool
 */
export function unwind(loanToValue: number, collateral: number, debt: number, cash: number) {
  const rounds: number[] = [];
  const left = { collateral, debt, cash };
  for (;;) {
    const taken = Math.min(left.collateral - left.debt / loanToValue, left.cash, left.debt);
    if (!(taken > 0)) return { rounds, ...left };
    rounds.push(taken);
    left.collateral -= taken;
    left.debt -= taken;
    left.cash -= taken;
  }
}
