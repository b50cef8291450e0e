import { stripComments } from 'jsonc-parser';
import * as z from 'zod/mini';

/** How much text, and how deep, a contract may be: pipeline.md section 7. */
const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 8;

/** Reads JSON text; a refusal names the subject, the rule and the value. */
export function parseJson<T>(subject: string, schema: z.ZodMiniType<T>, text: string): T {
  return checked(subject, schema, readJson(subject, text));
}

/** Reads JSON with comments, for files that people write. */
export function parseJsonWithComments<T>(subject: string, schema: z.ZodMiniType<T>, text: string): T {
  return checked(subject, schema, readJson(subject, stripComments(text, ' ')));
}

/** The value, if it is what the schema says. */
export function checked<T>(subject: string, schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = [subject, ...issue.path].join('.');
  if (issue.code === 'unrecognized_keys') {
    throw new RangeError(`${place} must have the documented fields only, got ${issue.keys.join(', ')}`);
  }
  if (issue.input === undefined) throw new RangeError(`${place} must be given, got nothing`);
  throw new RangeError(`${place} ${issue.message}, got ${shown(issue.input)}`);
}

function readJson(subject: string, text: string): unknown {
  if (text.length > MAX_CHARACTERS) {
    throw new RangeError(`${subject} must be at most ${MAX_CHARACTERS} characters, got ${text.length}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, field) => (field === 0 ? 0 : field)); // no -0
  } catch (error) {
    throw new RangeError(`${subject} must be JSON, got ${(error as Error).message}`);
  }
  const depth = depthOf(value);
  if (depth > MAX_DEPTH) throw new RangeError(`${subject} must nest at most ${MAX_DEPTH} deep, got ${depth}`);
  return value;
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce((most: number, field) => Math.max(most, depthOf(field)), 0)
    : 0;

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value); // JSON has no Infinity
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
