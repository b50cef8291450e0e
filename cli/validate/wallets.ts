import { type CloseOut, closeShares } from '../../shared/cascade/holders/crossed/close-out.ts';
import {
  type CrossedAccount,
  type CrossedMarket,
  standingOf,
  sum,
  type Wallet,
} from '../../shared/cascade/holders/crossed/wallet.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { numberOf, type Place, sideOf } from './place.ts';

/** Examples of venues have one rate a position: each position is a market of its own. */
export const flatMarket = (rate: number, feeRate = 0): CrossedMarket => ({
  contract: 'linear',
  tiers: tiersOf([{ floor: 0, rate, maxLeverage: 1 / Math.max(rate, 1e-3) }]),
  feeRate,
});

export interface Example {
  readonly wallet: Wallet;
  readonly markets: readonly CrossedMarket[];
  readonly marks: readonly number[];
}

/** A wallet of positions with `side`, `quantity`, `entry`, `mark` and `rate`. */
export function exampleOf(cash: number, positions: readonly Place[], feeRate = 0): Example {
  return {
    wallet: { cash, assets: [], accounts: positions.map(accountOf) },
    markets: positions.map((one) => flatMarket(numberOf(one, 'rate'), feeRate)),
    marks: positions.map((one) => numberOf(one, 'mark')),
  };
}

export const accountOf = (one: Place, market: number): CrossedAccount => ({
  market,
  side: sideOf(one),
  quantity: numberOf(one, 'quantity'),
  entryPrice: numberOf(one, 'entry'),
});

/** Where the wallet of an example stands, and what a rule would close of it. */
export function stands({ wallet, markets, marks }: Example, rule: CloseOut) {
  const standing = standingOf(wallet, markets, marks);
  return { ...standing, required: sum(standing.maintenance), shares: closeShares(standing, rule) };
}
