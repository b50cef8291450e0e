import { canonicalJson, sha256 } from '../market/digest.ts';
import { DEFINITIONS } from '../risk/shapes/number.ts';
import { type JsonSchema, object, type Shape, text } from '../risk/shapes/shape.ts';
import type { ReportFile } from './render.ts';

/** SHA-256 as these reports write it. */
export const hexDigest = (description: string): Shape<string> => text(description, '^[0-9a-f]{64}$');

export const Engine = object('the code', { version: text('release'), digest: text('of its sources') });

/** Canonical bytes of a report; throws where it is not of its shape, which is what the schema says. */
export function numbersText<T>(shape: Shape<T>, report: T): string {
  shape.print(report, 'report');
  return `${canonicalJson(report)}\n`;
}

/** The published JSON Schema (draft 2020-12). @param parts what the shape takes from files of ours, by name */
export const numbersSchema = (
  title: string,
  shape: Shape<never>,
  parts: Readonly<Record<string, JsonSchema>>,
) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  ...shape.schema,
  $defs: { ...DEFINITIONS, ...parts },
});

/** A report of two files: its numbers, and the page, which carries their digest. */
export function numbersAndPage(
  name: string,
  numbers: string,
  pageOf: (digest: string) => string,
): ReportFile[] {
  const bytes = new TextEncoder();
  return [
    [`${name}.json`, bytes.encode(numbers)],
    [`${name}.html`, bytes.encode(pageOf(sha256(numbers)))],
  ];
}
