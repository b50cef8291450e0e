import { isNightly } from '../../shared/sweep/night.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import { parseSweepUpEvent } from '../../shared/sweep/tasks.ts';
import type { Counts } from '../ports.ts';
import { type Failure, stepOn, type Taken, type TickPorts, tick } from './tick.ts';

type Line = Readonly<Record<string, unknown>>;

/** What was done, as log lines and metrics (pipeline.md 8.3, 8.4). */
export interface Told {
  readonly lines: readonly Line[];
  readonly counts: { readonly nightly: Counts; readonly sweep: Counts };
  /** Rounds that could not be looked at. Whoever tells of all this must fail after it, for an alarm to see it. */
  readonly failures: readonly Failure[];
}

/** Looks at one round if asked for it, else at all that are open. */
export const onSweepUpEvent =
  (ports: TickPorts) =>
  async (event: unknown): Promise<Told> => {
    const task = parseSweepUpEvent(event);
    if (task.kind === 'sweepUp') {
      const steps: Taken[] = [];
      await stepOn(ports)(task, (taken) => steps.push(taken));
      return { lines: steps.map(lineOf), counts: countsOf(steps), failures: [] };
    }
    const { steps, failures, open, overdue } = await tick(ports)();
    const { nightly, sweep } = countsOf(steps);
    return {
      lines: [...steps.map(lineOf), ...overdue.map((market) => ({ market, overdue: true }))],
      counts: {
        nightly: { ...nightly, OpenSweeps: open.nightly, NightlyOverdue: overdue.length },
        sweep: { ...sweep, OpenSweeps: open.sweep },
      },
      failures,
    };
  };

/** Ends an invocation that could not look at every round as failed. */
export function throwFailures(failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const names = failures.map(({ sweepId, round }) => `round ${round} of ${sweepId}`).join(', ');
  throw new AggregateError(
    failures.map(({ error }) => error),
    `every open round must be looked at, got errors for ${names}`,
  );
}

function countsOf(steps: readonly Taken[]): Told['counts'] {
  const issuedAgain = ({ decision }: Taken) => decision.act === 'issue' && decision.gen > 0;
  const isPartial = ({ decision, seen }: Taken) =>
    decision.act === 'publish' && seen?.state.close?.status === 'partial';
  const nights = steps.filter(({ sweepId }) => isNightly(sweepId));
  const others = steps.filter(({ sweepId }) => !isNightly(sweepId));
  return {
    nightly: {
      ReIssued: nights.filter(issuedAgain).length,
      NightlyPartial: nights.filter(isPartial).length,
    },
    sweep: { ReIssued: others.filter(issuedAgain).length },
  };
}

const lineOf = ({ sweepId, round, decision, seen }: Taken): Line => ({
  sweepId,
  round,
  ...decision,
  ...(seen && {
    shards: seen.manifest.shards,
    done: members(seen.state.done).length,
    failed: members(seen.state.failed).length,
    waiting: seen.state.waiting,
    spentUsd: seen.state.spentUsd,
  }),
});
