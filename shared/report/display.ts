/** Which way a displayed number may err. A bound is rounded so that it never looks better than it is. */
export type Rounding = 'nearest' | 'up' | 'down';

/** No-break space between a number and its unit. */
const NBSP = '\u00a0';
const MINUS = '\u2212';

/**
 * A probability or share in percent, two significant digits; near 1 two digits of what is left.
 * "< 0.001%" below that; a lower bound there is 0%. From 1000% on a multiple: 23.0×.
 */
export function percent(share: number, rounding: Rounding = 'nearest'): string {
  if (share < 0) return MINUS + percent(-share, opposite(rounding));
  if (share === 0) return '0%';
  if (share >= 10) return `${amount(share, rounding)}×`;
  if (share > 0.9 && share < 1) return nearlyAll(share, rounding);
  if (share < 1e-5) return rounding === 'down' ? '0%' : '<\u00a00.001%';
  const { digits, exponent } = significant(share, 2, rounding);
  return `${place(digits, exponent + 2)}%`;
}

/** A share as it was written: 0.995 is 99.5%. For limits and levels, which are exact. */
export function exactPercent(share: number): string {
  if (share < 0) return MINUS + exactPercent(-share);
  if (share === 0) return '0%';
  const [mantissa, exponent] = share.toExponential().split('e') as [string, string];
  return `${place(mantissa.replace('.', ''), Number(exponent) + 2)}%`;
}

/** Three significant digits and k, M, bn. */
export function amount(value: number, rounding: Rounding = 'nearest'): string {
  if (value < 0) return MINUS + amount(-value, opposite(rounding));
  if (value === 0) return '0';
  if (value < 1e-8) return rounding === 'down' ? '0' : '<\u00a00.00000001';
  const { digits, exponent } = significant(value, 3, rounding);
  if (exponent < 3) return place(digits, exponent);
  const step = SUFFIXES.find(([from]) => exponent >= from)!;
  const [whole, rest] = place(digits, exponent - step[0]).split('.') as [string, string | undefined];
  return group(whole) + (rest === undefined ? '' : `.${rest}`) + NBSP + step[1];
}

const SUFFIXES: readonly (readonly [exponent: number, suffix: string])[] = [
  [9, 'bn'],
  [6, 'M'],
  [3, 'k'],
];

/**
 * Amounts that stand side by side: one unit and as many decimals, so that they compare by eye. The smallest of `shown`
 * keeps two digits, but none has more than three decimals.
 *
 * @param shown what must be seen of them, where that is not they themselves: their differences
 */
export function alike(values: readonly number[], shown: readonly number[] = values): string[] {
  const sizes = shown.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return values.map((value) => amount(value));
  const least = powerOf(Math.min(...sizes));
  const [step, suffix] = SUFFIXES.find(([from]) => least >= from) ?? [0, ''];
  const decimals = Math.min(3, Math.max(0, 1 - (least - step)));
  return values.map((value) => fixed(value, step, decimals) + (suffix === '' ? '' : NBSP + suffix));
}

const powerOf = (size: number): number => Number(size.toExponential().split('e')[1]);

/** A value in units of a power of ten, with so many decimals and thousands apart. */
function fixed(value: number, step: number, decimals: number): string {
  const size = Math.abs(value);
  const whole = Math.round(size / Number(`1e${step - decimals}`));
  if (whole === 0 && size > 0) return `${value < 0 ? MINUS : ''}<\u00a0${place('1', -decimals)}`;
  const digits = String(whole).padStart(decimals + 1, '0');
  const [units, rest] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return `${value < 0 ? MINUS : ''}${group(units)}${rest === '' ? '' : `.${rest}`}`;
}

export const money = (value: number, currency: string, rounding: Rounding = 'nearest'): string =>
  `${amount(value, rounding)}${NBSP}${currency}`;

/** A multiple or ratio, three significant digits: 1.87. */
export function ratio(value: number, rounding: Rounding = 'nearest'): string {
  if (value < 0) return MINUS + ratio(-value, opposite(rounding));
  if (value === 0) return '0';
  if (value >= 1000) return amount(value, rounding);
  const { digits, exponent } = significant(value, 3, rounding);
  return place(digits, exponent);
}

/** A count with thousands apart; a mean count keeps one decimal below 100, and is never 0 if it is not. */
export function count(value: number): string {
  if (value < 0) return MINUS + count(-value);
  if (Number.isInteger(value)) return group(String(value));
  if (value < 0.1) return '<\u00a00.1';
  return value < 100 ? value.toFixed(1) : group(value.toFixed(0));
}

