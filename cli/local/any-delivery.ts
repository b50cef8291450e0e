import { basename } from 'node:path';
import { rowKindOf } from '../../functions/kinds/kinds.ts';
import { utf8 } from '../../shared/market/parse.ts';
import type { RowKindName } from '../../shared/sweep/row-manifest.ts';
import { type Delivered, MOST, readDelivery } from './deliver.ts';
import { readInput } from './input-file.ts';
import { readVenueDelivery } from './venue-files.ts';

const READERS: Readonly<Record<RowKindName, (sweepFile: string) => Promise<Delivered>>> = {
  markets: readVenueDelivery,
};

/** Reads a sweep file of whatever kind, and all that it names. */
export async function readAnyDelivery(sweepFile: string): Promise<Delivered> {
  const text = utf8(
    basename(sweepFile),
    await readInput(sweepFile, { most: MOST.sweep, what: 'a sweep file' }),
  );
  const kind = rowKindOf(text);
  return kind === undefined ? readDelivery(sweepFile) : READERS[kind](sweepFile);
}
