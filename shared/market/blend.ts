import type { Accounts } from '../cascade/margin/accounts.ts';
import type { Contract } from '../cascade/margin/contract.ts';
import type { Level } from '../cascade/venue/depth/walk.ts';
import { type Depth, depthLaw, withoutOutside } from './depth.ts';
import type { Levels } from './levels.ts';
import { assembled, estimatorIn, type Market } from './market.ts';
import { refuse } from './parse.ts';
import type { Positions } from './positions.ts';

/** Which of two markets each part of a blend is taken from. */
export interface BlendParts {
  /** Who holds what, and as of when. */
  readonly positions: Market;
  /** The mark price. */
  readonly prices: Market;
  readonly depth: Market;
  readonly fund: Market;
  /** Everything else: tiers, rules, history. */
  readonly rules: Market;
}

/**
 * A market made of parts of others, of one contract. Positions and depth move along with the mark price: who stood 5 % above
 * a trigger still does, and what rested 1 % away rests there. Equal parts give the market itself.
 *
 * @throws RangeError where the parts are no market together: positions that do not fit the tiers, say
 */
export function blended(parts: BlendParts): Market {
  const { positions, prices, depth, fund, rules } = parts;
  if (Object.values(parts).every((own) => own === rules)) return rules;
  const { contract, startPrice } = prices;
  for (const own of Object.values(parts))
    if (own.contract !== contract) refuse('blend', `be of ${contract} contracts`, own.contract);
  const ofPositions = startPrice / positions.startPrice;
  const ofDepth = startPrice / depth.startPrice;
  const levels = depth.levels && movedLevels(depth.levels, ofDepth);
  const snapshot: Market['snapshot'] = {
    ...rules.snapshot,
    asOf: positions.snapshot.asOf,
    market: {
      ...rules.snapshot.market,
      markPrice: startPrice,
      openInterest: positions.snapshot.market.openInterest,
    },
    positions: movedPositions(positions.snapshot.positions, ofPositions),
    depth: movedDepth(depth.snapshot.depth, ofDepth),
    fund: fund.snapshot.fund,
  };
  return assembled(snapshot, {
    levels,
    depth: depthLaw(snapshot.depth, startPrice, levels),
    ownDepth: depthLaw(withoutOutside(snapshot.depth), startPrice, levels),
    estimator: estimatorIn(snapshot),
    accounts: positions.accounts && movedAccounts(positions.accounts, contract, ofPositions),
    account: positions.account,
    named: positions.named,
    notes: positions.notes,
  });
}

/** Of estimated positions the bars move; known ones are columns. */
function movedPositions(positions: Positions, times: number): Positions {
  if (positions.kind === 'accounts' || times === 1) return positions;
  const { bars } = positions;
  const moved = (prices: readonly number[]) => prices.map((price) => price * times);
  return { ...positions, bars: { ...bars, low: moved(bars.low), high: moved(bars.high) } };
}

/** Leverage and distance to the trigger stay what they were. */
function movedAccounts(accounts: Accounts, contract: Contract, times: number): Accounts {
  if (times === 1) return accounts;
  const money = contract === 'linear' ? times : 1 / times;
  return {
    ...accounts,
    entryPrice: accounts.entryPrice.map((price) => price * times),
    collateral: accounts.collateral.map((own) => own * money),
  };
}

/** A profile, and all laws but one, are relative to the price already. */
export function movedDepth(depth: Depth, times: number): Depth {
  if (times === 1 || depth.kind === 'profile') return depth;
  if (depth.kind === 'law') {
    const { law } = depth;
    return law.law === 'linear' ? { ...depth, law: { ...law, slope: law.slope * times } } : depth;
  }
  const { reference, bids, asks } = depth;
  return {
    ...depth,
    reference: reference * times,
    ...(bids && { bids: moved(bids, times) }),
    ...(asks && { asks: moved(asks, times) }),
  };
}

const movedLevels = ({ bids, asks }: Levels, times: number): Levels =>
  times === 1 ? { bids, asks } : { bids: moved(bids, times), asks: moved(asks, times) };

const moved = (levels: readonly Level[], times: number): [number, number][] =>
  levels.map(([price, size]) => [price * times, size]);
