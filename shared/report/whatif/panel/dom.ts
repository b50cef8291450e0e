// The few words of a browser that the panel uses: the other rooms are compiled without any of them.

/** An element of the page. */
export interface Part {
  textContent: string | null;
  value: string;
  hidden: boolean;
  disabled: boolean;
  open: boolean;
  innerHTML: string;
  readonly files?: ArrayLike<PageFile> | null;
  append(...children: readonly (Part | string)[]): void;
  replaceChildren(...children: readonly (Part | string)[]): void;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Part | null;
  addEventListener(event: string, heard: () => void): void;
  scrollIntoView(where: { readonly block: 'nearest' }): void;
}

/** A file that somebody chose or dropped. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): { then(done: (buffer: ArrayBuffer) => void, failed: () => void): void };
}

interface DragEvent {
  readonly dataTransfer: { readonly types: readonly string[]; readonly files: ArrayLike<PageFile> } | null;
  preventDefault(): void;
}

interface Blob {
  stream(): { pipeThrough(through: unknown): unknown };
}

/** A page with a Worker in it. */
export interface Browser {
  readonly document: {
    createElement(name: string): Part;
    createElementNS(space: string, name: string): Part;
    getElementById(id: string): Part | null;
    querySelectorAll(selector: string): Iterable<Part>;
    addEventListener(event: string, heard: (event: DragEvent) => void): void;
  };
  readonly Blob: new (parts: readonly (string | Uint8Array)[], kind?: { readonly type: string }) => Blob;
  readonly Response: new (
    body: unknown,
  ) => { text(): { then(done: (text: string) => void, failed: () => void): void } };
  readonly DecompressionStream: (new (format: 'gzip') => object) | undefined;
  readonly URL: { createObjectURL(blob: Blob): string };
  readonly Worker: new (url: string) => CoreWorker;
}

export interface CoreWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

declare const window: Browser;

/** Only what runs in a page asks for this. */
export const browser = (): Browser => window;

type Attributes = Readonly<Record<string, string | number>>;

/** A new element. Text goes in as text, never as markup. */
export function part(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (Part | string)[]
): Part {
  return furnished(browser().document.createElement(name), attributes, children);
}

/** The same inside a drawing. */
export function drawn(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (Part | string)[]
): Part {
  return furnished(
    browser().document.createElementNS('http://www.w3.org/2000/svg', name),
    attributes,
    children,
  );
}

function furnished(own: Part, attributes: Attributes, children: readonly (Part | string)[]): Part {
  for (const [name, value] of Object.entries(attributes)) own.setAttribute(name, String(value));
  own.append(...children);
  return own;
}

/** A table with its caption, its head, and rows that begin with a heading of their own. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Part {
  const line = (cells: readonly string[]) =>
    part(
      'tr',
      {},
      ...cells.map((words, k) =>
        k === 0 ? part('th', { scope: 'row' }, words) : part('td', { class: 'n' }, words),
      ),
    );
  return part(
    'div',
    { class: 'scroll', role: 'group', 'aria-label': caption, tabindex: 0 },
    part(
      'table',
      {},
      part('caption', {}, caption),
      part(
        'thead',
        {},
        part(
          'tr',
          {},
          ...heads.map((words, k) => part('th', { scope: 'col', class: k === 0 ? '' : 'n' }, words)),
        ),
      ),
      part('tbody', {}, ...rows.map(line)),
    ),
  );
}

export const button = (words: string, pressed: () => void): Part => {
  const own = part('button', { type: 'button' }, words);
  own.addEventListener('click', pressed);
  return own;
};
