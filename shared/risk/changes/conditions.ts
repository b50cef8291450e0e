import type { Accounts } from '../../cascade/margin/accounts.ts';
import { unitValue } from '../../cascade/margin/contract.ts';
import type { Market } from '../../market/market.ts';
import { ordinaryMoves } from '../../sweep/ordinary.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { BySide } from '../cells/decision-cells.ts';
import type { Condition, ConditionId } from '../findings/condition.ts';
import { restingDepth } from '../metrics/resting-depth.ts';
import { type Known, known, unknown } from '../shapes/number.ts';
import { accountSets, setCount } from '../tiers/account-sets.ts';
import { CONDITIONS } from './condition-names.ts';

/** How many accounts are the largest. */
const LARGEST = 10;

/**
 * What the market was like: in the order of the ids. Money is in the settlement currency, but for the mark price, which is in
 * the quote currency. Of estimated positions means over the sets of `accountSets`.
 */
export function conditionsOf(market: Market, sweep: Sweep): Condition[] {
  const held = holdingsOf(market, sweep);
  const values: Readonly<Record<ConditionId, Known>> = {
    mark_price: known(market.startPrice),
    open_interest: known(market.openInterestNotional),
    fund: known(market.fund),
    volatility:
      sweep.path.shape.shape === 'bridge' ? known(sweep.path.shape.sigmaDay) : unknown('NOT_RECORDED'),
    ordinary_down: ordinaryMove(market, sweep, 'down'),
    ordinary_up: ordinaryMove(market, sweep, 'up'),
    depth_down: known(restingDepth(market, sweep, 'down').own),
    depth_up: known(restingDepth(market, sweep, 'up').own),
    largest_long: held.down.largest,
    largest_short: held.up.largest,
    leverage_long: held.down.leverage,
    leverage_short: held.up.leverage,
  };
  return Object.entries(CONDITIONS).map(([id, { unit }]) => ({
    market: market.snapshot.market.id,
    id: id as ConditionId,
    unit,
    value: values[id as ConditionId],
  }));
}

function ordinaryMove({ snapshot }: Market, sweep: Sweep, side: 'down' | 'up'): Known {
  const move = ordinaryMoves(sweep, snapshot).find((own) => own.side === side && own.level === 0.95);
  return move ? known(Math.abs(move.shockBps) / 10_000) : unknown('NO_ORDINARY_MOVES');
}

interface Holding {
  /** Share of the side that the ten largest accounts hold. */
  readonly largest: Known;
  /** Notional over equity at the mark price. */
  readonly leverage: Known;
}

/** Longs are whom a fall reaches, shorts whom a rise does. */
function holdingsOf(market: Market, sweep: Sweep): BySide<Holding> {
  const sums = { down: { largest: 0, leverage: 0 }, up: { largest: 0, leverage: 0 } };
  for (const set of accountSets(market, sweep)) {
    for (const [side, sign] of [
      ['down', 1],
      ['up', -1],
    ] as const) {
      const own = holdingOf(market, set, sign);
      sums[side].largest += own.largest;
      sums[side].leverage += own.leverage;
    }
  }
  const mean = (sum: number): Known => {
    const value = sum / setCount(market);
    return Number.isFinite(value) ? known(value) : unknown('NOBODY_HOLDS');
  };
  const holding = ({ largest, leverage }: (typeof sums)['down']): Holding => ({
    largest: mean(largest),
    leverage: mean(leverage),
  });
  return { down: holding(sums.down), up: holding(sums.up) };
}

function holdingOf({ contract, startPrice }: Market, accounts: Accounts, sign: 1 | -1) {
  const { count, side, quantity, entryPrice, collateral } = accounts;
  const unit = unitValue(contract, startPrice);
  const sizes: number[] = [];
  let equity = 0;
  for (let i = 0; i < count; i++) {
    if (side[i] !== sign) continue;
    sizes.push(quantity[i]!);
    equity += collateral[i]! + sign * quantity[i]! * (unit - unitValue(contract, entryPrice[i]!));
  }
  const sum = (values: readonly number[]) => values.reduce((total, own) => total + own, 0);
  const all = sum(sizes);
  sizes.sort((a, b) => b - a);
  return { largest: sum(sizes.slice(0, LARGEST)) / all, leverage: (all * Math.abs(unit)) / equity };
}
