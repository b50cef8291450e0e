import { isNightly } from '../shared/sweep/night.ts';
import { members } from '../shared/sweep/shard-set.ts';
import { parseSweepUpEvent } from '../shared/sweep/tasks.ts';
import type { Counts } from './ports.ts';
import { stepOn, type Taken, type Ticked, type TickPorts, tick } from './tick.ts';

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
    if (task.kind === 'tick') return told(await tick(ports)());
    return { lines: (await stepOn(ports)(task)).map(lineOf), counts: { nightly: {}, sweep: {} } };
  };

function told({ steps, open, overdue }: Ticked): Told {
  const issues = (nightly: boolean) =>
    steps.filter(
      ({ sweepId, decision }) =>
        isNightly(sweepId) === nightly && decision.act === 'issue' && decision.gen > 0,
    ).length;
  const partial = steps.filter(
    ({ sweepId, decision, seen }) =>
      isNightly(sweepId) && decision.act === 'publish' && seen?.state.close?.status === 'partial',
  );
  return {
    lines: [...steps.map(lineOf), ...overdue.map((market) => ({ market, overdue: true }))],
    counts: {
      nightly: {
        OpenSweeps: open.nightly,
        ReIssued: issues(true),
        NightlyOverdue: overdue.length,
        NightlyPartial: partial.length,
      },
      sweep: { OpenSweeps: open.sweep, ReIssued: issues(false) },
    },
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
