/** One target: what a source expects, what this code computes. */
export interface Row {
  readonly group: string;
  readonly case: string;
  readonly expected: Value;
  readonly obtained: Value;
  /** Of numbers, in their unit; of anything else 0 if equal and 1 if not. */
  readonly difference: number;
  /** Largest difference that passes, in the unit of the value. */
  readonly tolerance: number;
  readonly source: string;
  readonly ok: boolean;
}

export type Value = number | string | boolean | null;

/** `relative` is against the larger of 1 and the expected value, unless `floor` says another least size. */
export type Tolerance =
  | { readonly absolute: number }
  | { readonly relative: number; readonly least?: number };

export type Check = Omit<Row, 'group' | 'source'> & { readonly source?: string };

/** What came out of a group; a check may have a source of its own. Keys in the order in which they are printed. */
export const rowsOf = (group: string, source: string, checks: readonly Check[]): Row[] =>
  checks.map(({ case: name, expected, obtained, difference, tolerance, ok, source: own }) => ({
    group,
    case: name,
    expected,
    obtained,
    difference,
    tolerance,
    source: own ?? source,
    ok,
  }));

/** Compares numbers; NaN never passes. */
export function near(name: string, expected: number, obtained: number, tolerance: Tolerance): Check {
  const allowed =
    'absolute' in tolerance
      ? tolerance.absolute
      : tolerance.relative * Math.max(tolerance.least ?? 1, Math.abs(expected));
  const difference = expected === obtained ? 0 : Math.abs(obtained - expected);
  return { case: name, expected, obtained, difference, tolerance: allowed, ok: difference <= allowed };
}

/** Compares exactly: counts, words, flags, and null for "there is none". */
export function same(name: string, expected: Value, obtained: Value): Check {
  const ok = expected === obtained;
  const difference =
    typeof expected === 'number' && typeof obtained === 'number'
      ? Math.abs(obtained - expected)
      : Number(!ok);
  return { case: name, expected, obtained, difference, tolerance: 0, ok };
}

/** Compares lists of numbers, of one length. */
export const nearAll = (
  name: string,
  expected: readonly number[],
  obtained: ArrayLike<number>,
  tolerance: Tolerance,
): Check[] =>
  expected.length === obtained.length
    ? expected.map((value, i) => near(`${name}[${i}]`, value, obtained[i]!, tolerance))
    : [same(`${name} length`, expected.length, obtained.length)];
