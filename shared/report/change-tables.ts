import type { DeltaCell } from './delta-map.ts';
import type { Layout } from './table.ts';

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
