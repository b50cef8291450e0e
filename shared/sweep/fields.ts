/** The small words that every contract of this room is written in. */
import * as z from 'zod/mini';

export const text = (rule: string, pattern: RegExp) => z.string(rule).check(z.regex(pattern, rule));

export const whole = (min: number, max: number, unit = '') => {
  const rule = `must be a whole number ${unit && `of ${unit} `}from ${min} to ${max}`;
  return z.int(rule).check(z.minimum(min, rule), z.maximum(max, rule));
};

export const between = (min: number, max: number, unit = '') => {
  const rule = `must be a number ${unit && `of ${unit} `}from ${min} to ${max}`;
  return z.number(rule).check(z.minimum(min, rule), z.maximum(max, rule));
};

export const above = (min: number, unit = '') => {
  const rule = `must be a number ${unit && `of ${unit} `}> ${min}`;
  return z.number(rule).check(z.gt(min, rule));
};

export const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, 'must be an object');

export const list = <T extends z.ZodMiniType>(item: T, most: number) =>
  z.array(item, 'must be a list').check(z.maxLength(most, `must have at most ${most} entries`));

export const Count = whole(0, Number.MAX_SAFE_INTEGER);
export const Digest = text('must be 64 hex digits', /^[0-9a-f]{64}$/);
export const SweepId = text('must be 6 to 63 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{5,62}$/);
export const MarketId = text('must be 2 to 31 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{1,30}$/);
export const Round = whole(1, 9_999);
export const Generation = whole(0, 3);
/** A label for a mechanism: it stands in cell ids. */
export const Label = text('must be 1 to 32 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{0,31}$/);
/** A time in UTC, to the second. */
export const UtcTime = z.iso.datetime({ error: 'must be a UTC time like 2021-07-22T22:36:05Z' });
