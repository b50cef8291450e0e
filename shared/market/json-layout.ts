/** What a JSON text holds, counted before anything is made of it. */
export interface JsonLayout {
  /** Lists and objects inside each other. */
  readonly depth: number;
  /** Lists and objects. */
  readonly nested: number;
  /** Whatever stands between commas. */
  readonly values: number;
  /** Different names of fields; counting ends one beyond `mostNames`. */
  readonly names: number;
  /** Where a name stands for the second time in one object, if it does; of objects down to `mostDepth`. */
  readonly twice: readonly (string | number)[] | undefined;
}

/**
 * Walks through a text once, without recursion. It looks at quotes, brackets and commas only: of a text that is no JSON it
 * counts something, which bounds what a parser may make of it all the same.
 */
export function layoutOf(text: string, mostDepth: number, mostNames: number): JsonLayout {
  const names = new Set<string>();
  const open: Open[] = [];
  let twice: (string | number)[] | undefined;
  let depth = 0;
  let deepest = 0;
  let nested = 0;
  let values = 0;
  let isName = false;
  for (let i = 0; i < text.length && names.size <= mostNames; i++) {
    const unit = text.charCodeAt(i);
    if (!(unit < IS_MARK.length && IS_MARK[unit])) continue; // most are parts of numbers
    const inside = open[depth - 1];
    if (unit === QUOTE) {
      const end = endOfText(text, i);
      if (isName && inside) {
        inside.at = nameIn(text, i, end);
        if (inside.names.has(inside.at)) twice ??= open.slice(0, depth).map(({ at }) => at);
        inside.names.add(inside.at);
        names.add(inside.at);
      }
      isName = false;
      i = end;
    } else if (unit === COMMA) {
      values++;
      isName = inside?.isObject === true;
      if (inside && typeof inside.at === 'number') inside.at++;
    } else if (unit === OBJECT || unit === LIST) {
      isName = unit === OBJECT;
      nested++;
      values++;
      deepest = Math.max(deepest, ++depth);
      if (depth <= mostDepth) begin(open, depth - 1, isName);
    } else if (unit === END_OF_OBJECT || unit === END_OF_LIST) {
      depth = Math.max(0, depth - 1);
      isName = false;
    }
  }
  return { depth: deepest, nested, values, names: names.size, twice };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const END_OF_LIST = 0x5d;
const OBJECT = 0x7b;
const END_OF_OBJECT = 0x7d;
const IS_MARK = new Uint8Array(128);
for (const mark of [QUOTE, COMMA, OBJECT, END_OF_OBJECT, LIST, END_OF_LIST]) IS_MARK[mark] = 1;

/** An object or a list that is open; one of each depth, used again and again. */
interface Open {
  isObject: boolean;
  /** Those that have stood. */
  readonly names: Set<string>;
  /** The newest of them, or the number of the entry. */
  at: string | number;
}

function begin(open: Open[], depth: number, isObject: boolean): void {
  const own = open[depth];
  if (!own) {
    open.push({ isObject, names: new Set(), at: 0 });
    return;
  }
  own.isObject = isObject;
  own.names.clear();
  own.at = 0;
}

/** Where the quote stands that ends a text. */
function endOfText(text: string, start: number): number {
  for (let end = start + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === QUOTE) return end;
    if (unit === BACKSLASH) end++;
  }
  return text.length;
}

/** As a parser reads it: `"\u0061"` is `a`. */
function nameIn(text: string, start: number, end: number): string {
  const written = text.slice(start + 1, end);
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written}"`);
  } catch {
    return written; // no JSON, which the parser says
  }
}
