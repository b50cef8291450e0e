/** The small words that the snapshot schema is written in; each states its rule as it will be printed. */
import * as z from 'zod/mini';
import { isTiny, LARGEST, SMALLEST } from './sizes.ts';
import { isPrintable, PRINTABLE, withLineFeeds } from './text.ts';

const notTiny = z.refine<number>((value) => !isTiny(value), `must be 0 or at least ${SMALLEST} in size`);

export const above = (min: number, unit = '') => {
  const rule = `must be a number ${unit && `of ${unit} `}> ${min} and at most 2^53`;
  return z.number(rule).check(z.gt(min, rule), z.maximum(LARGEST, rule), notTiny);
};

export const between = (min: number, max: number, unit = '') => {
  const rule = `must be a number ${unit && `of ${unit} `}from ${min} to ${max}`;
  return z.number(rule).check(z.minimum(min, rule), z.maximum(max, rule), notTiny);
};

export const atLeast = (min: number, unit = '') => {
  const rule = `must be a number ${unit && `of ${unit} `}>= ${min} and at most 2^53`;
  return z.number(rule).check(z.minimum(min, rule), z.maximum(LARGEST, rule), notTiny);
};

export const whole = (min: number, max: number, unit = '') => {
  const rule = `must be a whole number ${unit && `of ${unit} `}from ${min} to ${max}`;
  return z.int(rule).check(z.minimum(min, rule), z.maximum(max, rule));
};

export const text = (rule: string, pattern: RegExp) => z.string(rule).check(z.regex(pattern, rule));

/** What people write, and a report prints. */
export const prose = (most: number) => {
  const rule = `must be a text of 1 to ${most} characters`;
  return z
    .string(rule)
    .check(
      z.overwrite(withLineFeeds),
      z.minLength(1, rule),
      z.maxLength(most, rule),
      z.refine(isPrintable, `must ${PRINTABLE}`),
    );
};

/** Where a file lies. */
export const path = () => {
  const rule = 'must be a path of 1 to 1000 characters, without NUL or other control characters';
  return z.string(rule).check(z.minLength(1, rule), z.maxLength(1_000, rule), z.refine(isPath, rule));
};

const isPath = (text: string): boolean => isPrintable(text) && !/[\t\n]/.test(text);

export const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, `must be an object with ${Object.keys(shape).join(', ')}`);

export const list = <T extends z.ZodMiniType>(item: T, least: number, most: number) => {
  const rule = `must be a list of ${least} to ${most} entries`;
  return z.array(item, rule).check(z.minLength(least, rule), z.maxLength(most, rule));
};

export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `must be ${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`);

export const flag = () => z.boolean('must be true or false');

/** Documentation that the published JSON Schema carries too. */
export const described = <T extends z.ZodMiniType>(text: string, schema: T): T =>
  schema.check(z.describe(text));

/** A rule between fields that does not hold: where, what must hold, what was there. */
export interface Broken {
  readonly path: PropertyKey[];
  readonly rule: string;
  readonly got: unknown;
}

/** Rules between fields; only the first broken one is reported, and only where every field is lawful by itself. */
export const lawful = <T>(broken: (value: T) => Iterable<Broken>) =>
  z.check<T>(({ value, issues }) => {
    if (issues.length > 0) return;
    for (const { path, rule, got } of broken(value)) {
      issues.push({ code: 'custom', path, message: rule, input: got });
      return;
    }
  });

export const Digest = text('must be 64 hex digits', /^[0-9a-f]{64}$/);
export const MarketId = text('must be 2 to 31 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{1,30}$/);
export const UtcTime = z.iso.datetime({ error: 'must be a UTC time like 2021-07-22T22:36:05Z' });
/** As a report prints it. */
export const UtcSecond = z.iso.datetime({
  error: 'must be a UTC time of whole seconds like 2021-07-22T22:36:05Z',
  precision: 0,
});
