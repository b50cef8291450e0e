import { sweepFields } from '../../sweep/sweep-file.ts';
import { METRIC_IDS, METRICS, type MetricId } from './table.ts';

/** The published schema of sweep files: what editors complete and explain. Rules between fields are ours alone. */
export function sweepJsonSchema() {
  const schema = sweepFields();
  const { limits } = schema.properties as Readonly<Record<string, { readonly items: LimitSchema }>>;
  return {
    $id: 'sweep/1',
    title: 'Sweep file of leverage-cascade, version 1',
    ...schema,
    properties: {
      ...schema.properties,
      limits: { ...limits, items: { ...limits!.items, oneOf: limitSchemas() } },
    },
  };
}

interface LimitSchema {
  readonly properties: object;
}

/** One a metric that a limit may be set of: its id, its direction, its unit and its default. */
const limitSchemas = () =>
  METRIC_IDS.flatMap((id) => {
    const { op, value } = defaultOf(id);
    if (op === null) return [];
    const { name, definition, unit } = METRICS[id];
    const words = value === null ? 'held against nothing unless a limit is set' : `default ${op} ${value}`;
    return [
      {
        title: name,
        description: `${name}, ${unit}; ${words}. ${definition}`,
        properties: {
          id: { const: id },
          op: { const: op },
          value: { type: 'number', ...(value !== null && { default: value }), description: `in ${unit}` },
        },
      },
    ];
  });

function defaultOf(id: MetricId): { readonly op: '<=' | '>=' | null; readonly value: number | null } {
  const row = METRICS[id];
  return row.role === 'shown' ? { op: row.op, value: null } : row.limit;
}
