import { COLUMN, FLAG } from '../../outcome.ts';
import { noteLiquidated, raise, SUM } from '../../purse/ledger.ts';
import type { Path } from '../../tick.ts';
import { NEGLIGIBLE } from '../../venue/block.ts';
import { attribute } from './attribution.ts';
import { type Crossed, renewState, WALLET, walletOf } from './crossed.ts';
import { type CrossedFill, settleWallet } from './settle.ts';

/**
 * Step 8 of a tick for wallets, in their order (contagion.md 2.6 b to d): fills of accounts, ADL before market, sales of collateral,
 * fees, and what is left to the fund and to others.
 */
export function settleWallets(path: Path): void {
  const { crossed } = path;
  if (!crossed || crossed.busy.length === 0) return;
  const { busy, state } = crossed;
  busy.sort((a, b) => a - b);
  for (const w of busy) {
    const fills = fillsOf(path, crossed, w);
    const sold = sellCollateral(path, crossed, w);
    if (fills.length > 0 || sold) settle(path, crossed, w, fills);
    else state[w]! &= ~(WALLET.REACHED | WALLET.CLOSES | WALLET.UNDER_WATER);
  }
}

/** What each account of a wallet got in this tick, booked in its market. */
function fillsOf({ ticks }: Path, crossed: Crossed, w: number): CrossedFill[] {
  const { wallets, ordered, adl, adlUnit, quantity, state, triggerUnit, startUnits, loss } = crossed;
  const { first, market, side } = wallets;
  const isWinner = (state[w]! & WALLET.REACHED) === 0;
  const fills: CrossedFill[] = [];
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const k = market[a]!;
    const { ledger, block } = ticks[k]!;
    const sign = side[a]!;
    const account = a - first[w]!;
    const whole = NEGLIGIBLE * wallets.quantity[a]!;
    let held = quantity[a]!;
    const fill = (asked: number, unit: number, isAdl: boolean) => {
      if (asked === 0) return;
      const units = held - asked <= whole ? held : asked;
      held -= units;
      fills.push({ account, quantity: units, unit, isAdl });
      const kind = isAdl ? (isWinner ? 'adlwin' : 'adl') : 'market';
      crossed.told?.fills.push({ account: a, kind, quantity: units, unit });
      loss[a]! += sign * units * (startUnits[k]! - unit);
      if (isWinner) return;
      const value = units * Math.abs(unit);
      noteLiquidated(ledger, value, units, units * sign * (triggerUnit[a]! - unit));
      ledger[SUM.crossedNotional]! += value;
      if (isAdl) ledger[COLUMN.adlNotional]! += value;
    };
    fill(adl[a]!, adlUnit[a]!, true);
    const share = sign > 0 ? block.salesShare : block.purchasesShare;
    fill(ordered[a]! * share, sign > 0 ? block.saleUnit : block.purchaseUnit, false);
    adl[a] = 0;
    ordered[a] = 0;
  }
  return fills;
}

/** Assets for cash; is anything sold? */
function sellCollateral({ ticks, system }: Path, crossed: Crossed, w: number): boolean {
  const { wallets, offered, amount, cash, startUnits, lossOfAsset } = crossed;
  const { firstAsset, assetMarket, factor } = wallets;
  const owed = -cash[w]!;
  let isSold = false;
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    const { share, unit } = k < 0 ? CASH : fillOfAsset(ticks[k]!);
    const asked = offered[i]! * share;
    offered[i] = 0;
    if (asked === 0) continue;
    const units = amount[i]! - asked <= NEGLIGIBLE * wallets.amount[i]! ? amount[i]! : asked;
    const proceeds = factor[i]! * units * unit;
    amount[i]! -= units;
    cash[w]! += proceeds;
    crossed.collateralSold += proceeds;
    crossed.told?.sales.push({ wallet: w, asset: i, amount: units, unit: factor[i]! * unit });
    isSold = true;
    raise(system, FLAG.COLLATERAL_SOLD);
    if (k < 0) continue;
    lossOfAsset[i]! += factor[i]! * units * (Math.abs(startUnits[k]!) - unit);
    ticks[k]!.ledger[SUM.collateralNotional]! += proceeds;
  }
  // Sold at what it was counted for, it leaves nothing, whatever rounding says.
  if (isSold && Math.abs(cash[w]!) <= NEGLIGIBLE * owed) cash[w] = 0;
  return isSold;
}

const CASH = { share: 1, unit: 1 };

/** The coin of a linear contract is sold, the quote currency of an inverse one buys coins. */
const fillOfAsset = ({ venue, block }: Path['ticks'][number]) =>
  venue.rules.contract === 'linear'
    ? { share: block.salesShare, unit: Math.abs(block.saleUnit) }
    : { share: block.purchasesShare, unit: Math.abs(block.purchaseUnit) };

function settle(path: Path, crossed: Crossed, w: number, fills: readonly CrossedFill[]): void {
  const { system, ticks } = path;
  const { closeOut, markets, marks, state, wallets } = crossed;
  const isForced = (state[w]! & WALLET.TRIGGERED) !== 0;
  const isLoser = (state[w]! & WALLET.REACHED) !== 0;
  const penalty = closeOut.amount === 'step' ? closeOut.penalty : 0;
  const { wallet, fee, deficit } = settleWallet(walletOf(crossed, w), fills, markets, marks, penalty);
  wallet.accounts.forEach(({ quantity }, j) => {
    crossed.quantity[wallets.first[w]! + j] = quantity;
  });
  crossed.cash[w] = wallet.cash;
  state[w] = isForced ? WALLET.TRIGGERED : 0;
  renewState(crossed, w);
  const isClosed = (state[w]! & WALLET.OPEN) === 0;
  const isBare = wallet.assets.every(({ amount }) => amount === 0);
  // At its own bankruptcy values exactly nothing is left: what rounding leaves is neither cash nor a deficit.
  if (isClosed && isLoser && isBare && fills.every(({ isAdl }) => isAdl)) {
    crossed.cash[w] = 0;
    return;
  }
  // Whoever is taken over is the venue's with all that it has.
  const isVenues = ticks[0]!.isolated.mechanism.takesOver || ticks[0]!.venue.rules.leftover === 'fund';
  const goesToFund = isClosed && isForced && isVenues;
  const rest = goesToFund ? Math.max(0, wallet.cash) : 0;
  crossed.cash[w]! -= rest;
  system[SUM.tickIn]! += fee + rest;
  if (deficit === 0) return;
  system[SUM.tickDeficit]! += deficit;
  crossed.deficit[w]! += deficit;
  attribute(path, crossed, w, deficit);
}
