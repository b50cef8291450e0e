import type { Accounts } from '../cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../cascade/margin/contract.ts';
import { type Tiers, tierAt } from '../cascade/margin/tiers.ts';
import { triggerPrice } from '../cascade/margin/trigger.ts';
import { exp, LN2, log } from '../cascade/numbers/math.ts';
import { normals, PURPOSE, uniforms } from '../cascade/numbers/random.ts';
import { refuse } from './parse.ts';
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

/** Entries that have survived until now, in order of bar, price and leverage; row `i` of each column. */
interface Entries {
  readonly price: Float64Array;
  /** Value of a unit at that price, settlement currency, > 0. */
  readonly unit: Float64Array;
  readonly leverage: Float64Array;
  /** Running sum of weights. */
  readonly cumulative: Float64Array;
}

/** Prices per bar: model.md 9, step 1. */
const PRICES = 4;
const DAY = 86_400;

/**
 * Positions estimated from open interest, leverage mix and volume at price: model.md section 9, before
 * the axes of 1.6. Entries are prepared once per snapshot; a draw costs some 0.2 ms for 2,000 accounts,
 * two thirds of it the normals and their exponentials.
 *
 * @throws RangeError if no entry of a side has survived until now
 */
export function estimatorOf(positions: EstimatedPositions, market: EstimateMarket): Estimator {
  const { long, short } = positions.accountsPerSide;
  const sides = [
    { side: 1, first: 0, count: long, entries: survivingEntries(positions, market, 1, long) },
    { side: -1, first: long, count: short, entries: survivingEntries(positions, market, -1, short) },
  ] as const;
  const { openInterest, tiers } = market;
  const { maxLeverage } = tiers;
  const sizes = new Float64Array(Math.max(long, short));
  const offset = new Float64Array(1);
  const stream = { seedLow: 0, seedHigh: 0, path: 0, purpose: 0, lane: 0 };

  function drawSide({ side, first, count, entries }: (typeof sides)[number], into: Accounts): number {
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
    const { price, unit, leverage, cumulative } = entries;
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

/**
 * Steps 1 to 3: what was opened, less what later prices have closed. Without this step, positions that
 * were liquidated long ago would stand right next to the price.
 */
function survivingEntries(
  positions: EstimatedPositions,
  market: EstimateMarket,
  side: 1 | -1,
  accounts: number,
): Entries {
  const { bars, ageHalfLifeDays } = positions;
  const { endTimeSeconds, low, high, volume } = bars;
  const opened = openedMix(positions, side);
  const { laterLow, laterHigh } = laterExtremes(low, high);
  const price: number[] = [];
  const leverage: number[] = [];
  const cumulative: number[] = [];
  let total = 0;
  for (let bar = 0; bar < low.length; bar++) {
    const ageDays = (market.asOfSeconds - endTimeSeconds[bar]!) / DAY;
    const traded = volume[bar]! * exp((-LN2 * ageDays) / ageHalfLifeDays);
    for (let j = 1; j <= PRICES; j++) {
      const entry = low[bar]! + ((j - 0.5) / PRICES) * (high[bar]! - low[bar]!);
      for (const [opener, share] of opened) {
        const trigger = triggerOfEntry(market, side, accounts, entry, opener);
        const reached =
          side > 0
            ? laterLow[bar]! <= trigger || market.startPrice <= trigger
            : laterHigh[bar]! >= trigger || market.startPrice >= trigger;
        const weight = (traded / PRICES) * share;
        if (reached || !(weight > 0)) continue;
        total += weight;
        price.push(entry);
        leverage.push(opener);
        cumulative.push(total);
      }
    }
  }
  if (!(total > 0)) {
    const subject = `snapshot.positions.leverageMix.${side > 0 ? 'long' : 'short'}`;
    refuse(subject, 'leave entries that later prices have not closed', total);
  }
  return {
    price: Float64Array.from(price),
    unit: Float64Array.from(price, (entry) => Math.abs(unitValue(market.contract, entry))),
    leverage: Float64Array.from(leverage),
    cumulative: Float64Array.from(cumulative),
  };
}

/** Leverage of whoever closes, tops up or hedges before a trigger: as good as none. */
const NOT_STANDING = 1.01;

/** Leverages of a side and their shares of what was opened, tilted, and apart those who do not stand until their trigger. */
function openedMix(
  { leverageMix, leverageTilt = 0, standingShare }: EstimatedPositions,
  side: 1 | -1,
): (readonly [leverage: number, share: number])[] {
  const name = side > 0 ? 'long' : 'short';
  const standing = standingShare?.[name] ?? 1;
  const tilted = leverageMix.leverage.map((leverage, k) => {
    const share = leverageMix[name][k]!;
    return leverageTilt === 0 ? share : share * exp(leverageTilt * log(leverage));
  });
  const all = leverageTilt === 0 ? 1 : tilted.reduce((sum, share) => sum + share, 0);
  const mix = leverageMix.leverage.map((leverage, k) => [leverage, standing * (tilted[k]! / all)] as const);
  return standing < 1 ? [[NOT_STANDING, 1 - standing], ...mix] : mix;
}

/** Trigger price of a position of average size, entered at a price with a leverage as far as its tier allows. */
function triggerOfEntry(
  { contract, openInterest, tiers }: EstimateMarket,
  side: 1 | -1,
  accounts: number,
  entry: number,
  leverage: number,
): number {
  const units = openInterest / accounts;
  const notional = units * Math.abs(unitValue(contract, entry));
  const allowed = Math.min(leverage, tiers.maxLeverage[tierAt(tiers, notional)]!);
  return triggerPrice(contract, tiers, side, units, entry, notional / allowed, entry);
}

/** Lowest low and highest high of the bars after each bar. */
function laterExtremes(low: readonly number[], high: readonly number[]) {
  const laterLow = new Float64Array(low.length).fill(Infinity);
  const laterHigh = new Float64Array(low.length).fill(-Infinity);
  for (let bar = low.length - 2; bar >= 0; bar--) {
    laterLow[bar] = Math.min(laterLow[bar + 1]!, low[bar + 1]!);
    laterHigh[bar] = Math.max(laterHigh[bar + 1]!, high[bar + 1]!);
  }
  return { laterLow, laterHigh };
}
