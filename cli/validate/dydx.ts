import {
  bankruptcyUnits,
  type CrossedMarket,
  standingOf,
  sum,
  type Wallet,
} from '../../shared/cascade/holders/crossed/wallet.ts';
import { unitValue } from '../../shared/cascade/margin/contract.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { near } from './check.ts';
import type { Runner } from './group.ts';
import { field, fields, items, maybe, number, numberOf, type Place, refuseAt, textOf } from './place.ts';

/** Of the tests that the vectors restate (dYdX v4-chain, liquidations keeper). */
const ORACLE: Readonly<Record<string, number>> = { BTC: 50_000, ETH: 3_000 };
const TIERS = tiersOf([{ floor: 0, rate: 0.1, maxLeverage: 10 }]);
/** Quote currency comes in millionths. */
const QUOTE = 1e-6;

/**
 * Bankruptcy in quote currency, and the price at which a liquidation may fill at worst. A position bears the part of
 * its account's equity that its maintenance is of all: a wallet of ours (contagion.md 2.4).
 */
export const dydxVectors: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'bankruptcy').flatMap((one, i) => {
      const { side, bankruptcy } = positionIn(one);
      const exact = side * numberOf(one, 'quantity') * bankruptcy;
      const printed = maybe(one, 'beforeRounding');
      return [
        ...(printed ? [near(`bankruptcy [${i}] beforeRounding`, number(printed), exact, tolerance)] : []),
        near(`bankruptcy [${i}] quote`, numberOf(one, 'bankruptcyQuote'), roundedUp(exact), tolerance),
      ];
    }),
    ...items(place, 'fillable').map((one, i) => {
      const { side, units, equity, maintenance, oracle } = positionIn(one);
      const adjustment = numberOf(one, 'bankruptcyAdjustment') * (1 - equity / maintenance);
      const distance = Math.min(1, Math.max(0, adjustment)) * numberOf(one, 'spreadToMaintenance');
      // As far from the oracle as that share of the position's maintenance allows.
      const price = unitValue('linear', oracle) - (side * distance * maintenance) / units;
      return near(`fillable [${i}] price`, numberOf(one, 'fillablePrice'), price, tolerance);
    }),
  ],
});

function positionIn(one: Place) {
  const positions = fields(field(one, 'positions')).map(([market, held]) => {
    const oracle = ORACLE[market] ?? refuseAt(held.at, `be of ${Object.keys(ORACLE).join(' or ')}`, market);
    return { market, quantity: number(held), oracle };
  });
  const own = positions.findIndex(({ market }) => market === textOf(one, 'closes'));
  if (own < 0) refuseAt(`${one.at}.closes`, 'be one of its positions', textOf(one, 'closes'));
  // Entered at the oracle price, so that what the account is worth is its cash.
  const wallet: Wallet = {
    cash: positions.reduce(
      (sum, { quantity, oracle }) => sum + quantity * oracle,
      numberOf(one, 'quoteBalance'),
    ),
    assets: [],
    accounts: positions.map(({ quantity, oracle }, market) => ({
      market,
      side: quantity < 0 ? -1 : 1,
      quantity: Math.abs(quantity),
      entryPrice: oracle,
    })),
  };
  const markets = positions.map((): CrossedMarket => ({ contract: 'linear', tiers: TIERS, feeRate: 0 }));
  const marks = positions.map(({ oracle }) => oracle);
  const { fullEquity, maintenance } = standingOf(wallet, markets, marks);
  const { side, quantity } = wallet.accounts[own]!;
  return {
    side,
    units: quantity,
    oracle: marks[own]!,
    maintenance: maintenance[own]!,
    equity: (fullEquity * maintenance[own]!) / sum(maintenance),
    bankruptcy: bankruptcyUnits(wallet, markets, marks, fullEquity, maintenance)[own]!,
  };
}

/** Towards plus infinity: least proceeds of a sale, most that a purchase may cost; rounding of doubles is no rest. */
const roundedUp = (quote: number): number => Math.ceil(quote / QUOTE - 1e-4) * QUOTE;
