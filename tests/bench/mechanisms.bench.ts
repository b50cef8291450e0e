// Every mechanism on the market of golden/kernel.json, where all accounts are liquidated, and a calmer one.
import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { COLUMN, OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import type { MechanismSpec } from '../../shared/cascade/rules.ts';
import { CALM, CALM_SHOCKS, KERNEL_SHOCKS, kernelMarket, kernelRamp, RECIPE } from './kernel-market.ts';
import { bestOf, checksum, type Figure } from './measure.ts';

export const TARGET_MARGIN: MechanismSpec = { name: 'target-margin', multiple: 1.5, minNotional: 1000 };
export const RATE_LIMITED: MechanismSpec = { name: 'rate-limited', velocity: 0.1, reach: 0.02, cure: true };

/** Eased so fast that nearly all of the inventory is sold before the horizon ends: 2 % a minute. */
export const TAKEOVER = {
  name: 'takeover',
  patienceTicks: 60,
  easePerTick: 1 - 0.98 ** (1 / 60),
  stepDown: 'none',
} as const satisfies MechanismSpec;

/** With the values that venues publish where they do (model.md 4). */
const MECHANISMS: Readonly<Record<string, MechanismSpec>> = {
  full: { name: 'full' },
  'target-margin': TARGET_MARGIN,
  'stepped by share': {
    name: 'stepped',
    variant: 'share',
    threshold: 100_000,
    firstShare: 0.2,
    coolDown: 30,
  },
  'stepped by tier': { name: 'stepped', variant: 'tier' },
  'rate-limited': RATE_LIMITED,
  'rate-limited, no cure': { ...RATE_LIMITED, cure: false },
  auction: {
    name: 'auction',
    buf: 1.05,
    cut: 0.99,
    step: 5,
    tail: 600,
    cusp: 0.6,
    hole: 1e9,
    profit: 0.005,
  },
  takeover: TAKEOVER,
};

/** Every eighth of the forty cells: the slow ones take seconds a cell in the largest market. */
const EVERY = 8;
export const FEW_SHOCKS = KERNEL_SHOCKS.filter((_, cell) => cell % EVERY === 0);

export const mechanismsBench = (sizes: readonly number[]): Figure[] =>
  sizes.flatMap((positions) =>
    Object.entries(MECHANISMS).flatMap(([name, mechanism]) => [
      mechanismFigure(`${name}, all liquidated`, positions, RECIPE, mechanism, FEW_SHOCKS),
      mechanismFigure(
        `${name}, few`,
        positions,
        CALM,
        mechanism,
        CALM_SHOCKS.filter((_, cell) => cell % EVERY === 0),
      ),
    ]),
  );

export function mechanismFigure(
  name: string,
  positions: number,
  kind: typeof RECIPE | typeof CALM,
  mechanism: MechanismSpec,
  shocks: readonly number[],
): Figure {
  const { accounts, tiers, depth, rules } = kernelMarket(positions, kind, mechanism);
  const ladder = createLadder(positions);
  fillLadder(ladder, accounts, tiers, 'linear', rules.startPrice);
  const engine = createEngine(positions);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const closed = new Float64Array(shocks.length);
  const paths = shocks.map(kernelRamp);
  // Small markets often enough for the compiler to have seen them.
  const milliseconds = bestOf(positions > 100_000 ? 1 : Math.max(3, 200_000 / positions), () => {
    paths.forEach((path, cell) => {
      engine.run({ ladder, rules, depth, shockPath: path, depthScale: 1 }, row);
      closed[cell] = row[COLUMN.accountsClosed]!;
    });
  });
  return {
    name: `${name}, ${positions} positions`,
    value: (1000 * shocks.length) / milliseconds,
    unit: 'cells/s',
    checksum: checksum(closed),
  };
}
