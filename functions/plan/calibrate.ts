import type { Market } from '../../shared/market/market.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { type CostLaw, costLawOf, mean, type TimedWalk } from '../../shared/sweep/cost-law.ts';
import type { Workload } from '../../shared/sweep/manifest.ts';
import { createWorkbench, loneWalks } from '../../shared/sweep/run-cells.ts';
import { walkPlaces } from '../../shared/sweep/walks.ts';
import type { Clock, Meter } from '../ports.ts';

/** Processor time that it takes, that it may take until the code is compiled, and how long that may last. */
export const BUDGET_MS = 3_000;
const COLD_BUDGET_MS = 8_000;
const LONGEST_MS = 15_000;
/** So many walks it takes in any case. */
export const FEWEST = 4;
/** Of a small sweep it runs this share, and at least so many walks of it. */
export const SHARE = 0.1;
export const ENOUGH = 64;
/** Walks run uncompiled at a tenth of their speed: where the newest quarter takes less of the one before, they still do. */
const STEADY = 0.8;

/** What the processor gave is told of so much time: it counts in ticks of some milliseconds. */
const BURST_MS = 100;

/** Fractional parts of its multiples fill the interval from 0 to 1 evenly, wherever one begins and ends. */
export const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** What times walks. */
export interface Timing {
  readonly clock: Clock;
  readonly meter?: Meter | undefined;
}

/**
 * Times walks of the sweep itself, spread evenly over all of them (pipeline.md 5.2): every cell has its share, with its own
 * mechanism, world, depth law and accounts, in other paths each time. Takes 3 s of processor time, up to 8 s where walks become
 * quicker all that time, or a tenth of the sweep. The newer half of the walks is believed.
 */
export function calibrate({ clock, meter }: Timing, work: Workload, market: Market): CostLaw {
  const walkOf = loneWalks(work, createWorkbench(market));
  const placeOf = walkPlaces(work);
  const worked = meter?.worked ?? clock.now;
  const enough = Math.max(ENOUGH, SHARE * work.paths);
  const start = clock.now();
  const workedAtStart = worked();
  let walks = 0;
  const seconds = (step: () => void): number => {
    const before = clock.now();
    step();
    return (clock.now() - before) / 1_000;
  };
  const timeNext = (): TimedWalk => {
    const share = ((walks++ + 0.5) * GOLDEN) % 1;
    const { cell, path } = placeOf(Math.floor(share * work.paths));
    const { draw, sort, walk } = walkOf(cellAt(work, cell), path);
    const [drawSeconds, ladderSeconds, walkSeconds] = [seconds(draw), seconds(sort), seconds(walk)];
    return { cell, drawSeconds, ladderSeconds, walkSeconds };
  };
  const timed: TimedWalk[] = [];
  const isLate = () => {
    const spent = worked() - workedAtStart;
    if (spent > COLD_BUDGET_MS || clock.now() - start > LONGEST_MS) return true;
    return spent > BUDGET_MS && isSteady(timed);
  };
  const isOver = () => walks >= enough || (walks >= FEWEST && isLate());

  while (!isOver()) {
    const burst: TimedWalk[] = [];
    const from = clock.now();
    const workedBefore = worked();
    do burst.push(timeNext());
    while (clock.now() - from < BURST_MS && !isOver());
    const until = clock.now();
    // A machine that does something else meanwhile stretches all times; what the processor gave is what is forecast.
    const given = until > from ? Math.min((worked() - workedBefore) / (until - from), 1) : 1;
    timed.push(...burst.map((own) => scaled(own, given)));
  }

  const cold = timed.length < 2 * FEWEST ? 0 : timed.length >> 1;
  const law = costLawOf(timed.slice(cold), 0);
  const surplus = timed.slice(0, cold).reduce((sum, own) => sum + secondsOf(own) - lawful(law, own), 0);
  return { ...law, warmSeconds: Math.max(surplus, 0) };
}

/** Are the newest walks about as quick as those before them? */
function isSteady(timed: readonly TimedWalk[]): boolean {
  const quarter = timed.length >> 2;
  if (quarter < FEWEST) return true;
  const newest = mean(timed.slice(-quarter).map(secondsOf));
  return newest > STEADY * mean(timed.slice(-2 * quarter, -quarter).map(secondsOf));
}

const scaled = (own: TimedWalk, by: number): TimedWalk => ({
  cell: own.cell,
  drawSeconds: own.drawSeconds * by,
  ladderSeconds: own.ladderSeconds * by,
  walkSeconds: own.walkSeconds * by,
});

const secondsOf = ({ drawSeconds, ladderSeconds, walkSeconds }: TimedWalk): number =>
  drawSeconds + ladderSeconds + walkSeconds;

const lawful = (law: CostLaw, { cell }: TimedWalk): number =>
  law.drawSeconds + law.ladderSeconds(cell) + law.walkSeconds(cell);
