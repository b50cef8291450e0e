import { refuse } from '../market/parse.ts';
import { countsFrom, countsToNumbers } from './cell-counts.ts';
import { createFold, type Fold, MOST_NAMED } from './fold.ts';
import type { Listing } from './listing.ts';
import { PATH_COLUMNS, type PathColumn, type PathColumns, SUMMARY_COLUMNS } from './results.ts';

const VERSION = 2;

/**
 * The bytes of a fold: doubles, lowest byte first, so that every number is the one that came in. Version, first cell,
 * end, number of rows; summaries, column by column; number of cells with paths, and for each, ascending, its index, its
 * number of paths, and its columns; what was brought; counts. Lists begin with their length. A text that is given
 * comes last.
 */
export function foldToBytes({ from, to, columns, paths, counts, brought }: Fold, text = ''): Uint8Array {
  const rows = columns.cell.length;
  const kept = [...paths].sort(([a], [b]) => a - b);
  const parts: ArrayLike<number>[] = [
    [VERSION, from, to, rows],
    ...SUMMARY_COLUMNS.map((name) => columns[name]),
    [kept.length],
    ...kept.flatMap(([cell, own]) => [[cell, own.path.length], ...PATH_COLUMNS.map((name) => own[name])]),
    [brought.length, ...brought],
    countsToNumbers(counts),
  ];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const tail = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 * length + tail.length); // of one piece, for it may be large
  bytes.set(tail, 8 * length);
  const doubles = new Float64Array(bytes.buffer, 0, length);
  let at = 0;
  for (const part of parts) {
    doubles.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The exact inverse, without a text. Refuses what is not the fold of cells `[from, to)`. */
export function foldOf(subject: string, listing: Listing, from: number, to: number, bytes: Uint8Array): Fold {
  if (bytes.byteLength % 8 !== 0) refuse(subject, 'be whole doubles', `${bytes.byteLength} bytes`);
  const doubles = doublesOf(bytes);
  let at = 0;
  const next = (length: number): Float64Array => {
    if (!(Number.isInteger(length) && 0 <= length && at + length <= doubles.length))
      refuse(subject, 'hold all that it says', `${doubles.length} doubles`);
    at += length;
    return doubles.subarray(at - length, at);
  };
  const nextList = () => next(next(1)[0]!);

  const [version, first, end, rows] = next(4);
  if (version !== VERSION) refuse(`${subject} version`, `be ${VERSION}`, version);
  if (first !== from || end !== to) refuse(`${subject} cells`, `be ${from} to ${to}`, `${first} to ${end}`);
  const fold = createFold(listing, from, to);
  if (rows !== fold.columns.cell.length) refuse(`${subject} rows`, `be ${fold.columns.cell.length}`, rows);
  for (const name of SUMMARY_COLUMNS) fold.columns[name].set(next(rows));
  const [withPaths] = next(1);
  if (!(Number.isInteger(withPaths) && withPaths! >= 0))
    refuse(`${subject} cells with paths`, 'be a whole number', withPaths);
  for (let i = 0; i < withPaths!; i++) {
    const [cell, own] = next(2);
    // Copies, or a few paths would keep the whole fold alive.
    const columns = Object.fromEntries(PATH_COLUMNS.map((name) => [name, next(own!).slice()]));
    fold.paths.set(cell!, columns as Record<PathColumn, Float64Array> satisfies PathColumns);
  }
  fold.brought.push(...nextList());
  const counts = countsFrom(MOST_NAMED, next);
  if (at !== doubles.length) refuse(subject, `end after ${at} doubles`, doubles.length);
  return { ...fold, counts };
}

function doublesOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}
