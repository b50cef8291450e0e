import { attribute, type Html, html, join, NOTHING, type Text, text } from '../markup.ts';

/** A cell: plain words, or words with the number that they are sorted by. */
export type Cell = string | Html | { readonly words: string; readonly order: number };

interface Options {
  readonly sortable?: boolean;
  /** Columns whose cells are numbers: right-aligned. */
  readonly numeric?: readonly number[];
  readonly look?: string;
}

/**
 * A real table in its own scrolling box: a caption, a header for every column, the first cell of a row as
 * the row's header.
 */
export function dataTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { sortable = false, numeric = [], look = '' }: Options = {},
): Html {
  const alignment = (column: number): Text => attribute('class', numeric.includes(column) ? 'n' : undefined);
  const body = rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0
        ? html`<th scope=row>${content(cell)}`
        : html`<td${alignment(column)}${order(cell)}>${content(cell)}`,
    );
    return html`<tr>${cells}`;
  });
  const classes = [look, sortable ? 'sortable' : ''].filter((name) => name !== '').join(' ');
  return html`<div class="scroll" role="group" aria-label="${text(caption)}" tabindex="0"><table${attribute('class', classes)}><caption>${text(caption)}</caption><thead><tr>${head.map((name, column) => html`<th scope=col${alignment(column)}>${text(name)}`)}</thead><tbody>${body}</tbody></table></div>`;
}

const content = (cell: Cell): Html | Text =>
  typeof cell === 'string' ? text(cell) : 'words' in cell ? text(cell.words) : cell;

const order = (cell: Cell): Text =>
  attribute('data-v', typeof cell === 'object' && 'order' in cell ? cell.order : undefined);

export const lines = (words: readonly string[]): Html =>
  words.length === 0 ? NOTHING : join(words.map(text), '<br>');
