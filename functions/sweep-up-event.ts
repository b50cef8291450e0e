import { isNightly } from '../shared/sweep/night.ts';
import { members } from '../shared/sweep/shard-set.ts';
import { parseSweepUpEvent } from '../shared/sweep/tasks.ts';
import type { Counts } from './ports.ts';
import { stepOn, type Taken, type TickPorts, tick } from './tick.ts';

type Line = Readonly<Record<string, unknown>>;

/** What was done, as log lines and metrics (pipeline.md 8.3, 8.4). */
export interface Told {
  readonly lines: readonly Line[];
  readonly counts: { readonly nightly: Counts; readonly sweep: Counts };
}

/** Looks at one round if asked for it, else at all that are open. */
export const onSweepUpEvent =
  (ports: TickPorts) =>
  async (event: unknown): Promise<Told> => {
    const task = parseSweepUpEvent(event);
    if (task.kind === 'sweepUp') {
      const steps = await stepOn(ports)(task);
      return { lines: steps.map(lineOf), counts: countsOf(steps) };
    }
    const { steps, open, overdue } = await tick(ports)();
    const { nightly, sweep } = countsOf(steps);
    return {
      lines: [...steps.map(lineOf), ...overdue.map((market) => ({ market, overdue: true }))],
      counts: {
        nightly: { ...nightly, OpenSweeps: open.nightly, NightlyOverdue: overdue.length },
        sweep: { ...sweep, OpenSweeps: open.sweep },
      },
    };
  };

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
