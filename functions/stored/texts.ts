/** By reader, then by text: records never change, and those of a round are read at every step of it. */
const known = new WeakMap<(text: string) => unknown, Map<string, unknown>>();
const MOST_KNOWN = 16;
const MOST_CHARACTERS = 1_000_000;

/** What a reader makes of a text: made once, while the text is one of the newest sixteen that it was given. */
export function remembered<T>(text: string, parse: (text: string) => T): T {
  if (text.length > MOST_CHARACTERS) return parse(text);
  const own = known.get(parse) ?? new Map<string, unknown>();
  known.set(parse, own);
  if (own.has(text)) return own.get(text) as T;
  const value = parse(text);
  if (own.size === MOST_KNOWN) own.delete(own.keys().next().value!);
  own.set(text, value);
  return value;
}
