import type { Path } from '../../tick.ts';
import type { Block } from '../../venue/block.ts';
import { orderOf } from '../isolated/orders.ts';
import { closeShares } from './close-out.ts';
import { walletOf } from './columns.ts';
import { type Crossed, WALLET } from './crossed.ts';
import { bankruptcyUnits, type Standing, standingOf, type Wallet } from './wallet.ts';

/**
 * Step 6 of a tick for wallets: what the venue closes of each reached one (contagion.md 2.3), then the collateral of those who have
 * nothing else and owe (2.6). Leaves to each market how much of it is sold and bought there.
 */
export function wantOfWallets({ ticks, crossed }: Path): void {
  if (!crossed) return;
  const { adl } = ticks[0]!.venue.rules;
  for (const w of crossed.busy) {
    if ((crossed.state[w]! & WALLET.REACHED) === 0) {
      offerCollateral(crossed, w);
      continue;
    }
    if (adl.when === 'never' && crossed.closeOut.amount === 'all') {
      order(crossed, w, null);
      continue;
    }
    const wallet = walletOf(crossed, w);
    const standing = standingOf(wallet, crossed.markets, crossed.marks);
    if (adl.when !== 'never') markBankruptcies(crossed, w, wallet, standing);
    if (adl.when === 'negative-equity' && standing.fullEquity < 0) crossed.state[w]! |= WALLET.UNDER_WATER;
    else order(crossed, w, closeShares(standing, crossed.closeOut));
  }
  addUpAll(crossed);
}

function markBankruptcies(crossed: Crossed, w: number, wallet: Wallet, standing: Standing): void {
  const { markets, marks } = crossed;
  const units = bankruptcyUnits(wallet, markets, marks, standing.fullEquity, standing.maintenance);
  crossed.bankruptcy.set(units, crossed.wallets.first[w]!);
}

/** @param shares of what is held of each account; null: everything */
function order(
  { wallets, quantity, ordered, state }: Crossed,
  w: number,
  shares: readonly number[] | null,
): void {
  const from = wallets.first[w]!;
  let closes = true;
  for (let a = from; a < wallets.first[w + 1]!; a++) {
    const held = quantity[a]!;
    if (held === 0) continue;
    const units = orderOf(
      wallets.quantity[a]!,
      held,
      shares ? Math.min(held, shares[a - from]! * held) : held,
    );
    ordered[a] = units;
    if (units !== held) closes = false;
  }
  if (closes) state[w]! |= WALLET.CLOSES;
}

/** Asset by asset until what is owed is covered, each at what the venue counts it for. */
function offerCollateral({ wallets, units, cash, amount, offered }: Crossed, w: number): void {
  const { firstAsset, assetMarket, factor, haircut } = wallets;
  let need = -cash[w]!;
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]! && need > 0; i++) {
    const k = assetMarket[i]!;
    const price = (k < 0 ? factor[i]! : factor[i]! * Math.abs(units[k]!)) * (1 - haircut[i]!);
    const wanted = Math.min(amount[i]!, need / price);
    // What covers it leaves nothing, not what rounding leaves: the next asset is not asked for that.
    need = wanted < amount[i]! ? 0 : need - wanted * price;
    offered[i] = orderOf(wallets.amount[i]!, amount[i]!, wanted);
  }
}

/** Adds up what is sold and bought in a market for wallets: their accounts, and assets of that market. */
export function addUp(crossed: Crossed, k: number): void {
  crossed.sales[k] = 0;
  crossed.purchases[k] = 0;
  for (const w of crossed.busy) addOrders(crossed, w, k);
}

/** The same for all markets. */
function addUpAll(crossed: Crossed): void {
  crossed.sales.fill(0);
  crossed.purchases.fill(0);
  for (const w of crossed.busy) addOrders(crossed, w, undefined);
}

/** @param only this market, if any is named */
function addOrders(crossed: Crossed, w: number, only: number | undefined): void {
  const { wallets, ordered, offered, markets, sales, purchases } = crossed;
  const { first, market, side, firstAsset, assetMarket, factor } = wallets;
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const k = market[a]!;
    if (only !== undefined && k !== only) continue;
    if (side[a]! > 0) sales[k]! += ordered[a]!;
    else purchases[k]! += ordered[a]!;
  }
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    if (k < 0 || (only !== undefined && k !== only)) continue;
    if (markets[k]!.contract === 'linear') sales[k]! += factor[i]! * offered[i]!;
    else purchases[k]! += factor[i]! * offered[i]!;
  }
}

/** Collateral alone is left to sell, in the vault's place before an inventory, > 0 sold and < 0 bought; then what of it was filled. */
export function collateralIn({ sales, purchases }: Crossed, k: number): number {
  return sales[k]! - purchases[k]!;
}

export function noteCollateral(crossed: Crossed, k: number, filled: number, block: Block): void {
  const asked = collateralIn(crossed, k);
  if (asked > 0) block.salesShare = filled / asked;
  if (asked < 0) block.purchasesShare = filled / asked;
}

/** Puts it into the market's block. */
export function joinBlock({ sales, purchases }: Crossed, k: number, block: Block): void {
  block.sales += sales[k]!;
  block.purchases += purchases[k]!;
}
