import { manifestKey, markerKey, openFolder, reportKey } from '../../shared/sweep/keys.ts';
import { isNightly, nightlySweepId } from '../../shared/sweep/night.ts';
import type { SweepTask } from '../../shared/sweep/tasks.ts';
import { latestInstant, localClock } from '../nightly/local-time.ts';
import { businessDate, type NightlyMarket } from '../nightly/markets.ts';
import type { Clock, Objects, Starter } from '../ports.ts';
import { listed } from './observe.ts';
import type { Step } from './sweep-up.ts';

export interface TickPorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly starter: Starter;
  /** `sweepUp`, with the queue that the sweep belongs to. */
  readonly step: (sweepId: string, round: number) => Promise<Step>;
  readonly markets: readonly NightlyMarket[];
}

/** One step that was taken. */
export interface Taken extends Step {
  readonly sweepId: string;
  readonly round: number;
}

/** What could not be looked at, and why. */
export interface Failure {
  readonly sweepId: string;
  readonly round: number;
  readonly error: unknown;
}

export interface Ticked {
  readonly steps: readonly Taken[];
  readonly failures: readonly Failure[];
  readonly open: { readonly nightly: number; readonly sweep: number };
  /** Markets whose night has no report although it is past its cut-off. */
  readonly overdue: readonly string[];
}

const MOST_STEPS = 5;
/** A tick that runs into its time limit is an error; one that stops early is not. */
const RESERVE_MS = 10_000;
const MINUTE = 60_000;

/**
 * Looks at every open round, and at every night that should be open (pipeline.md 2.6 and 4.3). Begins at another
 * marker each minute, so that none starves when there are more than one tick can look at; one that fails keeps no
 * other from being looked at.
 */
export const tick = (ports: TickPorts) => async (): Promise<Ticked> => {
  const { objects, clock } = ports;
  const markers = (await listed(objects, openFolder)).flatMap(({ key }) => markerKey.parse(key) ?? []);
  const first = markers.length === 0 ? 0 : Math.floor(clock.now() / MINUTE) % markers.length;
  const steps: Taken[] = [];
  const failures: Failure[] = [];
  for (const marker of [...markers.slice(first), ...markers.slice(0, first)]) {
    if (clock.left() < RESERVE_MS) break;
    try {
      await stepOn(ports)(marker, (taken) => steps.push(taken));
    } catch (error) {
      failures.push({ ...marker, error });
    }
  }
  const nightly = markers.filter(({ sweepId }) => isNightly(sweepId)).length;
  const open = { nightly, sweep: markers.length - nightly };
  return { steps, failures, open, overdue: await watchNights(ports, failures) };
};

/** Takes steps of one round until a rule says wait, at most five, and tells of each. */
export const stepOn =
  ({ step, clock }: Pick<TickPorts, 'step' | 'clock'>) =>
  async ({ sweepId, round }: Omit<SweepTask, 'kind'>, tell: (taken: Taken) => void): Promise<void> => {
    for (let steps = 0; steps < MOST_STEPS && clock.left() >= RESERVE_MS; steps++) {
      const taken = await step(sweepId, round);
      tell({ sweepId, round, ...taken });
      if (ENDS.includes(taken.decision.act)) break;
    }
  };

/** After these there is nothing more to do before somebody else has done something. */
const ENDS: readonly string[] = ['wait', 'drop-marker', 'reduce', 'publish'];

/** Schedules are hints too: starts plan for a night that has none yet, and names those that are late. */
async function watchNights(
  { objects, clock, starter, markets }: TickPorts,
  failures: Failure[],
): Promise<string[]> {
  const overdue: string[] = [];
  for (const market of markets) {
    const now = clock.now();
    const begun = latestInstant(localClock(market.zone), market.at, now);
    const sweepId = nightlySweepId(market.market, businessDate(market, begun));
    try {
      if (now < begun + market.cutOffMinutes * MINUTE) {
        const planned = await objects.head(manifestKey.build({ sweepId }));
        const scheduledTime = `${new Date(begun).toISOString().slice(0, 19)}Z`;
        if (!planned) await starter.start({ kind: 'night', market: market.market, scheduledTime });
      } else if (!(await objects.head(reportKey.build({ sweepId, round: 1, file: 'index.json' })))) {
        overdue.push(market.market);
      }
    } catch (error) {
      failures.push({ sweepId, round: 1, error });
    }
  }
  return overdue;
}
