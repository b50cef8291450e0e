import * as z from 'zod/mini';

/** pipeline.md section 7; nothing that people or we write nests deeper. */
const MAX_DEPTH = 8;

/** Reads JSON text; a refusal names the subject, the rule and the value. */
export function parseJson<T>(
  subject: string,
  schema: z.ZodMiniType<T>,
  text: string,
  maxCharacters: number,
): T {
  return checked(subject, schema, readJson(subject, text, maxCharacters));
}

/** JSON text as a value: bounded in length and depth, `-0` read as `0`. */
export function readJson(
  subject: string,
  text: string,
  maxCharacters: number,
  maxDepth = MAX_DEPTH,
): unknown {
  if (!(text.length <= maxCharacters)) refuse(subject, `be at most ${maxCharacters} characters`, text.length);
  let value: unknown;
  try {
    value = MAY_HOLD_NEGATIVE_ZERO.test(text)
      ? JSON.parse(text, (_key, field) => (field === 0 ? 0 : field))
      : JSON.parse(text);
  } catch (error) {
    refuse(subject, 'be JSON', (error as Error).message);
  }
  const depth = depthOf(value);
  if (!(depth <= maxDepth)) refuse(subject, `nest at most ${maxDepth} deep`, depth);
  return value;
}

/** Of `-0`, `-0.0` and `-1e-999`. Looking for them first is ten times as fast as looking at every field. */
const MAY_HOLD_NEGATIVE_ZERO = /(?:^|[[,:\s])-(?:0|[\d.]+e-)/i;

/** A file may name its schema, by which editors explain it; that is no part of what it says. */
export function withoutSchemaName(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { $schema: _name, ...rest } = value as Readonly<Record<string, unknown>>;
  return rest;
}

/** The value, if it is what the schema says. */
export function checked<T>(subject: string, schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = [subject, ...issue.path].join('.');
  if (issue.code === 'unrecognized_keys') {
    throw new RangeError(`${place} ${issue.message} and nothing else, got ${issue.keys.join(', ')}`);
  }
  const input = issue.code === 'invalid_union' && issue.discriminator ? discriminated(issue) : issue.input;
  throw new RangeError(`${place} ${issue.message}, got ${shown(input)}`);
}

/** Throws `subject must rule, got value`. */
export function refuse(subject: string, rule: string, got: unknown): never {
  throw new RangeError(`${subject} must ${rule}, got ${typeof got === 'string' ? got : shown(got)}`);
}

function discriminated({
  input,
  discriminator,
}: {
  readonly input?: unknown;
  readonly discriminator?: unknown;
}): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, String(discriminator)) : input;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let most = 0;
  for (const field of Object.values(value)) most = Math.max(most, depthOf(field));
  return 1 + most;
}

/** JSON has no NaN, no Infinity and no "nothing". */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
