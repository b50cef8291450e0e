import { type Depth, LOWEST_FACTOR } from './depth.ts';

/** A smooth law before the floor: what its own file states. */
export interface SmoothLaw {
  factor(displaced: number, fundamental: number): number;
  /** Integral of `D` from `from` to `to`; `from <= to`, both above the floor. */
  sum(from: number, to: number, fundamental: number): number;
  reciprocalSum(from: number, to: number, fundamental: number): number;
  volumeWithin(reach: number, side: number): number;
  floorAt(fundamental: number): number;
  /** Needed only where `D` depends on the fundamental. */
  price?(displaced: number, fundamental: number): number;
  fundamentalAt?(price: number, displaced: number): number;
  /** Where purchases end; Infinity unless stated. */
  readonly mostAsks?: number;
}

/** Continues a smooth law at the lowest factor, price and integrals alike. */
export function smooth(law: SmoothLaw): Depth {
  return {
    factor(displaced, fundamental) {
      return Math.max(law.factor(displaced, fundamental), LOWEST_FACTOR);
    },
    price(displaced, fundamental, factor) {
      if (!law.price || factor === LOWEST_FACTOR) return fundamental * factor;
      return law.price(displaced, fundamental);
    },
    sum(from, to, fundamental) {
      const edge = law.floorAt(fundamental);
      if (to <= edge) return law.sum(from, to, fundamental);
      if (from >= edge) return LOWEST_FACTOR * (to - from);
      return law.sum(from, edge, fundamental) + LOWEST_FACTOR * (to - edge);
    },
    reciprocalSum(from, to, fundamental) {
      const edge = law.floorAt(fundamental);
      if (to <= edge) return law.reciprocalSum(from, to, fundamental);
      if (from >= edge) return (to - from) / LOWEST_FACTOR;
      return law.reciprocalSum(from, edge, fundamental) + (to - edge) / LOWEST_FACTOR;
    },
    volumeWithin: law.volumeWithin,
    fundamentalAt(price, displaced) {
      // A factor below the floor, or below zero, is the floor.
      const own =
        law.fundamentalAt?.(price, displaced) ?? price / Math.max(law.factor(displaced, 1), LOWEST_FACTOR);
      return Math.min(own, price / LOWEST_FACTOR);
    },
    floorAt: law.floorAt,
    visibleBids: Infinity,
    visibleAsks: Infinity,
    mostBids: Infinity,
    mostAsks: law.mostAsks ?? Infinity,
  };
}
