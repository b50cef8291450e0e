import { dayOf } from '../market/days.ts';
import type { Change, LimitChange } from '../risk/findings/change.ts';
import { CONDITION_IDS } from '../risk/findings/condition.ts';
import { METRIC_IDS } from '../risk/metrics/table.ts';
import { type Known, unknown } from '../risk/shapes/number.ts';
import type { Report } from './report.ts';

type Few<List extends 'verdicts' | 'metrics', Key extends keyof Report[List][number]> = readonly Pick<
  Report[List][number],
  Key
>[];

/** What is read of the later report. */
export interface Later extends Pick<Report, 'asOf' | 'conditions' | 'limits'> {
  readonly verdicts: Few<'verdicts', 'market' | 'published' | 'decidedBy'>;
  readonly metrics: Few<
    'metrics',
    'market' | 'id' | 'side' | 'version' | 'unit' | 'value' | 'reason' | 'state'
  >;
}

/** What is read of the earlier one. */
export interface Before extends Later, Pick<Report, 'sweepId'> {
  readonly engine: Pick<Report['engine'], 'version'>;
}

/** What a report is compared with: an earlier one, and the digest of its bytes. */
export interface Earlier {
  readonly report: Report;
  /** SHA-256, 64 hex digits. */
  readonly sha256: string;
}

/** What two reports alone say of the difference between them, market by market; those that only one of them has are left out. */
export function compared(
  { report: before, sha256 }: Pick<Earlier, 'sha256'> & { readonly report: Before },
  now: Later,
): Change[] {
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

function metricChanges(before: Later, now: Later, market: string): Change['metrics'] {
  const of = ({ metrics }: Pick<Later, 'metrics'>) => metrics.filter((own) => own.market === market);
  const [then, here] = [of(before), of(now)];
  return METRIC_IDS.flatMap((id) =>
    (['down', 'up'] as const).flatMap((side) => {
      const find = (metrics: Later['metrics']) => metrics.find((own) => own.id === id && own.side === side);
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

function conditionChanges(before: Later, now: Later, market: string): Change['conditions'] {
  return CONDITION_IDS.flatMap((id) => {
    const of = ({ conditions }: Pick<Later, 'conditions'>) =>
      conditions.find((own) => own.market === market && own.id === id);
    const [old, own] = [of(before), of(now)];
    return own ? [{ id, unit: own.unit, before: old?.value ?? unknown('NOT_RECORDED'), now: own.value }] : [];
  });
}

function limitChanges(before: Later, now: Later): LimitChange[] {
  const ids = [...new Set([...now.limits, ...before.limits].map(({ id }) => id))];
  return ids.flatMap((id): LimitChange[] => {
    const [old, own] = [before, now].map(({ limits }) => limits.find((limit) => limit.id === id));
    if (old?.value === own?.value && old?.owner === own?.owner) return [];
    const { owner = null, since = null, note = null } = own ?? {};
    return [{ id, before: old?.value ?? null, now: own?.value ?? null, owner, since, note }];
  });
}
