import type { Sweep } from '../../sweep/sweep-file.ts';
import type { LimitInForce, MetricLimit } from '../findings/metric.ts';
import { type JudgedId, METRIC_IDS, METRICS, type MetricId, type ShownId } from './table.ts';

/** Limits in force, by metric; a shown one has none unless the sweep sets it. `watch` holds the second ones. */
export interface Limits {
  readonly of: Readonly<Record<JudgedId, MetricLimit> & Partial<Record<ShownId, MetricLimit>>>;
  readonly watch: Readonly<Partial<Record<MetricId, MetricLimit>>>;
}

const NOBODY = { owner: null, since: null, note: null };

/** The sweep's own limits, else the defaults. One of no metric, or that points the wrong way, is refused. */
export function limitsInForce({ limits }: Pick<Sweep, 'limits'>): Limits {
  const ids: readonly string[] = METRIC_IDS.filter((id) => directionOf(id) !== null);
  const stray = limits.findIndex(({ id }) => !ids.includes(id));
  if (stray >= 0) {
    const known = `${ids.slice(0, -1).join(', ')} or ${ids.at(-1)}`;
    throw new RangeError(`sweep.limits.${stray}.id must be ${known}, got "${limits[stray]!.id}"`);
  }
  const own = new Map(limits.map(({ id, ...limit }) => [id, limit]));
  const limitsOf = (id: MetricId): [MetricId, MetricLimit][] => {
    const limit = own.get(id);
    const op = directionOf(id);
    if (limit && limit.op !== op)
      throw new RangeError(`sweep.limits of ${id} must be ${op}, got ${limit.op}`);
    const row = METRICS[id];
    if (limit && row.unit === 'probability' && !(limit.value <= 1))
      throw new RangeError(`sweep.limits of ${id} must be a probability, at most 1, got ${limit.value}`);
    if (limit) return [[id, limit]];
    return row.role === 'shown' ? [] : [[id, { ...row.limit, ...NOBODY }]];
  };
  const watch: Partial<Record<MetricId, MetricLimit>> = {};
  for (const id of METRIC_IDS) {
    const row = METRICS[id];
    // No sweep file sets these yet.
    if (row.role === 'proof' && row.watchLimit) watch[id] = { ...row.watchLimit, ...NOBODY };
  }
  const of = Object.fromEntries(METRIC_IDS.flatMap(limitsOf)) as Record<MetricId, MetricLimit>;
  return { of, watch };
}

/** Which way a limit of the metric points; null: none may be set. */
function directionOf(id: MetricId): MetricLimit['op'] | null {
  const row = METRICS[id];
  return row.role === 'shown' ? row.op : row.limit.op;
}

/** The same as the report lists them: in the order of the table, second ones last. */
export const limitList = ({ of, watch }: Limits): LimitInForce[] => [
  ...Object.entries(of).map(([id, limit]) => ({ id, ...limit })),
  ...Object.entries(watch).map(([id, limit]) => ({ id: `${id}_watch`, ...limit })),
];
