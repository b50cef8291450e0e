/** JSON Schemas of files that people write, and of what their readers make of them. */
import * as z from 'zod/mini';

/** A file may say by which schema editors explain it. */
export const withSchemaName = <T extends { readonly properties?: object }>(schema: T) => ({
  ...schema,
  properties: { $schema: { type: 'string', description: 'this schema, for editors' }, ...schema.properties },
});

/** Of a file as its reader leaves it, defaults filled in: a part of other schemas. */
export function schemaAsRead(schema: z.core.$ZodType): { readonly [keyword: string]: unknown } {
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'output' });
  return own;
}
