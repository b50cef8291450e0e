import { decimal } from '../market/columns.ts';
import { columnsFromCsv } from '../market/csv.ts';
import { Prediction } from '../risk/findings/own-record.ts';
import type { DeltaCell } from './delta-map.ts';
import { columnsOf, type Layout } from './table.ts';

/** Cells of the maps on two nights. */
export const CHANGES: Layout<DeltaCell> = [
  ['market', 'text', (row) => row.market],
  ['side', 'text', (row) => row.side],
  ['cellId', 'text', (row) => row.cellId],
  ['leverage', 'number', (row) => row.leverage],
  ['shock', 'number', (row) => row.shockBps / 10_000],
  ['before', 'number', (row) => row.before],
  ['now', 'number', (row) => row.now],
  ['adjustedP', 'number', (row) => row.pValue],
  ['state', 'text', (row) => row.state],
];

/** What reports said of the time after them: the table of the night before, and this one's rows. */
export const OWN_RECORD: Layout<Prediction> = columnsOf(Prediction);

/** Reads that table again, as a night hands it to the next. */
export function predictionsFromCsv(subject: string, text: string): Prediction[] {
  const columns = columnsFromCsv(subject, text);
  const rows = columns.market?.length ?? 0;
  return Array.from({ length: rows }, (_, row): Prediction => {
    const values = OWN_RECORD.map(([name, kind]): [string, unknown] => {
      const own = columns[name]?.[row];
      return [name, kind === 'text' ? own : own === '' ? null : decimal(own)];
    });
    const prediction = Object.fromEntries(values) as Prediction;
    Prediction.print(prediction, `${subject} row ${row + 1}`);
    return prediction;
  });
}
