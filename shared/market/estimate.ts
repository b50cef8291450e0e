import type { Accounts } from '../cascade/margin/accounts.ts';
import type { Contract, Side } from '../cascade/margin/contract.ts';
import { type Tiers, tierAt } from '../cascade/margin/tiers.ts';
import { exp } from '../cascade/numbers/math.ts';
import { normals, PURPOSE, type Stream, uniforms } from '../cascade/numbers/random.ts';
import { cumulativeWeights, type Entries, type Survivors, survivorsOf } from './entries.ts';
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

/** What of a draw neither prices nor the mix change: sizes of a side's accounts, and where its entries begin. */
export interface SizeDraw {
  readonly sizes: Float64Array;
  /** Sum of the sizes. */
  total: number;
  offset: number;
}

export const allocateSizes = (count: number): SizeDraw => ({
  sizes: new Float64Array(count),
  total: 0,
  offset: 0,
});

/** One side of an estimate: its rows begin at `first`. */
export interface EstimatedSide {
  readonly side: Side;
  readonly first: number;
  readonly count: number;
  readonly entries: Entries;
  /** Running sum of the weights of the entries. */
  readonly cumulative: Float64Array;
}

/**
 * Positions estimated from open interest, leverage mix and volume at price: model.md section 9, before
 * the axes of 1.6. Entries are prepared once per snapshot; a draw costs some 0.2 ms for 2,000 accounts,
 * two thirds of it the normals and their exponentials.
 *
 * @throws RangeError if no entry of a side has survived until now
 */
export function estimatorOf(positions: EstimatedPositions, market: EstimateMarket): Estimator {
  const sides = estimatedSides(positions, market, survivorsOf(positions, market));
  const { long, short } = positions.accountsPerSide;
  const room = allocateSizes(Math.max(long, short));
  const stream = { seedLow: 0, seedHigh: 0, path: 0 };
  const draw = (side: EstimatedSide, into: Accounts): number => {
    drawSizes(side, positions.sizeDispersion, stream, room);
    return placeSide(side, room, market, into);
  };
  return {
    count: long + short,
    draw(seedLow, seedHigh, path, into) {
      stream.seedLow = seedLow;
      stream.seedHigh = seedHigh;
      stream.path = path;
      const longs = draw(sides.long, into);
      const shorts = draw(sides.short, into);
      if (longs < shorts) into.quantity[largest(into.quantity, 0, long)]! += shorts - longs;
      else into.quantity[largest(into.quantity, long, long + short)]! += longs - shorts;
    },
  };
}

/** Both sides, of entries that have survived; those depend on neither shares nor tilt nor age. */
export function estimatedSides(
  positions: EstimatedPositions,
  { asOfSeconds }: EstimateMarket,
  survivors: Survivors,
): { readonly long: EstimatedSide; readonly short: EstimatedSide } {
  const { long, short } = positions.accountsPerSide;
  const weights = (side: 'long' | 'short') =>
    cumulativeWeights(survivors[side], positions, side, asOfSeconds);
  return {
    long: { side: 1, first: 0, count: long, entries: survivors.long, cumulative: weights('long') },
    short: { side: -1, first: long, count: short, entries: survivors.short, cumulative: weights('short') },
  };
}

const offset = new Float64Array(1);

/** Step 4, and the uniform of step 5. */
export function drawSizes(
  { side, count }: Pick<EstimatedSide, 'side' | 'count'>,
  dispersion: number,
  own: Omit<Stream, 'purpose' | 'lane'>,
  into: SizeDraw,
): void {
  const stream = { ...own, lane: side > 0 ? 0 : 1 };
  const { sizes } = into;
  normals({ ...stream, purpose: PURPOSE.sizes }, 0, count, sizes);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const size = exp(dispersion * sizes[i]!);
    sizes[i] = size;
    total += size;
  }
  uniforms({ ...stream, purpose: PURPOSE.entries }, 0, 1, offset);
  into.total = total;
  into.offset = offset[0]!;
}

/** Steps 5 and 6: fills the rows of a side, and says what they hold together. */
export function placeSide(
  { side, first, count, entries, cumulative }: EstimatedSide,
  { sizes, total: allSizes, offset: start }: SizeDraw,
  { openInterest, tiers }: EstimateMarket,
  into: Accounts,
): number {
  const { maxLeverage } = tiers;
  const { price, unit, leverage } = entries;
  const { side: sides, owner, quantity, entryPrice, collateral } = into;
  const total = cumulative[cumulative.length - 1]!;
  let held = 0;
  let cell = 0;
  for (let i = 0; i < count; i++) {
    const mark = ((i + start) / count) * total;
    while (cumulative[cell]! < mark) cell++;
    const row = first + i;
    const units = (openInterest * sizes[i]!) / allSizes;
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

/** Row of the largest value in `[from, to)`; the first of equals. */
function largest(values: Float64Array, from: number, to: number): number {
  let row = from;
  for (let i = from + 1; i < to; i++) if (values[i]! > values[row]!) row = i;
  return row;
}
