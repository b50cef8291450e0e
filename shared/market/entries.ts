import { type Side, unitValue } from '../cascade/margin/contract.ts';
import { tierAt } from '../cascade/margin/tiers.ts';
import { triggerPrice } from '../cascade/margin/trigger.ts';
import { exp, LN2, log } from '../cascade/numbers/math.ts';
import type { EstimateMarket } from './estimate.ts';
import { refuse } from './parse.ts';
import type { EstimatedPositions } from './positions.ts';

/** Entries that no later price has closed, in order of bar, price and leverage; row `i` of each column. */
export interface Entries {
  readonly bar: Int32Array;
  readonly price: Float64Array;
  /** Value of a unit at that price, settlement currency, > 0. */
  readonly unit: Float64Array;
  readonly leverage: Float64Array;
  /** Row of `mixOf` that the leverage stands in. */
  readonly mixed: Int32Array;
}

/** Entries of both sides. They depend on prices, leverages and tiers only: on no share, tilt or age. */
export interface Survivors {
  readonly long: Entries;
  readonly short: Entries;
}

type SideName = keyof Survivors;

/** Prices per bar: model.md 9, step 1. */
const PRICES = 4;
const DAY = 86_400;
/** Leverage of what does not stand until its trigger, but is closed, topped up or hedged before: model.md 9. */
const NOT_STANDING = 1.01;

/**
 * Leverages of the mix, ascending, and the share of each in what a side opens: tilted by `l^t`, and the part
 * that does not stand as a leverage of its own.
 */
export function mixOf(
  { leverageMix, leverageTilt = 0, standingShare }: EstimatedPositions,
  side: SideName,
): { readonly leverage: readonly number[]; readonly share: readonly number[] } {
  const standing = standingShare?.[side] ?? 1;
  const opened = tilted(leverageMix.leverage, leverageMix[side], leverageTilt);
  const before = leverageMix.leverage.filter((own) => own < NOT_STANDING).length;
  const inserted = (list: readonly number[], value: number) => [
    ...list.slice(0, before),
    value,
    ...list.slice(before),
  ];
  return {
    leverage: inserted(leverageMix.leverage, NOT_STANDING),
    share: inserted(
      opened.map((share) => share * standing),
      1 - standing,
    ),
  };
}

/** Left as it is at a tilt of 0, to the bit. */
function tilted(leverage: readonly number[], shares: readonly number[], tilt: number): readonly number[] {
  if (tilt === 0) return shares;
  const weights = shares.map((share, k) => share * exp(tilt * log(leverage[k]!)));
  const sum = weights.reduce((total, own) => total + own, 0);
  return weights.map((own) => own / sum);
}

/**
 * Step 2: without it, positions that were liquidated long ago would stand right next to the price. The leverage of
 * those who do not stand is always among the entries; its weight is 0 where everybody stands.
 */
export const survivorsOf = (positions: EstimatedPositions, market: EstimateMarket): Survivors => ({
  long: sideSurvivors(positions, market, 1),
  short: sideSurvivors(positions, market, -1),
});

function sideSurvivors(positions: EstimatedPositions, market: EstimateMarket, side: Side): Entries {
  const { low, high } = positions.bars;
  const name = side > 0 ? 'long' : 'short';
  const { leverage } = mixOf(positions, name);
  const { laterLow, laterHigh } = laterExtremes(low, high);
  const room = low.length * PRICES * leverage.length;
  const entries = {
    bar: new Int32Array(room),
    price: new Float64Array(room),
    leverage: new Float64Array(room),
    mixed: new Int32Array(room),
  };
  let count = 0;
  for (let bar = 0; bar < low.length; bar++) {
    for (let j = 1; j <= PRICES; j++) {
      const entry = low[bar]! + ((j - 0.5) / PRICES) * (high[bar]! - low[bar]!);
      for (let k = 0; k < leverage.length; k++) {
        const trigger = triggerOfEntry(market, side, positions.accountsPerSide[name], entry, leverage[k]!);
        const reached =
          side > 0
            ? laterLow[bar]! <= trigger || market.startPrice <= trigger
            : laterHigh[bar]! >= trigger || market.startPrice >= trigger;
        if (reached) continue;
        entries.bar[count] = bar;
        entries.price[count] = entry;
        entries.leverage[count] = leverage[k]!;
        entries.mixed[count] = k;
        count++;
      }
    }
  }
  const price = entries.price.slice(0, count);
  return {
    bar: entries.bar.slice(0, count),
    price,
    unit: price.map((entry) => Math.abs(unitValue(market.contract, entry))),
    leverage: entries.leverage.slice(0, count),
    mixed: entries.mixed.slice(0, count),
  };
}

/** Trigger price of a position of average size, entered at a price with a leverage as far as its tier allows. */
function triggerOfEntry(
  { contract, openInterest, tiers }: EstimateMarket,
  side: Side,
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

/** Steps 1 and 3: running sum of the weights of a side's entries, volume by age times share. */
export function cumulativeWeights(
  { bar, mixed }: Entries,
  positions: EstimatedPositions,
  side: SideName,
  asOfSeconds: number,
): Float64Array {
  const { endTimeSeconds, volume } = positions.bars;
  const { share } = mixOf(positions, side);
  const traded = Float64Array.from(endTimeSeconds, (end, i) => {
    const ageDays = (asOfSeconds - end) / DAY;
    return (volume[i]! * exp((-LN2 * ageDays) / positions.ageHalfLifeDays)) / PRICES;
  });
  const cumulative = new Float64Array(bar.length);
  let total = 0;
  for (let i = 0; i < bar.length; i++) {
    total += traded[bar[i]!]! * share[mixed[i]!]!;
    cumulative[i] = total;
  }
  if (!(total > 0)) {
    refuse(
      `snapshot.positions.leverageMix.${side}`,
      'leave entries that later prices have not closed',
      total,
    );
  }
  return cumulative;
}
