import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import { applyAxes } from '../../cascade/margin/axes.ts';
import type { Contract } from '../../cascade/margin/contract.ts';
import type { Tiers } from '../../cascade/margin/tiers.ts';
import { triggerPrice } from '../../cascade/margin/trigger.ts';
import { survivorsOf } from '../entries.ts';
import { allocateSizes, drawSizes, type EstimateMarket, estimatedSides, placeSide } from '../estimate.ts';
import type { EstimatedPositions } from '../positions.ts';
import { recentBars } from '../recent-bars.ts';
import { SIDES, type SideName, type Window } from './windows.ts';

/** What is fitted of estimated positions; the standing share of both sides at once. */
export interface Point {
  readonly leverageTilt: number;
  readonly ageHalfLifeDays: number;
  readonly standingShare: number;
}

/** The market that positions are estimated in, window by window. */
export interface Estimated {
  readonly contract: Contract;
  readonly tiers: Tiers;
  /** As the snapshot has them, with the record's bars; a `Point` takes the place of what is fitted. */
  readonly positions: EstimatedPositions;
  readonly seed: number;
}

/**
 * Share of each side whose trigger lies at or inside a window's extremes, by the estimate made at its start: one
 * draw, with the cushion rule, and neither engine nor dislocation (calibration.md 3.2). The entries that have
 * survived are found once for all points.
 *
 * @param path of the draw: the number of the window
 * @param openInterestTimes what to multiply the window's open interest by
 */
export function reachedShares(
  estimated: Estimated,
  window: Window,
  path: number,
  points: readonly Point[],
  openInterestTimes = 1,
): Readonly<Record<SideName, number>>[] {
  const { contract, tiers, seed } = estimated;
  const market: EstimateMarket = {
    contract,
    tiers,
    startPrice: window.open,
    openInterest: window.openInterest * openInterestTimes,
    asOfSeconds: window.start,
  };
  const positions = { ...estimated.positions, bars: recentBars(estimated.positions.bars, window.start) };
  const survivors = survivorsOf(positions, market);
  const { long, short } = positions.accountsPerSide;
  const drawn = allocateAccounts(long + short);
  const held = allocateAccounts(long + short);
  const stream = { seedLow: seed, seedHigh: 0, path };
  const sizes = { long: allocateSizes(long), short: allocateSizes(short) };
  drawSizes({ side: 1, count: long }, positions.sizeDispersion, stream, sizes.long);
  drawSizes({ side: -1, count: short }, positions.sizeDispersion, stream, sizes.short);
  return points.map(({ leverageTilt, ageHalfLifeDays, standingShare }) => {
    const standing = { long: standingShare, short: standingShare };
    const own = { ...positions, leverageTilt, ageHalfLifeDays, standingShare: standing };
    const sides = estimatedSides(own, market, survivors);
    for (const side of SIDES) placeSide(sides[side], sizes[side], market, drawn);
    applyAxes(drawn, tiers, contract, window.open, 1, held);
    return {
      long: reached(held, market, 0, long, window.low) / market.openInterest,
      short: reached(held, market, long, long + short, window.high) / market.openInterest,
    };
  });
}

/** Quantity of the rows `[from, to)`, all of one side, whose trigger a mark at `extreme` meets. */
function reached(
  { side, quantity, entryPrice, collateral }: Accounts,
  { contract, tiers, startPrice }: EstimateMarket,
  from: number,
  to: number,
  extreme: number,
): number {
  let units = 0;
  for (let i = from; i < to; i++) {
    const own = quantity[i]!;
    const trigger = triggerPrice(contract, tiers, side[i]!, own, entryPrice[i]!, collateral[i]!, startPrice);
    if (side[i]! > 0 ? extreme <= trigger : extreme >= trigger) units += own;
  }
  return units;
}
