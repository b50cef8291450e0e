import { sweepFields } from '../../sweep/sweep-file.ts';
import { defaultWords, type LimitWords, withLimits } from './limit-schema.ts';
import { METRIC_IDS, METRICS, type MetricId } from './table.ts';

/** The published schema of sweep files: what editors complete and explain. Rules between fields are ours alone. */
export const sweepJsonSchema = () => ({
  $id: 'sweep/1',
  title: 'Sweep file of leverage-cascade, version 1',
  ...withLimits(sweepFields(), limitWords()),
});

/** One a metric that a limit may be set of: its id, its direction, its unit and its default. */
const limitWords = () =>
  METRIC_IDS.flatMap((id): LimitWords[] => {
    const { op, value } = defaultOf(id);
    if (op === null) return [];
    const { name, definition, unit } = METRICS[id];
    return [
      {
        id,
        title: name,
        description: `${name}, ${unit}; ${defaultWords(op, value)}. ${definition}`,
        op,
        value: { ...(value !== null && { default: value }), description: `in ${unit}` },
      },
    ];
  });

function defaultOf(id: MetricId): { readonly op: '<=' | '>=' | null; readonly value: number | null } {
  const row = METRICS[id];
  return row.role === 'shown' ? { op: row.op, value: null } : row.limit;
}
