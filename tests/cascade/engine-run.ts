// The product asked the same question as the oracle.

import { createEngine, type Engine } from '../../shared/cascade/cascade.ts';
import type { ChainState } from '../../shared/cascade/chain.ts';
import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import {
  COLUMN,
  FLAG,
  OUTCOME_COLUMNS,
  type OutcomeColumn,
  outcomeOf,
} from '../../shared/cascade/outcome.ts';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { type ShockPath, shockPathOf } from '../../shared/cascade/venue/shock.ts';
import type { Scenario } from './scenario.ts';

export interface EngineRun {
  readonly end: ChainState;
  readonly outcome: Record<OutcomeColumn, number>;
  readonly flags: ReadonlySet<string>;
  readonly ticks: readonly TraceTick[];
  readonly row: Float64Array;
}

export function ladderOf(scene: Scenario, capacity = scene.accounts.length): Ladder {
  const accounts = allocateAccounts(scene.accounts.length);
  scene.accounts.forEach(({ side, quantity, entryPrice, collateral, owner }, i) => {
    accounts.side[i] = side;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = entryPrice;
    accounts.collateral[i] = collateral;
    accounts.owner[i] = owner;
  });
  const ladder = createLadder(capacity);
  fillLadder(ladder, accounts, tiersOf(scene.tiers), scene.rules.contract, scene.rules.startPrice);
  return ladder;
}

export const pathOf = ({ shock, factors }: Scenario): ShockPath =>
  shockPathOf(shock, Float64Array.from(factors));

const CAPACITY = 512;
const shared = createEngine(CAPACITY);

/**
 * One engine serves all runs, as in a shard, so that what one path leaves behind would show in the next.
 *
 * @param told with a trace the engine goes tick by tick and row by row; without, as fast as it can
 */
export function runEngine(
  scene: Scenario,
  told: 'traced' | 'untraced',
  engine: Engine = shared,
  chain?: ChainState,
): EngineRun {
  const ladder = ladderOf(scene, Math.max(CAPACITY, scene.accounts.length));
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const trace = told === 'traced' ? { ticks: [] as TraceTick[] } : undefined;
  const depth = depthOf(scene.depth, scene.rules.startPrice);
  engine.run(
    {
      ladder,
      rules: scene.rules,
      depth,
      shockPath: pathOf(scene),
      depthScale: scene.depthScale,
      ...(chain && { chain }),
    },
    row,
    trace,
  );
  // The oracle knows the flags of model.md 7; this one is between the core and the tally.
  row[COLUMN.flags] = row[COLUMN.flags]! & ~FLAG.WORKING_OFF;
  const outcome = outcomeOf(row);
  return { outcome, flags: flagNames(outcome.flags), ticks: trace?.ticks ?? [], row, end: engine.end() };
}

export const flagNames = (bits: number): ReadonlySet<string> =>
  new Set(Object.entries(FLAG).flatMap(([name, bit]) => ((bits & bit) !== 0 ? [name] : [])));
