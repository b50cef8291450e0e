import { markerKey, openFolder } from '../../shared/sweep/keys.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import type { SweepTask } from '../../shared/sweep/tasks.ts';
import { type WatchPorts, watchNights } from '../nightly/watch-nights.ts';
import { listed } from '../stored/listed.ts';
import type { Step } from './sweep-up.ts';

export interface TickPorts extends WatchPorts {
  /** `sweepUp`, with the queue that the sweep belongs to. */
  readonly step: (sweepId: string, round: number) => Promise<Step>;
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
  const overdue = await watchNights(ports, (sweepId, error) => failures.push({ sweepId, round: 1, error }));
  return { steps, failures, open, overdue };
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
const ENDS: readonly string[] = ['wait', 'drop-marker', 'reduce', 'mend', 'publish'];
