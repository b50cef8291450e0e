import { readJson } from '../../shared/market/parse.ts';
import { rational } from '../../shared/market/rational.ts';

/** A value inside a golden file, and where it stands; a refusal names the place, the rule and the value. */
export interface Place {
  readonly at: string;
  readonly value: unknown;
}

const MAX_CHARACTERS = 64_000_000;
/** A golden file holds groups of paths of ticks of fills: deeper than what sweeps read. */
const MAX_DEPTH = 16;

export const placeOf = (subject: string, text: string): Place => ({
  at: subject,
  value: readJson(subject, text, MAX_CHARACTERS, MAX_DEPTH),
});

/** A field of an object; refused if it is not there. */
export function field(place: Place, key: string): Place {
  return maybe(place, key) ?? refuseAt(at(place, key), 'be there', undefined);
}

/** A field of an object, undefined if it is not there. */
export function maybe(place: Place, key: string): Place | undefined {
  const { value } = place;
  if (!isObject(value)) refuseAt(place.at, 'be an object', value);
  return Object.hasOwn(value, key) ? { at: at(place, key), value: value[key] } : undefined;
}

/** Fields of an object by name. */
export function fields(place: Place): [string, Place][] {
  const { value } = place;
  if (!isObject(value)) refuseAt(place.at, 'be an object', value);
  return Object.entries(value).map(([key, own]) => [key, { at: at(place, key), value: own }]);
}

/** The list under a key. */
export const items = (place: Place, key: string): Place[] => entries(field(place, key));

/** What a list holds. */
export function entries({ at, value }: Place): Place[] {
  if (!Array.isArray(value)) refuseAt(at, 'be a list', value);
  return value.map((own, i) => ({ at: `${at}.${i}`, value: own }));
}

/** A number, or the text of an exact rational. */
export function number(place: Place): number {
  const value = rational(place.value);
  return value !== undefined && Number.isFinite(value)
    ? value
    : refuseAt(place.at, 'be a finite number or a rational like "14/15"', place.value);
}

export const numberOf = (place: Place, key: string): number => number(field(place, key));
export const numbersOf = (place: Place, key: string): number[] => items(place, key).map(number);

export function text(place: Place): string {
  return typeof place.value === 'string' ? place.value : refuseAt(place.at, 'be a text', place.value);
}
export const textOf = (place: Place, key: string): string => text(field(place, key));

export function word<const Words extends readonly string[]>(place: Place, key: string, words: Words) {
  const own = textOf(place, key);
  return (
    words.find((one): one is Words[number] => one === own) ??
    refuseAt(at(place, key), `be ${words.join(' or ')}`, own)
  );
}

/** +1 long, -1 short. */
export function sideOf(place: Place): 1 | -1 {
  const side = numberOf(place, 'side');
  return side === 1 || side === -1 ? side : refuseAt(at(place, 'side'), 'be 1 or -1', side);
}

/** Whole numbers written in hexadecimal, 32 bits each. */
export const wordsOf = (place: Place, key: string): number[] =>
  items(place, key).map((one) => {
    const digits = text(one);
    return /^[0-9a-f]{8}$/.test(digits)
      ? Number.parseInt(digits, 16)
      : refuseAt(one.at, 'be 8 hex digits', digits);
  });

export function refuseAt(place: string, rule: string, got: unknown): never {
  const shown = got === undefined ? 'nothing' : JSON.stringify(got);
  throw new RangeError(
    `${place} must ${rule}, got ${shown.length > 80 ? `${shown.slice(0, 77)}...` : shown}`,
  );
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (place: Place, key: string): string => `${place.at}.${key}`;
