import { COLUMN, FLAG } from '../../outcome.ts';
import { noteLiquidated, raise, SUM } from '../../purse/ledger.ts';
import type { Path } from '../../tick.ts';
import { NEGLIGIBLE } from '../../venue/block.ts';
import { attribute } from './attribution.ts';
import { type Crossed, WALLET } from './crossed.ts';
import { renewState } from './renew-state.ts';
import { bookFill, dueOf, isBare, settleCash, unitsOf } from './settle.ts';

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
    const sold = sellCollateral(path, crossed, w);
    const filled = fillAccounts(path, crossed, w);
    if (filled.fills > 0 || sold) settle(path, crossed, w, filled);
    else state[w]! &= ~(WALLET.REACHED | WALLET.CLOSES | WALLET.UNDER_WATER);
  }
}

/** What a wallet's accounts got in a tick. */
interface Filled {
  fills: number;
  /** Those in the market, which cost a fee. */
  inMarket: number;
  due: number;
  isOpen: boolean;
}

/** Books what each account got, with its market too: ADL before market. */
function fillAccounts(path: Path, crossed: Crossed, w: number): Filled {
  const { wallets, ordered, adl, adlUnit, quantity } = crossed;
  const { first, market, side } = wallets;
  const filled: Filled = { fills: 0, inMarket: 0, due: 0, isOpen: false };
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const { block } = path.ticks[market[a]!]!;
    if (adl[a] !== 0) {
      filled.fills++;
      filled.due += fill(path, crossed, { w, a, asked: adl[a]!, unit: adlUnit[a]!, isAdl: true });
    }
    const [share, unit] =
      side[a]! > 0 ? [block.salesShare, block.saleUnit] : [block.purchasesShare, block.purchaseUnit];
    const asked = ordered[a]! * share;
    if (asked !== 0) {
      filled.fills++;
      filled.inMarket++;
      filled.due += fill(path, crossed, { w, a, asked, unit, isAdl: false });
    }
    adl[a] = 0;
    ordered[a] = 0;
    if (quantity[a]! > 0) filled.isOpen = true;
  }
  return filled;
}

interface Fill {
  readonly w: number;
  readonly a: number;
  readonly asked: number;
  /** Value of a unit. */
  readonly unit: number;
  readonly isAdl: boolean;
}

/** Returns what is due of it. */
function fill({ ticks }: Path, crossed: Crossed, { w, a, asked, unit, isAdl }: Fill): number {
  const { wallets, state, triggerUnit, startUnits, loss, told } = crossed;
  const k = wallets.market[a]!;
  const sign = wallets.side[a]!;
  const units = unitsOf(crossed, a, asked);
  const isWinner = (state[w]! & WALLET.REACHED) === 0;
  told?.fills.push({
    account: a,
    kind: isAdl ? (isWinner ? 'adlwin' : 'adl') : 'market',
    quantity: units,
    unit,
  });
  loss[a]! += sign * units * (startUnits[k]! - unit);
  if (!isWinner) {
    const { ledger } = ticks[k]!;
    const value = units * Math.abs(unit);
    noteLiquidated(ledger, value, units, units * sign * (triggerUnit[a]! - unit));
    ledger[SUM.crossedNotional]! += value;
    if (isAdl) ledger[COLUMN.adlNotional]! += value;
  }
  const due = isAdl ? 0 : dueOf(crossed, a, units, unit);
  bookFill(crossed, w, a, units, unit);
  return due;
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

function settle(path: Path, crossed: Crossed, w: number, filled: Filled): void {
  const { system, ticks } = path;
  const { cash, state } = crossed;
  const isForced = (state[w]! & WALLET.TRIGGERED) !== 0;
  const isLoser = (state[w]! & WALLET.REACHED) !== 0;
  const { fee, deficit } = settleCash(crossed, w, filled.due, filled.isOpen);
  state[w] = isForced ? WALLET.TRIGGERED : 0;
  renewState(crossed, w);
  // At its own bankruptcy values exactly nothing is left: what rounding leaves is neither cash nor a deficit.
  if (!filled.isOpen && isLoser && filled.inMarket === 0 && isBare(crossed, w)) {
    cash[w] = 0;
    return;
  }
  // Whoever is taken over is the venue's with all that it has.
  const isVenues = ticks[0]!.isolated.mechanism.takesOver || ticks[0]!.venue.rules.leftover === 'fund';
  const goesToFund = !filled.isOpen && isForced && isVenues;
  const rest = goesToFund ? Math.max(0, cash[w]!) : 0;
  cash[w]! -= rest;
  system[SUM.tickIn]! += fee + rest;
  if (deficit === 0) return;
  system[SUM.tickDeficit]! += deficit;
  crossed.deficit[w]! += deficit;
  attribute(path, crossed, w, deficit);
}