/** A time in the two largest units that it has. */
export function duration(seconds: number, rounding: Rounding = 'nearest'): string {
  const whole =
    rounding === 'up' ? Math.ceil(seconds) : rounding === 'down' ? Math.floor(seconds) : Math.round(seconds);
  if (whole < 60) return `${whole}${NBSP}s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole < 172_800) return pair(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
  return pair(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h');
}

/** PT5H30M as 5 h 30 min. */
export function isoText(iso: string): string {
  const part = (letter: string): number => Number(new RegExp(`(\\d+)${letter}`).exec(iso)?.[1] ?? 0);
  return duration(part('H') * 3600 + part('M') * 60 + part('S'));
}

const pair = (major: number, majorUnit: string, minor: number, minorUnit: string): string =>
  `${major}${NBSP}${majorUnit}${minor === 0 ? '' : `${NBSP}${minor}${NBSP}${minorUnit}`}`;

/** Signed percent of whole basis points: -1540 is −15.4%. */
export const shockText = (shockBps: number): string =>
  `${shockBps < 0 ? MINUS : '+'}${exactPercent(Math.abs(shockBps) / 10_000)}`;

/** Percent of whole parts per million, exact: 3500 is 0.35%. */
export const ppmText = (ppm: number): string => exactPercent(ppm / 1_000_000);

/** A multiple on the leverage axis, which is whole basis points: 8000 is 0.8. */
export const multipleText = (multiple: number): string => `${Math.round(multiple * 10_000) / 10_000}`;

/** A decimal integer of minor units as an amount: "100000000" of 100000000 a coin is 1. */
export const minorUnits = (digits: string, unitsPerCurrency: number): number =>
  Number(digits) / unitsPerCurrency;

/** 2021-07-22T22:36:05Z as 22 July 2021, 22:36 UTC; a date alone without the time. */
export function timeText(utc: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(utc);
  if (match === null) throw new RangeError(`time must be UTC like 2021-07-22T22:36:05Z, got ${utc}`);
  const [, year, month, day, clock] = match;
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}${clock === undefined ? '' : `, ${clock} UTC`}`;
}

/** Seconds since 1970 as 22 July 2021, the UTC day that holds them: Hinnant's `civil_from_days`, in years from March on. */
export function dayText(seconds: number): string {
  const days = Math.floor(seconds / 86_400) + 719_468;
  const era = Math.floor(days / 146_097);
  const day = days - 146_097 * era;
  const leapt = Math.floor(day / 1_460) - Math.floor(day / 36_524) + Math.floor(day / 146_096);
  const year = Math.floor((day - leapt) / 365);
  const dayOfYear = day - 365 * year - Math.floor(year / 4) + Math.floor(year / 100);
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  return `${dayOfMonth} ${MONTHS[(month + 2) % 12]} ${year + 400 * era + (month > 9 ? 1 : 0)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Whole digits of a positive number and the power of ten of the first one, rounded as asked. */
function significant(
  value: number,
  digits: number,
  rounding: Rounding,
): { digits: string; exponent: number } {
  const text = value.toExponential(digits - 1);
  const [mantissa, power] = text.split('e') as [string, string];
  const shown = mantissa.replace('.', '');
  const exponent = Number(power);
  // Compared as doubles: the text that reads back as the stored number is that number.
  if (rounding === 'up' && Number(text) < value) {
    const next = String(Number(shown) + 1);
    return next.length > digits
      ? { digits: next.slice(0, digits), exponent: exponent + 1 }
      : { digits: next, exponent };
  }
  if (rounding === 'down' && Number(text) > value) {
    const next = String(Number(shown) - 1);
    return next.length < digits
      ? { digits: '9'.repeat(digits), exponent: exponent - 1 }
      : { digits: next, exponent };
  }
  return { digits: shown, exponent };
}

/** Decimal text of `d.ddd` times ten to the power `exponent`. */
function place(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return rest === '' ? whole : `${whole}.${rest}`;
}

function nearlyAll(share: number, rounding: Rounding): string {
  const left = 1 - share; // exact: both lie within a factor of two
  if (left < 1e-5) return rounding === 'up' ? '100%' : '>\u00a099.999%';
  const { digits, exponent } = significant(left, 2, opposite(rounding));
  const decimals = -(exponent + 1);
  const hundred = 100 * Number(`1e${decimals}`);
  const scaled = String(hundred - Number(digits));
  return `${scaled.slice(0, -decimals)}.${scaled.slice(-decimals)}%`;
}

const opposite = (rounding: Rounding): Rounding =>
  rounding === 'up' ? 'down' : rounding === 'down' ? 'up' : 'nearest';

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
