import { type Depth, HIGHEST_FACTOR, LOWEST_FACTOR } from './depth.ts';

/** A smooth law before the clamps: what its own file states. */
export interface SmoothLaw {
  factor(displaced: number, fundamental: number): number;
  /** Integral of `D` from `from` to `to`; `from <= to`, both between the clamps. */
  sum(from: number, to: number, fundamental: number): number;
  reciprocalSum(from: number, to: number, fundamental: number): number;
  volumeWithin(reach: number, side: number): number;
  /** Where `D` is `factor`; infinite where it never comes so far. */
  volumeTo(factor: number, fundamental: number): number;
  /** Needed only where `D` depends on the fundamental. */
  price?(displaced: number, fundamental: number): number;
  fundamentalAt?(price: number, displaced: number): number;
  /** Where purchases end; Infinity unless stated. */
  readonly mostAsks?: number;
}

/** Continues a smooth law at the lowest and at the highest factor, price and integrals alike. */
export function smooth(law: SmoothLaw): Depth {
  // Where the clamps begin: known once, but for a law that depends on the fundamental.
  const moves = law.price !== undefined;
  const lowestAt = law.volumeTo(LOWEST_FACTOR, 1);
  const highestAt = law.volumeTo(HIGHEST_FACTOR, 1);
  const factorAt = (displaced: number, fundamental: number) =>
    Math.min(Math.max(law.factor(displaced, fundamental), LOWEST_FACTOR), HIGHEST_FACTOR);
  return {
    factor: factorAt,
    price(displaced, fundamental, factor) {
      if (!law.price || factor === LOWEST_FACTOR || factor === HIGHEST_FACTOR) return fundamental * factor;
      return law.price(displaced, fundamental);
    },
    sum(from, to, fundamental) {
      const low = moves ? law.volumeTo(LOWEST_FACTOR, fundamental) : lowestAt;
      const high = moves ? law.volumeTo(HIGHEST_FACTOR, fundamental) : highestAt;
      if (from >= high && to <= low) return law.sum(from, to, fundamental);
      const a = Math.max(from, high);
      const b = Math.min(to, low);
      return (
        (a > from ? HIGHEST_FACTOR * (Math.min(a, to) - from) : 0) +
        (a < b ? law.sum(a, b, fundamental) : 0) +
        (b < to ? LOWEST_FACTOR * (to - Math.max(b, from)) : 0)
      );
    },
    reciprocalSum(from, to, fundamental) {
      const low = moves ? law.volumeTo(LOWEST_FACTOR, fundamental) : lowestAt;
      const high = moves ? law.volumeTo(HIGHEST_FACTOR, fundamental) : highestAt;
      if (from >= high && to <= low) return law.reciprocalSum(from, to, fundamental);
      const a = Math.max(from, high);
      const b = Math.min(to, low);
      return (
        (a > from ? (Math.min(a, to) - from) / HIGHEST_FACTOR : 0) +
        (a < b ? law.reciprocalSum(a, b, fundamental) : 0) +
        (b < to ? (to - Math.max(b, from)) / LOWEST_FACTOR : 0)
      );
    },
    volumeWithin: law.volumeWithin,
    volumeTo(factor, side, fundamental) {
      // Every price from here on is the clamp's: anything goes, or, for the other side, nothing does.
      if (factor < LOWEST_FACTOR || (factor === LOWEST_FACTOR && side > 0)) return Infinity;
      if (factor > HIGHEST_FACTOR || (factor === HIGHEST_FACTOR && side < 0)) return -Infinity;
      return law.volumeTo(factor, fundamental);
    },
    fundamentalAt(price, displaced) {
      const own = law.fundamentalAt?.(price, displaced) ?? price / factorAt(displaced, 1);
      // A factor beyond a clamp is the clamp.
      return Math.min(Math.max(own, price / HIGHEST_FACTOR), price / LOWEST_FACTOR);
    },
    visibleBids: Infinity,
    visibleAsks: Infinity,
    mostBids: Infinity,
    mostAsks: law.mostAsks ?? Infinity,
  };
}
