import { basename } from 'node:path';
import { rowKindOf } from '../../functions/kinds/kinds.ts';
import { utf8 } from '../../shared/market/parse.ts';
import type { RowKindName } from '../../shared/sweep/row-manifest.ts';
import { type Delivered, readDelivery } from './deliver.ts';
import { readInput } from './input-file.ts';
import { readLendingDelivery } from './lending-delivery.ts';
import { readVenueDelivery } from './venue-files.ts';

/** A scenario of a lending market may stand inside. */
const MOST_BYTES = 64 << 20;

const READERS: Readonly<Record<RowKindName, (sweepFile: string) => Promise<Delivered>>> = {
  lending: readLendingDelivery,
  markets: readVenueDelivery,
};

/** Reads a sweep file of whatever kind, and all that it names. */
export async function readAnyDelivery(sweepFile: string): Promise<Delivered> {
  const text = utf8(
    basename(sweepFile),
    await readInput(sweepFile, { most: MOST_BYTES, what: 'a sweep file' }),
  );
  const kind = rowKindOf(text);
  return kind === undefined ? readDelivery(sweepFile) : READERS[kind](sweepFile);
}
