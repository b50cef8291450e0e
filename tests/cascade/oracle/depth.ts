// Depth laws by the table of model.md 2.2, each as three plain functions of displaced volume, and the
// clamp laid over them. Shares no code with the product; Math.exp and Math.log are welcome here.
import type { DepthLaw } from '../../../shared/cascade/venue/depth/depth.ts';

const D_MIN = 0.001;
const D_MAX = 1000;

interface Law {
  /** `D(V)` before the clamp. */
  D(V: number, F: number): number;
  /** Integral of `D` from 0 to `V`; negative for `V < 0`. */
  S(V: number, F: number): number;
  /** Integral of `1/D` from 0 to `V`. */
  R(V: number, F: number): number;
  /** Where the clamps begin: sales beyond the first, purchases beyond the second. */
  clampAt(F: number): number;
  ceilingAt(F: number): number;
  within(reach: number, side: number): number;
  /** Beyond these nobody trades. */
  mostSold: number;
  mostBought: number;
  visibleSold: number;
  visibleBought: number;
  /** Displaced volumes at which `D` jumps. */
  steps: number[];
}

const OPEN = {
  mostSold: Infinity,
  mostBought: Infinity,
  visibleSold: Infinity,
  visibleBought: Infinity,
  steps: [],
};

const { exp, expm1, log, log1p, sqrt } = Math;

function lawOf(law: DepthLaw, p0: number): Law {
  switch (law.law) {
    case 'linear': {
      const k = law.slope;
      return {
        ...OPEN,
        D: (V, F) => 1 - (k * V) / F,
        S: (V, F) => V - (k * V * V) / (2 * F),
        R: (V, F) => (-F / k) * log1p((-k * V) / F),
        clampAt: (F) => ((1 - D_MIN) * F) / k,
        ceilingAt: (F) => ((1 - D_MAX) * F) / k,
        within: (reach) => (reach * p0) / k,
      };
    }
    case 'exponential': {
      const b = law.beta;
      return {
        ...OPEN,
        D: (V) => exp(-b * V),
        S: (V) => -expm1(-b * V) / b,
        R: (V) => expm1(b * V) / b,
        clampAt: () => -log(D_MIN) / b,
        ceilingAt: () => -log(D_MAX) / b,
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
        S: (V) => (V >= 0 ? V - (2 / 3) * c * V * sqrt(V) : V + (2 / 3) * c * V * sqrt(-V)),
        R: (V) => {
          const root = sqrt(Math.abs(V));
          return V >= 0
            ? (-2 / c) * root - (2 / (c * c)) * log1p(-c * root)
            : -((2 / c) * root - (2 / (c * c)) * log1p(c * root));
        },
        clampAt: () => ((1 - D_MIN) / c) ** 2,
        ceilingAt: () => -(((D_MAX - 1) / c) ** 2),
        within: (reach) => (reach / c) ** 2,
      };
    }
    case 'amm': {
      const x = law.reserve;
      return {
        ...OPEN,
        mostBought: 0.999 * x,
        D: (V) => (x / (x + V)) ** 2,
        S: (V) => (x * V) / (x + V),
        // ((x + V)^3 - x^3) / (3 x^2), multiplied out: the difference of cubes would lose digits.
        R: (V) => (V * (3 * x * x + 3 * x * V + V * V)) / (3 * x * x),
        clampAt: () => x * (1 / sqrt(D_MIN) - 1),
        ceilingAt: () => x * (1 / sqrt(D_MAX) - 1),
        within: (reach, side) => (side > 0 ? x * (1 / sqrt(1 - reach) - 1) : x * (1 - 1 / sqrt(1 + reach))),
      };
    }
    case 'floor': {
      const { floor: b, scale: z } = law;
      const B = 2 - b;
      return {
        ...OPEN,
        D: (V) => (V >= 0 ? b + (1 - b) * exp(-V / z) : 1 + (1 - b) * (1 - exp(V / z))),
        S: (V) => (V >= 0 ? b * V - (1 - b) * z * expm1(-V / z) : -(B * -V + (1 - b) * z * expm1(V / z))),
        R: (V) => (V >= 0 ? (z / b) * log1p(b * expm1(V / z)) : (-z / B) * log1p(B * expm1(-V / z))),
        clampAt: () => (b >= D_MIN ? Infinity : -z * log((D_MIN - b) / (1 - b))),
        ceilingAt: () => -Infinity,
        within: (reach) => -z * log1p(-reach / (1 - b)),
      };
    }
    case 'walk':
      return walk(law);
  }
}

