import type { Accounts } from '../../cascade/margin/accounts.ts';
import { allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes } from '../../cascade/margin/axes.ts';
import { type Contract, unitValue } from '../../cascade/margin/contract.ts';
import { maintenanceMargin, type Tiers, tierAt } from '../../cascade/margin/tiers.ts';
import { equityAt } from '../accounts.ts';
import { amount, counted, type Finding, overLevered, percent, underWater } from './finding.ts';

/** Who holds what, under which rules. */
export interface HeldMarket {
  readonly contract: Contract;
  /** Quote currency per coin. */
  readonly markPrice: number;
  /** Quantity per side. */
  readonly openInterest: number;
  readonly currency: string;
  /** As triggers are made of them: with the closing fee where the venue reserves it. */
  readonly tiers: Tiers;
  readonly fund: number;
}

/** Of accounts one by one: under water, under maintenance, above the maximum leverage, without collateral, raised. O(n). */
export function* solvencyFindings(accounts: Accounts, market: HeldMarket): Generator<Finding> {
  const { contract, markPrice, tiers, currency } = market;
  const { count, quantity, entryPrice, collateral } = accounts;
  const unit = Math.abs(unitValue(contract, markPrice));
  const found = { water: 0, missing: 0, under: 0, short: 0, levered: 0, most: 0, bare: 0, bareNotional: 0 };
  for (let i = 0; i < count; i++) {
    const notional = quantity[i]! * unit;
    const equity = equityAt(market, accounts, i);
    const wanted = maintenanceMargin(tiers, notional);
    if (equity < 0) {
      found.water++;
      found.missing -= equity;
    }
    if (equity < wanted) {
      found.under++;
      found.short += wanted - equity;
    }
    const entered = quantity[i]! * Math.abs(unitValue(contract, entryPrice[i]!));
    const excess = Math.min(
      excessLeverage(tiers, entered, collateral[i]!),
      excessLeverage(tiers, notional, equity),
    );
    if (excess > 1 + 1e-9) found.levered++;
    found.most = Math.max(found.most, excess);
    if (collateral[i] === 0) {
      found.bare++;
      found.bareNotional += notional;
    }
  }
  const { water, missing, under, short, levered, most, bare, bareNotional } = found;
  yield* underWater('account', water, `${amount(missing)} ${currency}`);
  if (under > 0)
    yield {
      what: 'maintenance',
      value: under,
      text: `${counted(under, 'account')} under maintenance at the mark price: ${amount(short)} ${currency} short`,
    };
  yield* overLevered('account', levered, '', most);
  if (bare > 0)
    yield {
      what: 'no-collateral',
      value: bare,
      text: `${counted(bare, 'account')} without collateral, ${amount(bareNotional)} ${currency} of notional`,
    };
  yield* cushionFindings(accounts, market);
}

/** Leverage over what the tier allows. */
function excessLeverage(tiers: Tiers, notional: number, margin: number): number {
  const leverage = margin > 0 ? notional / margin : Number.POSITIVE_INFINITY;
  return leverage / tiers.maxLeverage[tierAt(tiers, notional)]!;
}

/** Money that the accounts as they stand, or as one draw has them, do not have; O(n). */
export function* cushionFindings(accounts: Accounts, market: HeldMarket, drawn = ''): Generator<Finding> {
  const { contract, markPrice, tiers, currency, fund } = market;
  const raised = applyAxes(accounts, tiers, contract, markPrice, 1, allocateAccounts(accounts.count));
  if (!(raised.money > 0)) return;
  const share = fund > 0 ? raised.money / fund : Number.POSITIVE_INFINITY;
  yield {
    what: 'cushion',
    value: share,
    text: `${drawn}the cushion rule adds ${amount(raised.money)} ${currency} to ${percent(raised.share)} of the quantity${fund > 0 ? `, ${percent(share)} of the fund` : ', and there is no fund'}; above a thousandth of the fund a report gives no verdict (INPUT_REPAIRED)`,
  };
}

/** Of all accounts together: both sides, what they leave of the open interest, owners on both sides. O(n). */
export function* balanceFindings(
  accounts: Pick<Accounts, 'count' | 'side' | 'quantity' | 'owner'>,
  { openInterest }: Pick<HeldMarket, 'openInterest'>,
): Generator<Finding> {
  const { count, side, quantity, owner } = accounts;
  const long = new Float64Array(count);
  const short = new Float64Array(count);
  let longs = 0;
  let shorts = 0;
  for (let i = 0; i < count; i++) {
    if (side[i]! > 0) {
      longs += quantity[i]!;
      long[owner[i]!]! += quantity[i]!;
    } else {
      shorts += quantity[i]!;
      short[owner[i]!]! += quantity[i]!;
    }
  }
  const apart = Math.abs(longs - shorts) / openInterest;
  if (apart > 1e-9)
    yield {
      what: 'sides',
      value: apart,
      text: `longs hold ${amount(longs)} and shorts ${amount(shorts)}: ${percent(apart)} of open interest has no other side, so that gains and those who could be deleveraged are understated`,
    };
  const unheld = 1 - Math.max(longs, shorts) / openInterest;
  if (unheld > 0.01)
    yield {
      what: 'unheld',
      value: unheld,
      text: `accounts hold ${amount(Math.max(longs, shorts))} of an open interest of ${amount(openInterest)}: ${percent(unheld)} are in nobody's name; are both in the same unit?`,
    };
  let owners = 0;
  let hedged = 0;
  for (let k = 0; k < count; k++) {
    const both = Math.min(long[k]!, short[k]!);
    if (both > 0) owners++;
    hedged += both;
  }
  if (hedged > 0)
    yield {
      what: 'hedged',
      value: hedged / openInterest,
      text: `${counted(owners, 'owner')} with both sides, ${percent(hedged / openInterest)} of open interest: taken as isolated accounts; under cross margin they would be liquidated later or never`,
    };
}

/** Rows that repeat another: of one account where accounts are named, of anybody where nobody is. O(n). */
export function* doubledFindings(
  accounts: Accounts,
  account: Int32Array | null,
  named: boolean,
): Generator<Finding> {
  const { count, side, quantity, entryPrice, collateral, owner } = accounts;
  const who = account ?? owner;
  const seen = new Set<string>();
  let doubled = 0;
  let held = 0;
  for (let i = 0; i < count; i++) {
    const numbers = `${side[i]},${quantity[i]},${entryPrice[i]},${collateral[i]}`;
    const key = named ? `${numbers},${who[i]}` : numbers;
    if (seen.has(key)) {
      doubled++;
      held += quantity[i]!;
    } else seen.add(key);
  }
  if (doubled === 0) return;
  const rows = `${counted(doubled, 'row')} of ${count}`;
  yield named
    ? {
        what: 'doubled',
        value: doubled,
        text: `${rows} repeat another of the same account, ${amount(held)} of quantity: an export twice over?`,
      }
    : {
        what: 'doubled-unnamed',
        value: doubled / count,
        text: `${rows} repeat another, number by number, and no account is named, ${amount(held)} of quantity: an export twice over?`,
      };
}
