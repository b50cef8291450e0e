const RATIONAL = /^-?\d{1,400}(?:\.\d{1,400})?\/\d{1,400}(?:\.\d{1,400})?$/;

/** A number, or the text of an exact rational, `"14/15"`; anything else is undefined. */
export function rational(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !RATIONAL.test(value)) return undefined;
  const [above, below] = value.split('/').map(Number);
  return above! / below!;
}

/** A JSON value in which every rational, however deep, is a number. `"1/0"` becomes Infinity, which no schema takes. */
export function withoutRationals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRationals);
  if (typeof value !== 'object' || value === null) return rational(value) ?? value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutRationals(field)]));
}
