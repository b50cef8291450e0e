import { refuse } from '../market/parse.ts';
import type { Fold } from './fold.ts';
import { PATH_COLUMNS, type PathColumn, type PathColumns, SUMMARY_COLUMNS } from './results.ts';

/** Doubles at the head: version, first cell, number of cells, cells with paths. */
const HEAD = 4;
const VERSION = 1;

/**
 * The bytes of a fold: doubles, lowest byte first, so that every number is the one that came in. Head; summaries, column
 * by column; then for each cell with paths, ascending, its index, its number of paths, and its columns.
 */
export function foldToBytes({ from, columns, paths }: Fold): Uint8Array {
  const cells = columns.cell.length;
  const kept = [...paths].sort(([a], [b]) => a - b);
  const rows = kept.reduce((sum, [, { path }]) => sum + path.length, 0);
  const size = HEAD + SUMMARY_COLUMNS.length * cells + 2 * kept.length + PATH_COLUMNS.length * rows;
  const doubles = new Float64Array(size);
  doubles.set([VERSION, from, cells, kept.length]);
  let at = HEAD;
  const append = (values: ArrayLike<number>) => {
    doubles.set(values, at);
    at += values.length;
  };
  for (const name of SUMMARY_COLUMNS) append(columns[name]);
  for (const [cell, own] of kept) {
    append([cell, own.path.length]);
    for (const name of PATH_COLUMNS) append(own[name]);
  }
  return new Uint8Array(doubles.buffer);
}

/** The exact inverse. Refuses what is not the fold of cells `[from, to)`. */
export function foldOf(subject: string, from: number, to: number, bytes: Uint8Array): Fold {
  const whole = bytes.byteLength % 8 === 0 && bytes.byteLength >= 8 * HEAD;
  if (!whole) refuse(subject, 'be whole doubles', `${bytes.byteLength} bytes`);
  const doubles = doublesOf(bytes);
  const [version, first, cells, withPaths] = doubles;
  if (version !== VERSION) refuse(`${subject} version`, `be ${VERSION}`, version);
  if (first !== from || cells !== to - from)
    refuse(`${subject} cells`, `be ${from} to ${to - 1}`, `${first} and ${cells} in all`);
  if (!(Number.isInteger(withPaths) && withPaths! >= 0))
    refuse(`${subject} cells with paths`, 'be a whole number', withPaths);
  let at = HEAD;
  const next = (length: number): Float64Array => {
    if (!(Number.isInteger(length) && 0 <= length && at + length <= doubles.length))
      refuse(subject, 'hold all that it says', `${doubles.length} doubles`);
    at += length;
    return doubles.subarray(at - length, at);
  };
  const columns = Object.fromEntries(SUMMARY_COLUMNS.map((name) => [name, next(to - from)]));
  const paths = new Map<number, PathColumns>();
  for (let i = 0; i < withPaths!; i++) {
    const [cell, rows] = next(2);
    // Copies, or a few paths would keep the whole fold alive.
    const own = Object.fromEntries(PATH_COLUMNS.map((name) => [name, next(rows!).slice()]));
    paths.set(cell!, own as Record<PathColumn, Float64Array>);
  }
  if (at !== doubles.length) refuse(subject, `end after ${at} doubles`, doubles.length);
  return { from, columns: columns as Fold['columns'], paths };
}

function doublesOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}
