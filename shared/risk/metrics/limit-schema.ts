/** A limit that may be set, in the words of an editor. */
export interface LimitWords {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly op: '<=' | '>=';
  /** Of its value. */
  readonly value: { readonly default?: number; readonly description?: string };
}

/** The schema of a sweep file with the limits that may be set in it: of each its id, its direction and its default. */
export function withLimits<T extends { readonly properties?: object }>(
  schema: T,
  limits: readonly LimitWords[],
) {
  const { properties } = schema as { readonly properties?: { readonly limits?: LimitsSchema } };
  const items = properties?.limits?.items;
  return {
    ...schema,
    properties: {
      ...properties,
      limits: {
        ...properties?.limits,
        items: {
          ...items,
          oneOf: limits.map(({ id, title, description, op, value }) => ({
            title,
            description,
            properties: { id: { const: id }, op: { const: op }, value: { type: 'number', ...value } },
          })),
        },
      },
    },
  };
}

interface LimitsSchema {
  readonly items: object;
}

/** "default <= 0.001", or that there is none. */
export const defaultWords = (op: string, value: number | null): string =>
  value === null ? 'held against nothing unless a limit is set' : `default ${op} ${value}`;
