import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { unitValue } from '../cascade/margin/contract.ts';
import { tierAt } from '../cascade/margin/tiers.ts';
import type { Market } from './market.ts';

type Terms = Pick<Market, 'contract' | 'tiers'>;

/**
 * The market in which the largest account of each side is `times` as large (report.md 3.7), entered where it was. Its
 * collateral grows with it, and further where the venue demands more for its new size. What the side that grew less
 * lacks is held by everybody else there, in proportion, so that the sides differ by what they differed before.
 */
export function withLargest(market: Market, times: number): Market {
  if (times === 1) return market;
  const { accounts, estimator } = market;
  return {
    ...market,
    accounts: accounts && grown(accounts, times, market),
    estimator: estimator && {
      count: estimator.count,
      draw(seedLow, seedHigh, path, into) {
        estimator.draw(seedLow, seedHigh, path, into);
        growLargest(into, times, market);
      },
    },
  };
}

function grown(accounts: Accounts, times: number, terms: Terms): Accounts {
  const { count, side, quantity, entryPrice, collateral, owner } = accounts;
  const own = { ...allocateAccounts(count), side, entryPrice, owner };
  own.quantity.set(quantity);
  own.collateral.set(collateral);
  growLargest(own, times, terms);
  return own;
}

function growLargest(accounts: Accounts, times: number, terms: Terms): void {
  const [long, short] = [largestOf(accounts, 1), largestOf(accounts, -1)];
  if (long === null || short === null) return;
  const { quantity } = accounts;
  const more = (times - 1) * (quantity[long]! - quantity[short]!);
  growSide(accounts, long, times, Math.max(-more, 0), terms);
  growSide(accounts, short, times, Math.max(more, 0), terms);
}

/** Row of a side's largest account, the first of equals; null where nobody is on that side. */
function largestOf({ count, side, quantity }: Accounts, wanted: 1 | -1): number | null {
  let row: number | null = null;
  for (let i = 0; i < count; i++) {
    if (side[i] === wanted && (row === null || quantity[i]! > quantity[row]!)) row = i;
  }
  return row;
}

/** @param lacking quantity that everybody else of the side takes in proportion; the largest itself where it is alone */
function growSide(accounts: Accounts, largest: number, times: number, lacking: number, terms: Terms): void {
  const { count, side, quantity, collateral } = accounts;
  let others = 0;
  for (let i = 0; i < count; i++) if (side[i] === side[largest] && i !== largest) others += quantity[i]!;
  for (let i = 0; i < count; i++) {
    if (side[i] !== side[largest] || i === largest) continue;
    quantity[i]! *= 1 + lacking / others;
    collateral[i]! *= 1 + lacking / others;
  }
  growRow(accounts, largest, others > 0 ? times : times + lacking / quantity[largest]!, terms);
}

/** Who posts today what the venue demands for the size does so at the new size too; who posts less grows as it is. */
function growRow(
  { quantity, entryPrice, collateral }: Accounts,
  row: number,
  times: number,
  { contract, tiers }: Terms,
): void {
  const unit = Math.abs(unitValue(contract, entryPrice[row]!));
  const demanded = (units: number) => {
    const notional = units * unit;
    return notional / tiers.maxLeverage[tierAt(tiers, notional)]!;
  };
  const today = collateral[row]!;
  const isMet = today >= demanded(quantity[row]!);
  quantity[row]! *= times;
  collateral[row] = isMet ? Math.max(times * today, demanded(quantity[row]!)) : times * today;
}
