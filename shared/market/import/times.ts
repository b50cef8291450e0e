import { decimal } from '../columns.ts';

/** Seconds since 1970 of a time as venues write it, and in which unit it was; NaN where nobody can tell. */
export interface ReadTime {
  readonly seconds: number;
  readonly unit: TimeUnit;
}
export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds' | 'ISO 8601';

/** Up to here a number counts in this unit: seconds until the year 5138, milliseconds from 1973 on. */
const UNITS: readonly [most: number, unit: TimeUnit, perSecond: number][] = [
  [1e11, 'seconds', 1],
  [1e14, 'milliseconds', 1e3],
  [1e17, 'microseconds', 1e6],
  [1e20, 'nanoseconds', 1e9],
];
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** Numbers count from 1970, by their size in seconds, milli-, micro- or nanoseconds; texts are ISO 8601, UTC if they say no zone. */
export function readTime(value: unknown): ReadTime {
  const number = decimal(value);
  if (number >= 0) {
    const [, unit, perSecond] = UNITS.find(([most]) => number < most) ?? [0, 'seconds' as const, NaN];
    return { seconds: number / perSecond, unit };
  }
  const parts = typeof value === 'string' ? ISO.exec(value) : null;
  if (!parts) return { seconds: NaN, unit: 'seconds' };
  const [, date, time = '00:00', zone = 'Z'] = parts;
  const text = `${date}T${time}${/^(z|utc)$/i.test(zone) ? 'Z' : zone}`;
  return { seconds: Date.parse(text) / 1000, unit: 'ISO 8601' };
}
