import { parsePlanEvent } from '../../shared/sweep/tasks.ts';
import type { NightlyMarket } from '../nightly/markets.ts';
import { type PlanPorts, type Proposal, plan, propose } from './plan.ts';
import { type Night, planNight } from './plan-night.ts';

export interface Planned {
  readonly answer: Proposal | Night;
  /** The log line: a manifest is too long for one. */
  readonly line: Readonly<Record<string, unknown>>;
}

/** What a schedule, a person or sweepUp asks of plan. A dry run writes nothing. */
export const onPlanEvent =
  (ports: PlanPorts, markets: readonly NightlyMarket[]) =>
  async (event: unknown): Promise<Planned> => {
    const task = parsePlanEvent(event);
    if (task.kind === 'night') {
      const answer = await planNight(ports, markets)(task);
      const { sweepId, outcome } = answer;
      const { market, scheduledTime } = task;
      const line = { market, scheduledTime, sweepId, outcome };
      return {
        answer,
        line: answer.outcome === 'no-snapshot' ? line : { ...line, ...sizeOf(answer.proposal) },
      };
    }
    const { kind: _kind, dryRun = false, ...request } = task;
    const answer = await (dryRun ? propose : plan)(ports)(request);
    return { answer, line: { dryRun, ...sizeOf(answer) } };
  };

const sizeOf = ({ manifest, ceilingUsd, known }: Proposal) => {
  const { sweepId, cells, paths, shards, forecast } = manifest;
  return { sweepId, known, cells, paths, shards, ceilingUsd, ...forecast };
};
