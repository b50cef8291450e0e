import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { toCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { toParquet } from './parquet.ts';
import { type Report, type ReportBody, renderJson } from './report.ts';
import type { Rows } from './rows.ts';
import { tablesOf } from './tables.ts';

/**
 * Every file of a report, by its path beside the others: the tables first, because report.json carries
 * their digests, and the page last, because it carries that of report.json. Equal input, equal bytes.
 */
export function renderReport(body: ReportBody, rows: Rows): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const tables: Report['tables'][number][] = [];
  for (const table of tablesOf(body, rows)) {
    for (const [extension, write] of WRITERS) {
      const path = `tables/${table.name}.${extension}`;
      const bytes = write(table);
      files.set(path, bytes);
      tables.push({ path, digest: digestOf(bytes), rows: table.rows });
    }
  }
  const report: Report = { ...body, tables };
  const json = encoded(renderJson(report));
  files.set('report.json', json);
  files.set('report.html', encoded(renderHtml(report, rows, digestOf(json))));
  return files;
}

const WRITERS = [
  ['csv', toCsv],
  ['parquet', toParquet],
] as const;

const encoded = (words: string): Uint8Array => new TextEncoder().encode(words);

const digestOf = (bytes: Uint8Array): string => `sha256:${bytesToHex(sha256(bytes))}`;
