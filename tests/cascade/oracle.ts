// The tick of model.md 2.5, the slow and obvious way: every account is looked at in every tick. It shares
// no code with shared/cascade (types only), so a bug has to be made twice to pass.
import { outcomeOf } from './oracle/columns.ts';
import { startLog } from './oracle/log.ts';
import { isPending } from './oracle/mechanisms.ts';
import { canStillReach, decay, nextMark, notePrice, rest, undisturbed, withdrawn } from './oracle/price.ts';
import { settle } from './oracle/settle.ts';
import { startWorld } from './oracle/start.ts';
import type { ChainState, OracleColumn, OracleScenario, OracleTick } from './oracle/terms.ts';
import { chainState, toldTick } from './oracle/told.ts';
import { isOffLadder, reachedNow, throughBlock, throughInventory } from './oracle/turn.ts';
import { isOpen, isReached, unitOf } from './oracle/world.ts';

export interface OracleRun {
  readonly outcome: Record<OracleColumn, number>;
  readonly flags: ReadonlySet<string>;
  readonly ticks: readonly OracleTick[];
  /** Where a chain goes on from (calibration.md 2). */
  readonly end: ChainState;
  /** Smallest relative distance of any comparison from its edge, and which. */
  readonly tightest: number;
  /** Smallest relative distance between the triggers of neighbours in the told order. */
  readonly closestRank: number;
  readonly edge: string;
  /** Quantities that only the golden traces name. */
  readonly liquidatedQuantity: number;
  readonly adlQuantity: number;
  readonly reducedQuantity: number;
  readonly inventoryEnd: number;
  /** Market fills that left part of an account open. */
  readonly partials: number;
}

/** @param toHorizon never stops early */
export function runOracle(scene: OracleScenario, toHorizon = false): OracleRun {
  const { rules, factors } = scene;
  const world = startWorld(scene);
  const log = startLog();
  const ticks: OracleTick[] = [];
  const lastTick = Math.ceil(rules.horizonSeconds / rules.tickSeconds);
  const inputs: number[] = [];

  for (;;) {
    // 1-3: where the price and the mark are.
    world.n++;
    world.t = world.n * rules.tickSeconds;
    world.F = rules.startPrice * factors[Math.min(world.n, factors.length) - 1]!;
    notePrice(world, log);
    log.hour(world.t, world.p, world.J);
    const pre = world.p;
    world.theta = scene.depthScale * withdrawn(rules.withdrawal, world.m);
    inputs[world.n] = world.J + rules.ownShare * (world.p - world.J);
    world.M = nextMark(world, inputs);
    world.uM = unitOf(world, world.M);

    // 4: who is reached.
    const reached = reachedNow(world, log);

    // 5 to 7: who is closed, and how.
    const { mechanism } = rules;
    const turn =
      mechanism.name === 'takeover'
        ? throughInventory(world, log, reached, mechanism)
        : throughBlock(world, log, reached);

    // 8: who pays.
    turn.fills.sort((a, b) => a.holder.index - b.holder.index || (a.kind < b.kind ? -1 : 1));
    settle(world, log, turn.fills, turn.worked);
    world.inventory = world.inventory.filter((order) => order.q > 0);
    world.funds.push(world.fund);
    log.hold(world);

    // 9, 10.
    notePrice(world, log);
    log.hour(world.t, world.p, world.J);
    log.own.push(Math.abs(world.p / world.F - 1));
    log.dislocationPeak = Math.max(log.dislocationPeak, Math.abs(world.p / world.J - 1));
    const post = world.p;
    decay(world, 1);
    ticks.push(toldTick(world, turn, { pre, post }, reached));

    // 11.
    if (world.n >= lastTick) break;
    const settled = world.n >= factors.length && !isPending(world);
    if (!toHorizon && settled && !canStillReach(world, inputs)) break;
  }

  const stillReached = world.holders.some(
    (holder) => isOpen(holder) && !isOffLadder(world, holder) && isReached(world, holder),
  );
  if (world.n >= lastTick && (isPending(world) || stillReached)) world.flags.add('UNFINISHED');
  rest(world, log, lastTick);
  const outcome = outcomeOf(scene, world, log, lastTick, (marks) => undisturbed(scene, lastTick, marks));
  return {
    outcome,
    flags: world.flags,
    ticks,
    end: chainState(world, lastTick),
    tightest: world.tightest,
    closestRank: world.closestRank,
    edge: world.edge,
    liquidatedQuantity: log.liquidatedQuantity,
    adlQuantity: log.adlQuantity,
    reducedQuantity: log.reducedQuantity,
    inventoryEnd: world.inventory.reduce((sum, { q }) => sum + q, 0),
    partials: log.partials,
  };
}