function walk(law: Extract<DepthLaw, { law: 'walk' }>): Law {
  const share = law.beyondShare ?? 0.5;
  const sides = [law.bids, law.asks].map((levels) => {
    let volume = 0;
    const steps = levels.map(([price, size]) => {
      const before = volume;
      volume += size;
      const d = price / law.reference;
      return { d, x: Math.abs(1 - d), from: before, to: volume, size };
    });
    const last = steps.at(-1)!;
    const half = steps.filter((step) => step.x <= last.x / 2).at(-1);
    const density = (share * (last.to - (half?.to ?? 0))) / (last.x - (half?.x ?? 0));
    return { steps, last, density };
  });
  const at = (V: number) => {
    if (V === 0) return 1;
    const { steps, last, density } = sides[V > 0 ? 0 : 1]!;
    const w = Math.abs(V);
    const level = steps.find((step) => w <= step.to);
    if (level) return level.d;
    if (law.beyond !== 'extend') return last.d;
    return last.d * exp((-Math.sign(V) * (w - last.to)) / (density * last.d));
  };
  const integral = (V: number, power: 1 | -1) => {
    const sign = V >= 0 ? 1 : -1;
    const { steps, last, density } = sides[V >= 0 ? 0 : 1]!;
    const w = Math.abs(V);
    let sum = 0;
    for (const step of steps) sum += step.d ** power * Math.min(step.size, Math.max(0, w - step.from));
    const beyond = w - last.to;
    if (beyond > 0) {
      const y = density * last.d;
      const rate = sign * power;
      sum +=
        law.beyond === 'extend'
          ? last.d ** power * y * rate * -expm1((-rate * beyond) / y)
          : last.d ** power * beyond;
    }
    return sign * sum;
  };
  const stop = law.beyond === 'stop';
  const [bids, asks] = [sides[0]!, sides[1]!];
  return {
    D: at,
    S: (V) => integral(V, 1),
    R: (V) => integral(V, -1),
    clampAt: () =>
      law.beyond === 'extend'
        ? bids.last.to - bids.density * bids.last.d * log(D_MIN / bids.last.d)
        : Infinity,
    ceilingAt: () =>
      law.beyond === 'extend'
        ? -(asks.last.to + asks.density * asks.last.d * log(D_MAX / asks.last.d))
        : -Infinity,
    within: (reach, side) =>
      sides[side > 0 ? 0 : 1]!.steps.filter((step) => step.x <= reach).reduce(
        (sum, step) => sum + step.size,
        0,
      ),
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
  };
}

export interface OracleDepth {
  /** `D(V)`, clamped. */
  D(V: number, F: number): number;
  isClamped(V: number, F: number): boolean;
  /** Sum of `u(F D(v))` over `v` in `[a, b]`. */
  sumOfUnits(inverse: boolean, a: number, b: number, F: number): number;
  within(reach: number, side: number): number;
  readonly mostSold: number;
  readonly mostBought: number;
  /** Volume within `[a, b]` that lies beyond the visible levels. */
  beyond(a: number, b: number): number;
  readonly steps: readonly number[];
}

export function oracleDepth(law: DepthLaw, p0: number): OracleDepth {
  const raw = lawOf(law, p0);
  const over = (side: 'S' | 'R', low: number, high: number, a: number, b: number, F: number) => {
    const [edge, ceiling] = [raw.clampAt(F), raw.ceilingAt(F)];
    const between = (V: number) => Math.max(ceiling, Math.min(V, edge));
    return (
      raw[side](between(b), F) -
      raw[side](between(a), F) +
      low * (Math.max(b, edge) - Math.max(a, edge) || 0) +
      high * (Math.min(b, ceiling) - Math.min(a, ceiling) || 0)
    );
  };
  const D = (V: number, F: number) => {
    if (V >= raw.clampAt(F)) return D_MIN;
    if (V <= raw.ceilingAt(F)) return D_MAX;
    return Math.min(D_MAX, Math.max(D_MIN, raw.D(V, F)));
  };
  return {
    D,
    isClamped: (V, F) => V >= raw.clampAt(F) || raw.D(V, F) <= D_MIN,
    sumOfUnits(inverse, a, b, F) {
      // So short that the difference of integrals would be rounding: one price does for all of it.
      if (b - a < 1e-9 * (Math.abs(a) + Math.abs(b))) {
        const middle = D((a + b) / 2, F);
        return (b - a) * (inverse ? -1 / (F * middle) : F * middle);
      }
      return inverse ? -over('R', 1 / D_MIN, 1 / D_MAX, a, b, F) / F : F * over('S', D_MIN, D_MAX, a, b, F);
    },
    within: raw.within,
    mostSold: raw.mostSold,
    mostBought: raw.mostBought,
    beyond: (a, b) =>
      Math.max(0, b - Math.max(a, raw.visibleSold)) + Math.max(0, Math.min(b, -raw.visibleBought) - a),
    steps: raw.steps,
  };
}
