import { scaleMaintenance, type Tiers, tiersOf } from '../cascade/margin/tiers.ts';
import type { Rules } from '../cascade/rules.ts';
import { shockTrend } from '../cascade/venue/shock.ts';
import { canonicalJson } from '../market/digest.ts';
import type { Market } from '../market/market.ts';
import type { Mechanism } from '../market/mechanism.ts';
import { reserving } from '../market/reserved-fee.ts';
import type { Cell } from './cells.ts';
import { eventWay, type Way } from './course.ts';
import type { Workload } from './manifest.ts';
import { splitCap } from './splitting.ts';
import type { Tally } from './tally.ts';
import { holdersName, mechanismOfWorld, type WorldMarket, type Worlds } from './world.ts';

/** Cells that share a ladder: same accounts, tiers, splitting, leverage and maintenance. */
export interface Block {
  /** Whose accounts are sorted. */
  readonly holders: Pick<Market, 'accounts' | 'estimator'>;
  /** After the maintenance axis. */
  readonly tiers: Tiers;
  /** Multiple of today's. */
  readonly leverage: number;
  /** Notional above which accounts are split, settlement currency; Infinity: none. */
  readonly cap: number;
  /** The most that any of its cells runs. */
  readonly paths: number;
  readonly shocks: readonly ShockRuns[];
}

/** Cells of a block that share a shock. */
interface ShockRuns {
  readonly way: Way;
  readonly runs: readonly Run[];
}

/** One cell, ready to run. */
interface Run {
  readonly tally: Tally;
  /** Where it runs. */
  readonly world: WorldMarket;
  readonly rules: Rules;
  /** Multiple of today's depth. */
  readonly depthScale: number;
}

/** Coordinates become fractions here, once. */
const BPS = 10_000;

/** The blocks of some cells of a sweep: grouped by ladder and by shock, in order of first appearance. */
export const blocksOf = (work: Workload, worlds: Worlds, tallies: readonly Tally[]): Block[] =>
  blockMaker(work, worlds)(tallies);

/** Makes the blocks of a sweep's cells; what cells share, trends of shocks and rules of mechanisms, is made once for all. */
export function blockMaker(
  { sweep, candidateTiers, unclampedTiers = [], closingTiers = [] }: Workload,
  worlds: Worlds,
): (tallies: readonly Tally[]) => Block[] {
  const { shape, tickSeconds, horizonSeconds } = sweep.path;
  const proposed = {
    candidate: tiersOf(candidateTiers),
    unclamped: tiersOf(unclampedTiers),
    closing: tiersOf(closingTiers),
  };
  const trends = new Map<number, Float64Array>();
  const trendTo = (shockBps: number): Float64Array => {
    const trend = trends.get(shockBps) ?? shockTrend(shape, tickSeconds, shockBps / BPS);
    trends.set(shockBps, trend);
    return trend;
  };

  const made = new Map<Market, Map<string, Rules>>();
  const rulesIn = (market: Market, mechanism: Mechanism): Rules => {
    const known = made.get(market) ?? new Map<string, Rules>();
    made.set(market, known);
    const name = canonicalJson(mechanism);
    const rules = known.get(name) ?? market.rules(tickSeconds, horizonSeconds, mechanism);
    known.set(name, rules);
    return rules;
  };
  const runOf = (tally: Tally): Run => {
    const { world, mechanism, depthBps } = tally.cell;
    const own = worlds(world);
    return {
      tally,
      world: own,
      rules: rulesIn(own.market, mechanismOfWorld(sweep.mechanisms, mechanism, world)),
      depthScale: (depthBps / BPS) * (world?.change.depthScale ?? 1),
    };
  };

  const blockOf = (inBlock: readonly Tally[]): Block => {
    const { tiers, splitting, leverageBps, maintenanceBps, world } = inBlock[0]!.cell;
    const { market } = worlds(world);
    const table = tiers === 'current' ? market.tiers : proposed[tiers];
    const scaled = scaleMaintenance(table, (maintenanceBps / BPS) * (world?.change.maintenanceScale ?? 1));
    return {
      holders: market,
      tiers: reserving(scaled, market.snapshot.rules),
      leverage: (leverageBps / BPS) * (world?.change.leverageScale ?? 1),
      cap: splitCap(scaled, splitting),
      paths: Math.max(...inBlock.map(({ cell }) => cell.paths)),
      shocks: groupsOf(inBlock, (cell) => cell.event ?? cell.shockBps).map((atShock): ShockRuns => {
        const { shockBps, event } = atShock[0]!.cell;
        const way =
          event === null
            ? { shock: shockBps / BPS, trend: trendTo(shockBps) }
            : eventWay(sweep.events!.find(({ name }) => name === event)!);
        return { way, runs: atShock.map(runOf) };
      }),
    };
  };
  return (tallies) => groupsOf(tallies, ladderName).map(blockOf);
}

/** Cells of one name share a ladder. */
export const ladderName = ({ tiers, splitting, leverageBps, maintenanceBps, world }: Cell): string =>
  `${tiers} ${splitting} ${leverageBps} ${maintenanceBps * (world?.change.maintenanceScale ?? 1)} ${holdersName(world)}`;

function groupsOf(tallies: readonly Tally[], nameOf: (cell: Cell) => string | number): Tally[][] {
  const groups = new Map<string | number, Tally[]>();
  for (const tally of tallies) {
    const name = nameOf(tally.cell);
    const group = groups.get(name);
    if (group) group.push(tally);
    else groups.set(name, [tally]);
  }
  return [...groups.values()];
}
