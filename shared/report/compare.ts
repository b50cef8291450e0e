import { dayOf } from '../market/days.ts';
import type { Change, LimitChange } from '../risk/findings/change.ts';
import { CONDITION_IDS } from '../risk/findings/condition.ts';
import { METRIC_IDS } from '../risk/metrics/table.ts';
import { type Known, unknown } from '../risk/shapes/number.ts';
import type { Report } from './report.ts';

/** What is read of the later report. */
type Later = Pick<Report, 'asOf' | 'verdicts' | 'metrics' | 'conditions' | 'limits'>;

/** What a report is compared with: an earlier one, and the digest of its bytes. */
export interface Earlier {
  readonly report: Report;
  /** SHA-256, 64 hex digits. */
  readonly sha256: string;
}

/** What two reports alone say of the difference between them, market by market; those that only one of them has are left out. */
export function compared({ report: before, sha256 }: Earlier, now: Later): Change[] {
  return now.verdicts.flatMap((verdict): Change[] => {
    const { market } = verdict;
    const earlier = before.verdicts.find((own) => own.market === market);
    if (!earlier) return [];
    return [
      {
        market,
        since: {
          sweepId: before.sweepId,
          asOf: before.asOf,
          digest: `sha256:${sha256}`,
          version: before.engine.version,
          days: daysBetween(before.asOf, now.asOf),
        },
        word: { before: earlier.published, now: verdict.published },
        decidedBy: { before: earlier.decidedBy, now: verdict.decidedBy },
        metrics: metricChanges(before, now, market),
        conditions: conditionChanges(before, now, market),
        limits: limitChanges(before, now),
        parameters: null,
        attribution: null,
        maps: null,
        reason: 'REPORTS_ALONE',
      },
    ];
  });
}

/** Whole days between the dates of two times. */
export const daysBetween = (before: string, now: string): number => Math.abs(dayOf(now) - dayOf(before));

function metricChanges(before: Report, now: Later, market: string): Change['metrics'] {
  const of = ({ metrics }: Pick<Report, 'metrics'>) => metrics.filter((own) => own.market === market);
  const [then, here] = [of(before), of(now)];
  return METRIC_IDS.flatMap((id) =>
    (['down', 'up'] as const).flatMap((side) => {
      const find = (metrics: Report['metrics']) => metrics.find((own) => own.id === id && own.side === side);
      const [old, own] = [find(then), find(here)];
      if (!own) return [];
      const known = ({ value, reason }: Known): Known => ({ value, reason });
      return [
        {
          id,
          side,
          unit: own.unit,
          before: old
            ? old.version === own.version
              ? known(old)
              : unknown('OTHER_DEFINITION')
            : unknown('NOT_RECORDED'),
          now: known(own),
          stateBefore: old?.state ?? null,
          stateNow: own.state,
        },
      ];
    }),
  );
}

function conditionChanges(before: Report, now: Later, market: string): Change['conditions'] {
  return CONDITION_IDS.flatMap((id) => {
    const of = ({ conditions }: Pick<Report, 'conditions'>) =>
      conditions.find((own) => own.market === market && own.id === id);
    const [old, own] = [of(before), of(now)];
    return own ? [{ id, unit: own.unit, before: old?.value ?? unknown('NOT_RECORDED'), now: own.value }] : [];
  });
}

function limitChanges(before: Report, now: Later): LimitChange[] {
  const ids = [...new Set([...now.limits, ...before.limits].map(({ id }) => id))];
  return ids.flatMap((id): LimitChange[] => {
    const [old, own] = [before, now].map(({ limits }) => limits.find((limit) => limit.id === id));
    if (old?.value === own?.value && old?.owner === own?.owner) return [];
    const { owner = null, since = null, note = null } = own ?? {};
    return [{ id, before: old?.value ?? null, now: own?.value ?? null, owner, since, note }];
  });
}
