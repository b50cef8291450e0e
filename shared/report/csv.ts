import type { Column, Table } from './table.ts';

/**
 * RFC 4180 with a header and `\n` between lines. A text that a spreadsheet would take for a formula gets a
 * leading `'`; numbers do not, so -1 stays -1. Unknown numbers are empty.
 */
export function toCsv(table: Table): Uint8Array {
  const encoder = new TextEncoder();
  const names = table.columns(0, 0).map(({ name }) => name);
  const parts: Uint8Array[] = [encoder.encode(`${names.join(',')}\n`)];
  // In pieces, so that a hundred thousand paths are never one string.
  for (let from = 0; from < table.rows; from += 4096) {
    const to = Math.min(from + 4096, table.rows);
    const columns = table.columns(from, to);
    let lines = '';
    for (let row = from; row < to; row++) {
      lines += `${columns.map((column) => field(column, row, from)).join(',')}\n`;
    }
    parts.push(encoder.encode(lines));
  }
  return concatenated(parts);
}

function field({ name, values }: Column, row: number, from: number): string {
  const value = values[row - from] ?? null;
  if (value === null) return '';
  if (typeof value === 'string') return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
  if (!(value - value === 0))
    throw new RangeError(`${name} of row ${row} must be finite or null, got ${value}`);
  return Object.is(value, -0) ? '0' : String(value);
}

const quoted = (words: string): string =>
  /[",\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
