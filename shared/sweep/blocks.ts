import { scaleMaintenance, type Tiers, tiersOf } from '../cascade/margin/tiers.ts';
import type { Rules } from '../cascade/rules.ts';
import { shockTrend } from '../cascade/venue/shock.ts';
import type { Market } from '../market/market.ts';
import type { Cell } from './cells.ts';
import { eventWay, type Way } from './course.ts';
import type { Workload } from './manifest.ts';
import { splitCap } from './splitting.ts';
import type { Tally } from './tally.ts';

/** Cells that share a ladder: same tiers, splitting, leverage and maintenance. */
export interface Block {
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
  readonly rules: Rules;
  /** Multiple of today's depth. */
  readonly depthScale: number;
}

/** Coordinates become fractions here, once. */
const BPS = 10_000;

/** Groups cells by ladder and by shock, in order of first appearance. */
export function blocksOf(
  { sweep, candidateTiers }: Workload,
  market: Market,
  tallies: readonly Tally[],
): Block[] {
  const { shape, tickSeconds, horizonSeconds } = sweep.path;
  const proposed = tiersOf(candidateTiers);
  const rules = new Map(
    Object.entries(sweep.mechanisms).map(([label, mechanism]) => [
      label,
      market.rules(tickSeconds, horizonSeconds, mechanism),
    ]),
  );
  const trends = new Map<number, Float64Array>();
  const trendTo = (shockBps: number): Float64Array => {
    const trend = trends.get(shockBps) ?? shockTrend(shape, tickSeconds, shockBps / BPS);
    trends.set(shockBps, trend);
    return trend;
  };

  return groupsOf(tallies, ladderName).map((inBlock): Block => {
    const { tiers, splitting, leverageBps, maintenanceBps } = inBlock[0]!.cell;
    const scaled = scaleMaintenance(tiers === 'current' ? market.tiers : proposed, maintenanceBps / BPS);
    return {
      tiers: scaled,
      leverage: leverageBps / BPS,
      cap: splitCap(scaled, splitting),
      paths: Math.max(...inBlock.map(({ cell }) => cell.paths)),
      shocks: groupsOf(inBlock, (cell) => cell.event ?? cell.shockBps).map((atShock): ShockRuns => {
        const { shockBps, event } = atShock[0]!.cell;
        const run = (tally: Tally): Run => ({
          tally,
          rules: rules.get(tally.cell.mechanism)!,
          depthScale: tally.cell.depthBps / BPS,
        });
        const way =
          event === null
            ? { shock: shockBps / BPS, trend: trendTo(shockBps) }
            : eventWay(sweep.events!.find(({ name }) => name === event)!);
        return { way, runs: atShock.map(run) };
      }),
    };
  });
}

/** Cells of one name share a ladder. */
export const ladderName = ({ tiers, splitting, leverageBps, maintenanceBps }: Cell): string =>
  `${tiers} ${splitting} ${leverageBps} ${maintenanceBps}`;

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
