/**
 * Text made safe by type: a template takes no string, only `Text`, `Html` and numbers, so what came from
 * a snapshot or a sweep cannot reach the page unescaped. This is the one module that escapes markup.
 */
declare const safe: unique symbol;
/** Escaped for element content and quoted attributes, of HTML and of SVG alike. */
export interface Text {
  readonly kind: 'text';
  readonly markup: string;
  readonly [safe]: true;
}
/** Whole elements; not allowed inside a tag. */
export interface Html {
  readonly kind: 'html';
  readonly markup: string;
  readonly [safe]: true;
}
type Piece = Text | Html | number;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text at all, made harmless. */
export const text = (raw: string): Text =>
  mark(
    'text',
    raw.replace(/[&<>"']/g, (character) => ENTITIES[character]!),
  );

/** A template whose holes are safe already; inside a tag only text and numbers may stand. */
export function html(strings: TemplateStringsArray, ...pieces: readonly (Piece | readonly Piece[])[]): Html {
  let markup = strings[0]!;
  let insideTag = endsInsideTag(markup, false);
  pieces.forEach((piece, index) => {
    for (const part of [piece].flat()) {
      if (typeof part !== 'number' && part.kind === 'html' && insideTag) {
        throw new TypeError(`inside a tag must stand text, got ${part.markup.slice(0, 60)}`);
      }
      markup += typeof part === 'number' ? String(part) : part.markup;
    }
    markup += strings[index + 1]!;
    insideTag = endsInsideTag(strings[index + 1]!, insideTag);
  });
  return mark('html', markup);
}

/** An attribute with the space before it, or nothing where there is no value. */
export const attribute = (name: `${Lowercase<string>}`, value: string | number | undefined): Text => {
  if (!/^[a-z-]+$/.test(name)) throw new TypeError(`attribute name must be of a-z and -, got ${name}`);
  if (value === undefined || value === '') return mark('text', '');
  return mark('text', ` ${name}="${text(String(value)).markup}"`);
};

export const attributes = (...all: readonly Text[]): Text =>
  mark('text', all.map(({ markup }) => markup).join(''));

/** A value as JSON inside a script element, where entities are no entities. */
export const json = (value: unknown): Html =>
  mark(
    'html',
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );

/** For markup that this room made itself; never for what was read. */
export const trusted = (markup: string): Html => mark('html', markup);

export const join = (pieces: readonly Piece[], between = ''): Html =>
  mark(
    'html',
    pieces.map((piece) => (typeof piece === 'number' ? String(piece) : piece.markup)).join(between),
  );

export const NOTHING: Html = mark('html', '');

function endsInsideTag(markup: string, before: boolean): boolean {
  const open = markup.lastIndexOf('<');
  const close = markup.lastIndexOf('>');
  return open === close ? before : open > close;
}

// The one place that puts the mark on; it exists for the compiler only.
function mark<K extends 'text' | 'html'>(kind: K, markup: string): K extends 'text' ? Text : Html {
  return { kind, markup } as unknown as K extends 'text' ? Text : Html;
}
