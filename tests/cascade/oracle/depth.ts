// Depth laws by the table of model.md 2.2: each is `D` and nothing else. Averages come from it by quadrature,
// volumes by bisection, so that no closed form of the product is made here a second time.
import { withOutside } from './outside.ts';
import { integral } from './quadrature.ts';
import type { OracleDepthLaw, OutsideWalk } from './terms.ts';

const D_MIN = 0.001;
const D_MAX = 1000;

interface Law {
  /** `D(V)` before the clamps. */
  D(V: number, F: number): number;
  within(reach: number, side: number): number;
  /** Beyond these nobody trades. */
  mostSold: number;
  mostBought: number;
  visibleSold: number;
  visibleBought: number;
  /** Displaced volumes at which `D` jumps. */
  steps: number[];
  /** Displaced volumes at which it is not smooth. */
  cuts: number[];
}

const OPEN = {
  mostSold: Infinity,
  mostBought: Infinity,
  visibleSold: Infinity,
  visibleBought: Infinity,
  steps: [],
  cuts: [0],
};

const { exp, log1p, sqrt } = Math;

function lawOf(law: OracleDepthLaw, p0: number): Law {
  switch (law.law) {
    case 'linear': {
      const k = law.slope;
      return { ...OPEN, D: (V, F) => 1 - (k * V) / F, within: (reach) => (reach * p0) / k };
    }
    case 'exponential': {
      const b = law.beta;
      return {
        ...OPEN,
        D: (V) => exp(-b * V),
        within: (reach, side) => (side > 0 ? -log1p(-reach) / b : log1p(reach) / b),
      };
    }
    case 'square-root': {
      const c = law.c;
      return {
        ...OPEN,
        // No step, but infinitely steep: a rounding error in V shows as its root.
        steps: [0],
        D: (V) => (V >= 0 ? 1 - c * sqrt(V) : 1 + c * sqrt(-V)),
        within: (reach) => (reach / c) ** 2,
      };
    }
    case 'amm': {
      const x = law.reserve;
      return {
        ...OPEN,
        mostBought: 0.999 * x,
        // The pool is empty at -x, and dear enough for any clamp before.
        D: (V) => (V <= -x ? Infinity : (x / (x + V)) ** 2),
        within: (reach, side) => (side > 0 ? x * (1 / sqrt(1 - reach) - 1) : x * (1 - 1 / sqrt(1 + reach))),
      };
    }
    case 'floor': {
      const { floor: b, scale: z } = law;
      return {
        ...OPEN,
        D: (V) => (V >= 0 ? b + (1 - b) * exp(-V / z) : 1 + (1 - b) * (1 - exp(V / z))),
        within: (reach) => -z * log1p(-reach / (1 - b)),
      };
    }
    case 'walk':
      return walk(withOutside(law));
  }
}

function walk(law: OutsideWalk): Law {
  const share = law.beyondShare ?? 0.5;
  const sides = [law.bids, law.asks].map((levels) => {
    let volume = 0;
    const steps = levels.map(([price, size]) => {
      volume += size;
      const d = price / law.reference;
      return { d, x: Math.abs(1 - d), to: volume, size };
    });
    const last = steps.at(-1)!;
    const half = steps.filter((step) => step.x <= last.x / 2).at(-1);
    const density = (share * (last.to - (half?.to ?? 0))) / (last.x - (half?.x ?? 0));
    return { steps, last, density };
  });
  const [bids, asks] = [sides[0]!, sides[1]!];
  const stop = law.beyond === 'stop';
  return {
    D: (V) => {
      if (V === 0) return 1;
      const { steps, last, density } = V > 0 ? bids : asks;
      const w = Math.abs(V);
      const level = steps.find((step) => w <= step.to);
      if (level) return level.d;
      if (law.beyond !== 'extend') return last.d;
      return last.d * exp((-Math.sign(V) * (w - last.to)) / (density * last.d));
    },
    within: (reach, side) =>
      (side > 0 ? bids : asks).steps
        .filter((step) => step.x <= reach)
        .reduce((sum, step) => sum + step.size, 0),
    mostSold: stop ? bids.last.to : Infinity,
    mostBought: stop ? asks.last.to : Infinity,
    // Under `stop` nothing trades beyond.
    visibleSold: stop ? Infinity : bids.last.to,
    visibleBought: stop ? Infinity : asks.last.to,
    // Not the last level of a side: whatever lies beyond begins at its price.
    steps: [
      ...bids.steps.slice(0, -1).map((step) => step.to),
      0,
      ...asks.steps.slice(0, -1).map((step) => -step.to),
    ],
    cuts: [...asks.steps.map((step) => -step.to).reverse(), 0, ...bids.steps.map((step) => step.to)],
  };
}

