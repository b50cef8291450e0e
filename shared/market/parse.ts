import * as z from 'zod/mini';
import { layoutOf } from './json-layout.ts';
import { shownText } from './text.ts';

/** What a text of so many characters may hold: more is no file that people or we write, but one made to swell. */
const MOST = {
  /** pipeline.md section 7; nothing that people or we write nests deeper. */
  depth: 8,
  /** Lists and objects, each some sixty bytes. */
  nested: (characters: number) => 300_000 + Math.floor(characters / 40),
  /** Numbers, texts, lists and objects. */
  values: (characters: number) => 500_000 + Math.floor(characters / 8),
  /** Different names of fields: each may make another kind of object. */
  names: 5_000,
};

/** Bytes as the text that they are in UTF-8; a mark at the beginning that says so is left out. */
export function utf8(subject: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  // Its mark in either order, or its way of writing what CSV and JSON begin with.
  if (first! + second! === 0xff + 0xfe || first === 0 || second === 0)
    refuse(subject, 'be UTF-8', 'UTF-16: save it as UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse(subject, 'be UTF-8', 'other bytes');
  }
}

/** Reads JSON text; a refusal names the subject, the rule and the value. */
export function parseJson<T>(
  subject: string,
  schema: z.ZodMiniType<T>,
  text: string,
  maxCharacters: number,
): T {
  return checked(subject, schema, readJson(subject, text, maxCharacters));
}

/**
 * JSON text as a value: bounded in length, depth and number of parts, which are counted before any is made; a name stands
 * once in its object, for two readers of one text must not see two inputs; `-0` is read as `0`.
 */
export function readJson(
  subject: string,
  text: string,
  maxCharacters: number,
  maxDepth = MOST.depth,
): unknown {
  const { length } = text;
  if (!(length <= maxCharacters)) refuse(subject, `be at most ${maxCharacters} characters`, length);
  const { depth, nested, values, names, twice } = layoutOf(text, maxDepth, MOST.names);
  if (!(depth <= maxDepth)) refuse(subject, `nest at most ${maxDepth} deep`, depth);
  if (!(nested <= MOST.nested(length)))
    refuse(subject, `hold at most ${MOST.nested(length)} lists and objects in ${length} characters`, nested);
  if (!(values <= MOST.values(length)))
    refuse(subject, `hold at most ${MOST.values(length)} values in ${length} characters`, values);
  if (!(names <= MOST.names)) refuse(subject, `hold at most ${MOST.names} different names`, 'more');
  let value: unknown;
  try {
    value = MAY_HOLD_NEGATIVE_ZERO.test(text)
      ? JSON.parse(text, (_key, field) => (field === 0 ? 0 : field))
      : JSON.parse(text);
  } catch (error) {
    refuse(subject, 'be JSON', (error as Error).message);
  }
  if (twice) refuse(placeOf(subject, twice), 'stand once', 'another one');
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
  const result = z.safeParse(schema, value, { reportInput: true, error: () => UNSAID });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = placeOf(subject, issue.path);
  if (issue.code === 'unrecognized_keys') {
    throw new RangeError(`${place} ${issue.message} and nothing else, got ${words(issue.keys.join(', '))}`);
  }
  if (issue.code === 'invalid_key') {
    throw new RangeError(`name of ${place} ${issue.issues[0]!.message}, got ${shown(issue.input)}`);
  }
  const input = issue.code === 'invalid_union' && issue.discriminator ? discriminated(issue) : issue.input;
  throw new RangeError(`${place} ${ruleOf(issue)}, got ${shown(input)}`);
}

/** Where a schema states no rule: not the library's own words, which change with who else has loaded it. */
const UNSAID = 'be what its schema says';

/** A schema that states no rule of its own is what its kind says. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== UNSAID) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  return issue.code === 'invalid_value'
    ? `must be ${issue.values.map(String).join(' or ')}`
    : 'must be of a known kind';
}
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

/** Throws `subject must rule, got value`; a text as `got` is words of ours, or stands without quotes. */
export function refuse(subject: string, rule: string, got: unknown): never {
  const own = typeof got === 'string' ? words(got) : shown(got);
  throw new RangeError(
    `${shownText(subject, MOST_OF_WORDS)} must ${shownText(rule, MOST_OF_RULE)}, got ${own}`,
  );
}

/** What a file can put into a message is short, and nothing in it acts on a terminal. */
const MOST_OF_VALUE = 80;
const MOST_OF_WORDS = 300;
const MOST_OF_RULE = 2_000;
const words = (text: string): string => shownText(text, MOST_OF_WORDS);

const placeOf = (subject: string, path: readonly PropertyKey[]): string =>
  words([subject, ...path.map((part) => shownText(String(part), MOST_OF_VALUE))].join('.'));

function discriminated({
  input,
  discriminator,
}: {
  readonly input?: unknown;
  readonly discriminator?: unknown;
}): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, String(discriminator)) : input;
}

/** A value as a refusal shows it: JSON, which has no NaN, no Infinity and no "nothing"; cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return shownText(begun(value, MOST_OF_VALUE + 1), MOST_OF_VALUE);
}

/** The first so many characters, and a few more, of a value's JSON: what follows is not looked at, however much it is. */
function begun(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const name in value) {
    if (text.length > 1) text += ',';
    if (!isList) text += `${begun(name, room - text.length)}:`;
    if (text.length >= room) return text;
    text += begun(Reflect.get(value, name), room - text.length);
  }
  return text + (isList ? ']' : '}');
}
