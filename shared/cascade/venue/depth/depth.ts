import { amm } from './amm.ts';
import { exponential } from './exponential.ts';
import { floor } from './floor.ts';
import { linear } from './linear.ts';
import { squareRoot } from './square-root.ts';
import { type Beyond, type Level, walk } from './walk.ts';

/** Every law is clamped here, and its integrals continue at this price (flag `FLOOR_HIT`). */
export const LOWEST_FACTOR = 0.001;
/** The same above (flag `CEILING_HIT`): without it a squeeze beyond the visible levels has no end. */
export const HIGHEST_FACTOR = 1000;

/**
 * Who would buy: the price as a factor of the fundamental, `D(V)`, after a displaced volume `V`
 * (model.md 2.1). `V > 0` after net sales, `V < 0` after net purchases, in units of undiminished
 * depth. `D(0) = 1`, non-increasing, from `HIGHEST_FACTOR` down to `LOWEST_FACTOR`.
 *
 * Only the additive `linear` law depends on the fundamental; the others ignore that argument.
 */
export interface Depth {
  /** `D(V)`. */
  factor(displaced: number, fundamental: number): number;
  /** `F D(V)` of a known `D(V)`; exact for the additive law, where multiplying back would round. */
  price(displaced: number, fundamental: number, factor: number): number;
  /** Integral of `D` over `[from, to]`, `from <= to`. */
  sum(from: number, to: number, fundamental: number): number;
  /** Integral of `1/D` over `[from, to]`, `from <= to`. */
  reciprocalSum(from: number, to: number, fundamental: number): number;
  /** Volume that moves a rested price by `reach` (a fraction), selling (`side` 1) or buying (-1). */
  volumeWithin(reach: number, side: number): number;
  /**
   * How far one side may go while the price stays at `factor` or better for it: the largest `V` with
   * `D(V) >= factor` for sales (`side` 1), the smallest with `D(V) <= factor` for purchases (-1). Where the other
   * side has been beyond `factor`, it lies on that side of 0. Infinite where nothing ends it, at or past a clamp
   * say; infinite the other way where not even the first unit may go. `mostBids` and `mostAsks` of a law (`amm`)
   * end it apart.
   */
  volumeTo(factor: number, side: number, fundamental: number): number;
  /** Fundamental below which the price after a displaced volume is at most `price`. */
  fundamentalAt(price: number, displaced: number): number;
  /** Displaced volume of the last visible level, bids > 0; Infinity for a law. */
  readonly visibleBids: number;
  /** The same for asks, > 0. */
  readonly visibleAsks: number;
  /** Where buyers end: no sale displaces beyond, > 0; Infinity unless the rule is `stop`. */
  readonly mostBids: number;
  /** Where sellers end, > 0. */
  readonly mostAsks: number;
}

/** A depth law and its parameters (model.md 2.2); volumes in units of quantity, prices in quote. */
export type DepthLaw =
  | { readonly law: 'linear'; readonly slope: number }
  | { readonly law: 'exponential'; readonly beta: number }
  | { readonly law: 'square-root'; readonly c: number }
  | { readonly law: 'amm'; readonly reserve: number }
  | { readonly law: 'floor'; readonly floor: number; readonly scale: number }
  | {
      readonly law: 'walk';
      readonly reference: number;
      readonly bids: readonly Level[];
      readonly asks: readonly Level[];
      readonly beyond: Beyond;
      readonly beyondShare?: number;
    };

/** @param startPrice mark at the start, `p0`; scales what `linear` calls a reach */
export function depthOf(law: DepthLaw, startPrice: number): Depth {
  switch (law.law) {
    case 'linear':
      return linear(law.slope, startPrice);
    case 'exponential':
      return exponential(law.beta);
    case 'square-root':
      return squareRoot(law.c);
    case 'amm':
      return amm(law.reserve);
    case 'floor':
      return floor(law.floor, law.scale);
    case 'walk':
      return walk(law.reference, law.bids, law.asks, law.beyond, law.beyondShare ?? 0.5);
  }
}

/**
 * Fits a smooth law to the visible volume within `reach` of one side, by inverting its
 * `volumeWithin` (model.md 2.2).
 *
 * @param side 1: bids, met by sales; -1: asks
 * @param floorFactor needed by `floor` only: the price below which it never falls, as a factor
 */
export function fitLaw(
  law: 'linear' | 'exponential' | 'square-root' | 'amm' | 'floor',
  visibleVolume: number,
  reach: number,
  side: number,
  startPrice: number,
  floorFactor = 0.5,
): DepthLaw {
  if (!(visibleVolume > 0)) throw new RangeError(`visible volume must be > 0, got ${visibleVolume}`);
  if (!(reach > 0 && reach < 1)) throw new RangeError(`reach must be between 0 and 1, got ${reach}`);
  switch (law) {
    case 'linear':
      return { law, slope: (reach * startPrice) / visibleVolume };
    case 'exponential':
      return { law, beta: exponential(1).volumeWithin(reach, side) / visibleVolume };
    case 'square-root':
      return { law, c: reach / Math.sqrt(visibleVolume) };
    case 'amm':
      return { law, reserve: visibleVolume / amm(1).volumeWithin(reach, side) };
    case 'floor':
      return {
        law,
        floor: floorFactor,
        scale: visibleVolume / floor(floorFactor, 1).volumeWithin(reach, side),
      };
  }
}
