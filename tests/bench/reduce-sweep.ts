// A market of fourteen accounts and sweeps of any size over it: every number comes from the real core, and costs little.
import { SNAPSHOT, SWEEP } from '../sweep/small.ts';

const account = (side: 1 | -1, leverage: number, quantity: number) => ({
  side,
  quantity,
  entryPrice: 100,
  collateral: (100 * quantity) / leverage,
});

export const TINY = {
  ...SNAPSHOT,
  positions: {
    kind: 'accounts',
    rows: [
      ...[2, 3, 5, 8, 12, 20, 35].map((leverage, i) => account(1, leverage, 1_000 - 100 * i)),
      ...[2, 4, 6, 10, 15, 30, 50].map((leverage, i) => account(-1, leverage, 1_000 - 100 * i)),
    ],
  },
  accepted: [{ what: 'leverage', reason: 'a market made to be liquidated' }],
};

/** Points of each axis. */
export interface GridSize {
  readonly leverage: number;
  readonly maintenance: number;
  readonly depth: number;
  /** Both sides; a multiple of ten, so that the design shock is among them. */
  readonly shock: number;
}

/** From half to one and a half of today's value, which is one of the points. */
const around = (points: number): number[] =>
  Array.from({ length: points }, (_, i) =>
    Math.round(10_000 + (10_000 / points) * (i - Math.floor(points / 2))),
  );

/** From 5 % to 55 % on both sides. */
function shocks(points: number): number[] {
  const sizes = Array.from({ length: points / 2 }, (_, i) => 500 + (10_000 / points) * i);
  return [...sizes.map((size) => -size).reverse(), ...sizes];
}

/** A sweep over the tiny market whose cells outside the decision region have four paths. */
export const gridSweep = ({ leverage, maintenance, depth, shock }: GridSize) => ({
  ...SWEEP,
  name: 'bench-reduce',
  axes: {
    leverageBps: around(leverage),
    maintenanceBps: around(maintenance),
    depthBps: around(depth),
    mechanism: ['full'],
    shockBps: shocks(shock),
  },
  path: { ...SWEEP.path, tickSeconds: 300 },
  paths: { decision: 1_000, other: 4 },
  budget: { deadlineMinutes: 1_440 },
});
