/** What borrowing costs a year, by utilisation: two lines that meet at the kink, in (0, 1). */
export interface RateCurve {
  readonly base: number;
  readonly kink: number;
  readonly slope1: number;
  readonly slope2: number;
}

export interface PoolTerms {
  /** What is lent, counted from 0. */
  readonly asset: number;
  readonly curve: RateCurve;
  /** Of interest, what lenders do not get. */
  readonly reserveFactor: number;
  /** At the start, units of the asset; together > 0. */
  readonly cash: number;
  readonly borrowed: number;
  /** By tick: what lenders ask back, what borrowers who are not listed repay, what lenders bring. */
  readonly flows: readonly PoolFlow[];
}
export interface PoolFlow {
  readonly tick: number;
  readonly withdraw: number;
  readonly repay: number;
  readonly deposit: number;
}

/** What lenders supplied and borrowers owe, in one asset; `cash + borrowed = supplied + reserve` always. */
export interface Pool {
  readonly terms: PoolTerms;
  cash: number;
  /** By borrowers that are listed, and by all others. */
  borrowed: number;
  /** What lenders may claim. */
  supplied: number;
  reserve: number;
  /** Withdrawals that were asked for and are not paid yet. */
  waiting: number;
  /** Written off: lenders lose it, all alike. */
  lost: number;
}

export const YEAR_SECONDS = 31_536_000;

export const poolOf = (terms: PoolTerms): Pool => ({
  terms,
  cash: terms.cash,
  borrowed: terms.borrowed,
  supplied: terms.cash + terms.borrowed,
  reserve: 0,
  waiting: 0,
  lost: 0,
});

/** The part of a pool that is lent out, in [0, 1]; of one that nobody owes and that lenders have emptied, 0. */
export const utilisationOf = ({ cash, borrowed }: Pick<Pool, 'cash' | 'borrowed'>): number =>
  borrowed === 0 ? 0 : borrowed / (borrowed + cash);

/** A year, on debt (contagion.md 5.1). */
export function borrowRate({ base, kink, slope1, slope2 }: RateCurve, utilisation: number): number {
  if (utilisation <= kink) return base + (slope1 * utilisation) / kink;
  return base + slope1 + (slope2 * (utilisation - kink)) / (1 - kink);
}

/** Interest of a tick, linear in it; returns the factor by which debts grow. */
export function accrue(pool: Pool, seconds: number): number {
  const { curve, reserveFactor } = pool.terms;
  const grown = (borrowRate(curve, utilisationOf(pool)) * seconds) / YEAR_SECONDS;
  const interest = pool.borrowed * grown;
  pool.borrowed += interest;
  pool.supplied += (1 - reserveFactor) * interest;
  pool.reserve += reserveFactor * interest;
  return 1 + grown;
}

/** What happens in a tick by people's own choice. */
export function flow(pool: Pool, { withdraw, repay, deposit }: PoolFlow): void {
  pool.cash += deposit;
  pool.supplied += deposit;
  repayTo(pool, repay);
  pool.waiting += withdraw;
}

/** Debt comes back, at most all of it. */
export function repayTo(pool: Pool, amount: number): void {
  const repaid = Math.min(amount, pool.borrowed);
  pool.borrowed -= repaid;
  pool.cash += repaid;
}

/** Everybody who wants cash gets the same share of what he asks: for want of cash nobody is first. */
export const rationOf = (cash: number, claims: number): number => (claims > cash ? cash / claims : 1);

/**
 * Pays waiting withdrawals and seized collateral out of the pool's cash, all at the same share.
 *
 * @param seized units of collateral in this pool that liquidators ask for
 * @returns the share, and what lenders were paid
 */
export function serve(pool: Pool, seized: number): { readonly share: number; readonly paid: number } {
  const claims = pool.waiting + seized;
  const share = rationOf(pool.cash, claims);
  const paid = share * pool.waiting;
  pool.supplied -= paid + share * seized;
  // Never below 0, whatever rounding says: nothing is left where not everybody got all, and claims were held to cash as one sum.
  pool.cash = share < 1 ? 0 : pool.cash - claims;
  pool.waiting = share < 1 ? pool.waiting - paid : 0;
  return { share, paid };
}

/** A debt that nobody will pay: lenders lose it, all alike. */
export function writeOff(pool: Pool, debt: number): void {
  pool.borrowed -= debt;
  pool.supplied -= debt;
  pool.lost += debt;
}
