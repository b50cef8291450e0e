import { createEngine } from '../cascade/cascade.ts';
import { createLadder, fillLadder, type Ladder } from '../cascade/holders/isolated/ladder.ts';
import { COLUMN, FLAG, OUTCOME_COLUMNS, type OutcomeColumn, outcomeOf } from '../cascade/outcome.ts';
import type { Trace, TraceTick } from '../cascade/trace.ts';
import { depthOf } from '../cascade/venue/depth/depth.ts';
import { followGiven, givenTicks } from '../cascade/venue/given-path.ts';
import {
  allocateShockPath,
  type ShockPath,
  shockPath,
  shockTicks,
  shockTrend,
} from '../cascade/venue/shock.ts';
import type { Scenario } from './scenario.ts';

/** The outcome row by name, and the quantities that golden `tick-traces` and `takeover-traces` state beside it. */
export type ScenarioOutcome = Readonly<
  Record<OutcomeColumn | 'liquidatedQuantity' | 'adlQuantity' | 'reducedQuantity' | 'inventoryEnd', number>
>;

/** What happened on the path, tick by tick, and what came of it; keys as in golden `tick-traces`. */
export interface Played {
  readonly outcome: ScenarioOutcome;
  readonly ticks: readonly TraceTick[];
}

/** Runs a scenario as it stands: its accounts meet its shock, with no axis and no cushion in between. */
export function playScenario(scenario: Scenario): Played {
  const { accounts, tiers, rules, shape, shock } = scenario;
  const { contract, startPrice, tickSeconds } = rules;
  const ladder = createLadder(accounts.count);
  fillLadder(ladder, accounts, tiers, contract, startPrice);
  return playLadder(ladder, scenario, wayOf(shape, tickSeconds, shock));
}

/** Noise inside bars is that of the first path of seed 0. */
function wayOf(shape: Scenario['shape'], tickSeconds: number, shock: number): ShockPath {
  if (shape.shape === 'path') {
    const path = allocateShockPath(givenTicks(shape, tickSeconds));
    followGiven(shape, tickSeconds, { seedLow: 0, seedHigh: 0, path: 0, lane: 0, ticksBefore: 0 }, path);
    return path;
  }
  const path = allocateShockPath(shockTicks(shape, tickSeconds));
  const trend = shockTrend(shape, tickSeconds, shock);
  shockPath(shock, trend, new Float64Array(trend.length).fill(1), path);
  return path;
}

/** As `playScenario`, for a ladder and a shock path that are there already. */
export function playLadder(
  ladder: Ladder,
  { rules, depth, depthScale }: Pick<Scenario, 'rules' | 'depth' | 'depthScale'>,
  path: ShockPath,
): Played {
  const trace: Trace = { ticks: [] };
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const engine = createEngine(ladder.count);
  engine.run(
    { ladder, rules, depth: depthOf(depth, rules.startPrice), shockPath: path, depthScale },
    row,
    trace,
  );
  // Golden files state the flags of model.md 7; this one is between the core and the tally.
  row[COLUMN.flags] = row[COLUMN.flags]! & ~FLAG.WORKING_OFF;
  const outcome = outcomeOf(row);
  const fills = trace.ticks.flatMap((tick) => tick.fills);
  const filled = (how: string) =>
    fills.reduce((sum, [, kind, quantity]) => (kind === how ? sum + quantity : sum), 0);
  const open = trace.ticks.at(-1)?.inventory ?? [];
  return {
    outcome: {
      ...outcome,
      liquidatedQuantity: outcome.liquidatedShare * ladder.openQuantity,
      adlQuantity: filled('adl'),
      reducedQuantity: filled('reduction'),
      inventoryEnd: open.reduce((sum, [, quantity]) => sum + quantity, 0),
    },
    ticks: trace.ticks,
  };
}
