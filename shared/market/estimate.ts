import type { Accounts } from '../cascade/margin/accounts.ts';
import type { Contract } from '../cascade/margin/contract.ts';
import { type Tiers, tierAt } from '../cascade/margin/tiers.ts';
import { exp } from '../cascade/numbers/math.ts';
import { normals, PURPOSE, uniforms } from '../cascade/numbers/random.ts';
import { cumulativeWeights, type Survivors, survivorsOf } from './entries.ts';
import type { EstimatedPositions } from './positions.ts';

/** Draws the positions of a path. */
export interface Estimator {
  /** Accounts of both sides: rows that `draw` fills. */
  readonly count: number;
  /**
   * Fills `into` with the positions of one path: longs first. Same seed and path, same positions, to the
   * bit. Allocates nothing.
   */
  draw(seedLow: number, seedHigh: number, path: number, into: Accounts): void;
}

/** The market whose positions are estimated. */
export interface EstimateMarket {
  readonly contract: Contract;
  /** Mark price, quote currency per coin. */
  readonly startPrice: number;
  /** Quantity per side. */
  readonly openInterest: number;
  readonly tiers: Tiers;
  /** Seconds since 1970. */
  readonly asOfSeconds: number;
}

/** What every estimate takes for granted; the report prints it beside the snapshot's own assumptions. */
export const ESTIMATE_ASSUMPTIONS = [
  { id: 'volume-opens', text: 'Traded volume stands for opened positions, weighted down by age.' },
  { id: 'both-sides-alike', text: 'Longs and shorts entered at the same prices.' },
  { id: 'leverage-independent', text: 'Leverage does not depend on size, entry price or age.' },
  { id: 'unlinked', text: 'Positions are not hedged elsewhere, and accounts are not linked.' },
  {
    id: 'margin-at-entry',
    text: 'Collateral is what the leverage implied at entry; nobody added or withdrew.',
  },
  { id: 'all-open-interest', text: 'All open interest is held by these accounts.' },
] as const;

/**
 * Positions estimated from open interest, leverage mix and volume at price: model.md section 9, before
 * the axes of 1.6. Entries are prepared once per snapshot; a draw costs some 0.2 ms for 2,000 accounts,
 * two thirds of it the normals and their exponentials.
 *
 * @param survivors what `survivorsOf` makes of these positions, if somebody has asked already
 * @throws RangeError if no entry of a side has survived until now
 */
export function estimatorOf(
  positions: EstimatedPositions,
  market: EstimateMarket,
  survivors: Survivors = survivorsOf(positions, market),
): Estimator {
  const { long, short } = positions.accountsPerSide;
  const { asOfSeconds } = market;
  const sides = [
    {
      side: 1,
      first: 0,
      count: long,
      entries: survivors.long,
      cumulative: cumulativeWeights(survivors.long, positions, 'long', asOfSeconds),
    },
    {
      side: -1,
      first: long,
      count: short,
      entries: survivors.short,
      cumulative: cumulativeWeights(survivors.short, positions, 'short', asOfSeconds),
    },
  ] as const;
  const { openInterest, tiers } = market;
  const { maxLeverage } = tiers;
  const sizes = new Float64Array(Math.max(long, short));
  const offset = new Float64Array(1);
  const stream = { seedLow: 0, seedHigh: 0, path: 0, purpose: 0, lane: 0 };

  function drawSide(
    { side, first, count, entries, cumulative }: (typeof sides)[number],
    into: Accounts,
  ): number {
    stream.lane = side > 0 ? 0 : 1;
    stream.purpose = PURPOSE.sizes;
    normals(stream, 0, count, sizes);
    let all = 0;
    for (let i = 0; i < count; i++) {
      const size = exp(positions.sizeDispersion * sizes[i]!);
      sizes[i] = size;
      all += size;
    }
    stream.purpose = PURPOSE.entries;
    uniforms(stream, 0, 1, offset);
    const { price, unit, leverage } = entries;
    const { side: sides, owner, quantity, entryPrice, collateral } = into;
    const total = cumulative[cumulative.length - 1]!;
    let held = 0;
    let cell = 0;
    for (let i = 0; i < count; i++) {
      const mark = ((i + offset[0]!) / count) * total;
      while (cumulative[cell]! < mark) cell++;
      const row = first + i;
      const units = (openInterest * sizes[i]!) / all;
      const notional = units * unit[cell]!;
      sides[row] = side;
      owner[row] = row;
      quantity[row] = units;
      entryPrice[row] = price[cell]!;
      collateral[row] = notional / Math.min(leverage[cell]!, maxLeverage[tierAt(tiers, notional)]!);
      held += units;
    }
    return held;
  }

  return {
    count: long + short,
    draw(seedLow, seedHigh, path, into) {
      stream.seedLow = seedLow;
      stream.seedHigh = seedHigh;
      stream.path = path;
      const longs = drawSide(sides[0], into);
      const shorts = drawSide(sides[1], into);
      if (longs < shorts) into.quantity[largest(into.quantity, 0, long)]! += shorts - longs;
      else into.quantity[largest(into.quantity, long, long + short)]! += longs - shorts;
    },
  };
}

/** Row of the largest value in `[from, to)`; the first of equals. */
function largest(values: Float64Array, from: number, to: number): number {
  let row = from;
  for (let i = from + 1; i < to; i++) if (values[i]! > values[row]!) row = i;
  return row;
}
