import { canonicalJson } from '../../market/digest.ts';
import { shown } from '../../market/parse.ts';
import { isPrintable, PRINTABLE } from '../../market/text.ts';

/**
 * A declaration that is four things at once: the type of a value, its JSON Schema, its canonical text, and the
 * column of a table that holds such values. What they say about a value cannot part, because there is only one of
 * them.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Null: no column holds such a value. */
  readonly column: ColumnKind | null;
  /**
   * Canonical JSON of `value`: keys in declared order, no white space, numbers as ECMAScript prints them,
   * `-0` as 0. Throws a RangeError that names `at` where the value is not of this shape.
   */
  print(value: T, at: string): string;
}

export type ColumnKind = 'text' | 'number' | 'integer';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** The type that a shape declares. */
export type Of<S> = S extends Shape<infer T> ? T : never;

export type Fields = { readonly [key: string]: Shape<unknown> };

const refuse = (at: string, rule: string, got: unknown): never => {
  throw new RangeError(`${at} must ${rule}, got ${shown(got)}`);
};

/** A number that is neither NaN nor infinite, from `minimum` to `maximum`. */
export function number(description: string, minimum?: number, maximum?: number): Shape<number> {
  return {
    schema: {
      description,
      type: 'number',
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    },
    column: 'number',
    print(value, at) {
      const inside = value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
      if (typeof value !== 'number' || !(value - value === 0) || !inside) {
        refuse(at, `be a finite number from ${minimum ?? 'any'} to ${maximum ?? 'any'}`, value);
      }
      // The one number whose text would not read back as itself: JSON.stringify(-0) is "0" already.
      return JSON.stringify(value);
    },
  };
}

export const probability = (description: string): Shape<number> => number(description, 0, 1);

/** A whole number that a double holds exactly; a greater one is a string of digits. */
export function count(description: string): Shape<number> {
  return {
    schema: { description, type: 'integer', minimum: 0 },
    column: 'integer',
    print(value, at) {
      if (!Number.isSafeInteger(value) || value < 0) refuse(at, 'be a whole number >= 0', value);
      return JSON.stringify(value);
    },
  };
}

export function flag(description: string): Shape<boolean> {
  return {
    schema: { description, type: 'boolean' },
    column: 'text',
    print: (value, at) =>
      typeof value === 'boolean' ? String(value) : refuse(at, 'be true or false', value),
  };
}

/** Text by the rule that its readers keep; `pattern` is a regular expression. */
export function text(description: string, pattern?: string): Shape<string> {
  return {
    schema: { description, type: 'string', ...(pattern === undefined ? {} : { pattern }) },
    column: 'text',
    print(value, at) {
      if (typeof value !== 'string') refuse(at, 'be text', value);
      if (!isPrintable(value)) refuse(at, PRINTABLE, value);
      if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
        refuse(at, `match ${pattern}`, value);
      return JSON.stringify(value);
    },
  };
}

export const digest = (description: string): Shape<string> => text(description, '^sha256:[0-9a-f]{64}$');

/** An integer that may pass 2^53, as decimal digits. */
export const digits = (description: string): Shape<string> => text(description, '^(0|-?[1-9][0-9]*)$');

export function oneOf<const V extends string>(description: string, values: readonly V[]): Shape<V> {
  return {
    schema: { description, enum: values },
    column: 'text',
    print: (value, at) =>
      values.includes(value) ? JSON.stringify(value) : refuse(at, `be one of ${values.join(', ')}`, value),
  };
}

/** The same shape, whose schema stands once under `$defs` and is referred to by name. */
export const referred = <T>(name: string, description: string, shape: Shape<T>): Shape<T> => ({
  schema: { $ref: `#/$defs/${name}`, description },
  column: shape.column,
  print: (value, at) => shape.print(value, at),
});

export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  const { description, ...rest } = inner.schema;
  return {
    schema: { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] },
    column: inner.column,
    print: (value, at) => (value === null ? 'null' : inner.print(value, at)),
  };
}

export function list<T>(description: string, item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { description, type: 'array', items: item.schema },
    column: null,
    print(value, at) {
      if (!Array.isArray(value)) refuse(at, 'be a list', value);
      return `[${value.map((element, index) => item.print(element, `${at}[${index}]`)).join(',')}]`;
    },
  };
}

export interface ObjectShape<F extends Fields> extends Shape<{ readonly [K in keyof F]: Of<F[K]> }> {
  readonly fields: F;
}

/** An object with exactly these keys, printed in this order whatever the order of the value's own. */
export function object<F extends Fields>(description: string, fields: F): ObjectShape<F> {
  const keys = Object.keys(fields);
  return {
    fields,
    column: null,
    schema: {
      description,
      type: 'object',
      properties: Object.fromEntries(keys.map((key) => [key, fields[key]!.schema])),
      required: keys,
      additionalProperties: false,
    },
    print(value, at) {
      if (typeof value !== 'object' || value === null) refuse(at, 'be an object', value);
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(fields, key)) refuse(at, `have no key but ${keys.join(', ')}`, key);
      }
      const members = keys.map((key) => {
        if (!Object.hasOwn(value, key)) refuse(`${at}.${key}`, 'be given', undefined);
        return `${JSON.stringify(key)}:${fields[key]!.print(value[key], `${at}.${key}`)}`;
      });
      return `{${members.join(',')}}`;
    },
  };
}

/** One of several objects, told apart by the word that each has under `key`. */
export function variant<V extends ObjectShape<Fields>>(
  description: string,
  key: string,
  variants: Readonly<Record<string, V>>,
): Shape<Of<V>> {
  return {
    schema: { description, oneOf: Object.values(variants).map(({ schema }) => schema) },
    column: null,
    print(value, at) {
      const word = String((value as Readonly<Record<string, unknown>> | null)?.[key]);
      if (!Object.hasOwn(variants, word))
        refuse(`${at}.${key}`, `be one of ${Object.keys(variants).join(', ')}`, word);
      return variants[word]!.print(value, at);
    },
  };
}

/** What a file of ours says, as its reader left it; its schema is that of the file, and stands under `$defs`. */
export const asRead = <T>(name: string, description: string): Shape<T> => ({
  schema: { $ref: `#/$defs/${name}`, description },
  column: null,
  print: (value) => canonicalJson(value),
});

/**
 * An object whose `reason` may be null only while none of its `unknowable` members is: an unknown number
 * is null with a reason beside it, never 0 and never left out.
 */
export function reasoned<T extends { readonly reason: string | null }>(
  unknowable: readonly (keyof T & string)[],
  inner: Shape<T>,
): Shape<T> {
  const allKnown = Object.fromEntries(unknowable.map((key) => [key, { not: { type: 'null' } }]));
  return {
    schema: {
      ...inner.schema,
      anyOf: [{ properties: { reason: { type: 'string' } } }, { properties: allKnown }],
    },
    column: null,
    print(value, at) {
      const printed = inner.print(value, at);
      const missing = unknowable.find((key) => value[key] === null);
      if (missing !== undefined && value.reason === null) {
        refuse(`${at}.reason`, `be given where ${missing} is null`, value.reason);
      }
      return printed;
    },
  };
}