export interface OracleDepth {
  /** `D(V)`, clamped on both sides; a level's end is met within a rounding of its side's volume. */
  D(V: number, F: number): number;
  /** The flag of the clamp that `D(V)` stands on. */
  clamp(V: number, F: number): 'FLOOR_HIT' | 'CEILING_HIT' | undefined;
  /** Integral of `u(F D(v))` from one volume to another. */
  sumOfUnits(inverse: boolean, from: number, to: number, F: number): number;
  within(reach: number, side: number): number;
  /** How far trades of a side may go while the price factor is `y` or better. */
  volumeTo(y: number, side: number, F: number): number;
  readonly mostSold: number;
  readonly mostBought: number;
  /** What of a side's volume is no more than rounding. */
  rounding(side: number): number;
  /** Volume within `[a, b]` that lies beyond the visible levels. */
  beyond(a: number, b: number): number;
  readonly steps: readonly number[];
}

/** The farthest value `towards` a direction that still `holds`, where what lies before it does, too. */
function farthest(holds: (V: number) => boolean, towards: 1 | -1): number {
  const way = holds(0) ? towards : -towards;
  let inner = 0;
  let outer = 1e-12 * way;
  while (holds(outer) === holds(0)) {
    inner = outer;
    outer *= 16;
    if (!Number.isFinite(outer)) return way * Infinity;
  }
  let [good, bad] = holds(0) ? [inner, outer] : [outer, inner];
  for (let step = 0; step < 200; step++) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

export function oracleDepth(given: OracleDepthLaw, p0: number): OracleDepth {
  const law = lawOf(given, p0);
  const D = (V: number, F: number) => Math.min(D_MAX, Math.max(D_MIN, law.D(V, F)));
  const most = (side: number) => (side > 0 ? law.mostSold : law.mostBought);
  const rounding = (side: number) => {
    const visible = given.law === 'walk' ? Math.max(...law.cuts.map((cut) => side * cut)) : most(side);
    return visible === Infinity ? 0 : 1e-12 * visible;
  };
  const volumeTo = (y: number, side: number, F: number) =>
    side > 0 ? farthest((V) => D(V, F) >= y, 1) : farthest((V) => D(V, F) <= y, -1);
  const toLevel = (V: number) => {
    if (given.law !== 'walk' || V === 0) return V;
    return law.cuts.find((cut) => cut * V > 0 && Math.abs(V - cut) <= rounding(Math.sign(V))) ?? V;
  };
  return {
    D: (V, F) => D(toLevel(V), F),
    clamp(V, F) {
      const own = D(toLevel(V), F);
      if (own === D_MIN) return 'FLOOR_HIT';
      return own === D_MAX ? 'CEILING_HIT' : undefined;
    },
    sumOfUnits(inverse, from, to, F) {
      const [a, b] = [Math.min(from, to), Math.max(from, to)];
      const f = inverse ? (V: number) => -1 / (F * D(V, F)) : (V: number) => F * D(V, F);
      const clamps = D(a, F) === D_MAX || D(b, F) === D_MIN;
      // From where on it is the clamp that is traded at.
      const edges = clamps ? [volumeTo(D_MAX, 1, F), volumeTo(D_MIN, -1, F)] : [];
      const cuts = [...law.cuts, ...edges].filter((cut) => cut > a && cut < b).sort((x, y) => x - y);
      const ends = [a, ...cuts, b];
      const sum = ends.slice(1).reduce((before, end, k) => before + integral(f, ends[k]!, end), 0);
      return from <= to ? sum : -sum;
    },
    within: law.within,
    volumeTo: (y, side, F) => side * Math.min(most(side), side * volumeTo(y, side, F)),
    mostSold: law.mostSold,
    mostBought: law.mostBought,
    rounding,
    beyond: (a, b) =>
      Math.max(0, b - Math.max(a, law.visibleSold)) + Math.max(0, Math.min(b, -law.visibleBought) - a),
    steps: law.steps,
  };
}
