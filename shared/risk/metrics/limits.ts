import type { Sweep } from '../../sweep/sweep-file.ts';
import type { LimitInForce, MetricLimit } from '../findings/metric.ts';
import { METRIC_IDS, METRICS, type MetricId } from './table.ts';

/** Limits in force, by metric; `watch` holds the second ones. */
export interface Limits {
  readonly of: Readonly<Record<MetricId, MetricLimit>>;
  readonly watch: Readonly<Partial<Record<MetricId, MetricLimit>>>;
}

const NOBODY = { owner: null, since: null, note: null };

/** The sweep's own limits, else the defaults. One of no metric, or that points the wrong way, is refused. */
export function limitsInForce({ limits }: Pick<Sweep, 'limits'>): Limits {
  const ids: readonly string[] = METRIC_IDS;
  const stray = limits.findIndex(({ id }) => !ids.includes(id));
  if (stray >= 0) {
    const known = `${ids.slice(0, -1).join(', ')} or ${ids.at(-1)}`;
    throw new RangeError(`sweep.limits.${stray}.id must be ${known}, got "${limits[stray]!.id}"`);
  }
  const own = new Map(limits.map(({ id, ...limit }) => [id, limit]));
  const limitOf = (id: MetricId): MetricLimit => {
    const limit = own.get(id);
    const { op } = METRICS[id].limit;
    if (limit && limit.op !== op)
      throw new RangeError(`sweep.limits of ${id} must be ${op}, got ${limit.op}`);
    return limit ?? { ...METRICS[id].limit, ...NOBODY };
  };
  const watch: Partial<Record<MetricId, MetricLimit>> = {};
  for (const id of METRIC_IDS) {
    const row = METRICS[id];
    // No sweep file sets these yet.
    if (row.role === 'proof' && row.watchLimit) watch[id] = { ...row.watchLimit, ...NOBODY };
  }
  const of = Object.fromEntries(METRIC_IDS.map((id) => [id, limitOf(id)])) as Record<MetricId, MetricLimit>;
  return { of, watch };
}

/** The same as the report lists them: in the order of the table, second ones last. */
export const limitList = ({ of, watch }: Limits): LimitInForce[] => [
  ...Object.entries(of).map(([id, limit]) => ({ id, ...limit })),
  ...Object.entries(watch).map(([id, limit]) => ({ id: `${id}_watch`, ...limit })),
];
