import type { Watched } from '../../shared/risk/statistics/kaplan-meier.ts';

// Readers of golden cases: what a case may write for a number, a list, a set of losses.

export type CaseInput = Readonly<Record<string, unknown>>;

/** An answer in the keys of the case's expectation. */
export type KnownAnswer = (input: CaseInput) => Readonly<Record<string, unknown>>;

export function numberOf(input: CaseInput, key: string): number {
  const value = input[key];
  if (typeof value === 'number') return value;
  throw new RangeError(`${key} must be a number, got ${JSON.stringify(value)}`);
}

/** A list of numbers; a single number is a list of one. */
export function numbersOf(input: CaseInput, key: string): readonly number[] {
  const value = input[key];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    if (typeof entry === 'number') return entry;
    throw new RangeError(`${key} must be numbers, got ${JSON.stringify(value)}`);
  });
}

export function recordsOf(input: CaseInput, key: string): readonly unknown[] {
  const value = input[key];
  if (Array.isArray(value)) return value;
  throw new RangeError(`${key} must be a list, got ${JSON.stringify(value)}`);
}

export function recordOf(input: CaseInput, key: string): Readonly<Record<string, number>> {
  const value = input[key];
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'number')
  ) {
    return value as Record<string, number>;
  }
  throw new RangeError(`${key} must be numbers by name, got ${JSON.stringify(value)}`);
}

export function textOf(input: CaseInput, key: string): string {
  const value = input[key];
  if (typeof value === 'string') return value;
  throw new RangeError(`${key} must be a text, got ${JSON.stringify(value)}`);
}

/** Applies `answer` element by element where one of the inputs is a list, else once; single numbers repeat. */
export function each<T>(
  input: CaseInput,
  keys: readonly string[],
  answer: (...numbers: number[]) => T,
): T | T[] {
  const columns = keys.map((key) => numbersOf(input, key));
  const rows = Math.max(...columns.map((column) => column.length));
  const row = (i: number) => answer(...columns.map((column) => column[column.length === 1 ? 0 : i]!));
  return keys.some((key) => Array.isArray(input[key]))
    ? Array.from({ length: rows }, (_, i) => row(i))
    : row(0);
}

export function degreesOf(value: number): 1 | 2 {
  if (value === 1 || value === 2) return value;
  throw new RangeError(`degrees of freedom must be 1 or 2, got ${value}`);
}

/** Parts per million of `0.99` or of `975/1000`. */
export function ppmOf(value: unknown): number {
  const [top, bottom] = String(value).split('/').map(Number);
  const ppm = Math.round((top! / (bottom ?? 1)) * 1_000_000);
  if (!(0 < ppm && ppm < 1_000_000)) throw new RangeError(`c must be between 0 and 1, got ${String(value)}`);
  return ppm;
}

/** Numbers, `1..100`, or `90 zeros, then 1 2 2`. */
export function losses(input: CaseInput, key: string): number[] {
  if (Array.isArray(input[key])) return [...numbersOf(input, key)];
  const text = textOf(input, key);
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  if (range) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }
  const zeros = /^(\d+) zeros, then ([\d. ]+)$/.exec(text);
  if (!zeros) throw new RangeError(`${key} must be numbers, a..b, or n zeros, then ..., got ${text}`);
  return [...Array<number>(Number(zeros[1])).fill(0), ...zeros[2]!.split(' ').map(Number)];
}

const COUNTS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, six: 6 };

/** `(3,d) (5,c) and six (10,c)`: time, and d for depleted or c for censored. */
export function watchedOf(input: CaseInput, key: string): Watched[] {
  const text = textOf(input, key);
  const found = [...text.matchAll(/(?:and )?(?:([a-z]+) )?\((\d+(?:\.\d+)?),([dc])\)/g)];
  const rest = found.reduce((left, [match]) => left.replace(match, ''), text).trim();
  if (rest) throw new RangeError(`${key} must be (time,d) or (time,c), got ${rest}`);
  return found.flatMap(([, count, time, what]) => {
    const watched = { time: Number(time), event: what === 'd' };
    const times = count ? COUNTS[count] : 1;
    if (!times) throw new RangeError(`${key} must count in two to six, got ${count}`);
    return Array<Watched>(times).fill(watched);
  });
}

export const levelOf = (input: CaseInput): number => 1 - numberOf(input, 'level');
