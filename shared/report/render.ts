import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { alertLines } from './alerts/alerts.ts';
import { toCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { toParquet } from './parquet.ts';
import { type Report, type ReportBody, renderJson } from './report.ts';
import type { Rows } from './rows.ts';
import { tablesOf } from './tables.ts';

/** One file of a report: its path beside the others, and its bytes. */
export type ReportFile = readonly [path: string, bytes: Uint8Array];

/**
 * Every file of a report, one after the other: the tables first, because report.json carries their digests, and the
 * page last, because it carries that of report.json. Equal input, equal bytes. Who takes a file and lets it go before
 * the next one never holds them all.
 *
 * @param mostCsvRows a longer table has no CSV
 */
export function* reportFiles(
  body: ReportBody,
  rows: Rows,
  mostCsvRows = MOST_CSV_ROWS,
): Generator<ReportFile> {
  const tables: Report['tables'][number][] = [];
  for (const table of tablesOf(body, rows)) {
    for (const [extension, write] of WRITERS) {
      if (extension === 'csv' && table.rows > mostCsvRows) continue;
      const path = `tables/${table.name}.${extension}`;
      const bytes = write(table);
      tables.push({ path, digest: digestOf(bytes), rows: table.rows });
      yield [path, bytes];
    }
  }
  const report: Report = { ...body, tables };
  const json = encoded(renderJson(report));
  // Before report.json is handed out: it names its code, and other code may be needed to mend what fails here.
  const page = encoded(renderHtml(report, rows, digestOf(json)));
  yield ['report.json', json];
  yield ['report.html', page];
  yield ['alerts.ndjson', encoded(alertLines(report.alerts))];
}

/** All of them, by path. */
export const renderReport = (body: ReportBody, rows: Rows): ReadonlyMap<string, Uint8Array> =>
  new Map(reportFiles(body, rows));

/** What a spreadsheet opens, without the header; nobody reads a longer text. */
const MOST_CSV_ROWS = 1_048_575;

const WRITERS = [
  ['csv', toCsv],
  ['parquet', toParquet],
] as const;

const encoded = (words: string): Uint8Array => new TextEncoder().encode(words);

const digestOf = (bytes: Uint8Array): string => `sha256:${bytesToHex(sha256(bytes))}`;
