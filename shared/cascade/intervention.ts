import type { Path, Tick } from './tick.ts';

/**
 * What a venue does beside clearing orders (contagion.md 2.10, 6.1, 7). The loop calls each where it stands in the tick, in their order; a market
 * that is alone has none.
 */
export interface Intervention {
  /** It asks of no account on a ladder who it is, and changes none. */
  readonly isAnonymous?: true;
  /** After step 2 of a market. */
  open?(tick: Tick): void;
  /** After step 3 of all markets, before anybody is tested. */
  prepare?(path: Path): void;
  /** Once it is known whom the marks reach, before anything is ordered. */
  act?(path: Path): void;
  /** Before the fund pays for the deficits of a tick. */
  payFirst?(path: Path): void;
  /** May it still act though everything else is quiet? */
  mayAct?(path: Path): boolean;
}

/** What interventions did in a tick, for whoever listens. */
export interface Acts {
  readonly raised: number[];
  /** Into a row of a market's ladder, or into the wallet of that number (`OF_WALLET`). */
  readonly topUps: { readonly market: number; readonly row: number; readonly amount: number }[];
  /** Left of each member's. */
  readonly capital: number[];
}
