import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import type { AnyManifest } from '../../shared/sweep/any-manifest.ts';
import { closeKey } from '../../shared/sweep/keys.ts';
import { type Close, parseClose } from '../../shared/sweep/records.ts';
import { shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { Objects } from '../ports.ts';
import type { StoredManifest } from './manifests.ts';
import { needRecord } from './records.ts';

/** A round that has ended, and all that a report of it may know besides the results. */
export interface ClosedRound<Kind extends AnyManifest = AnyManifest> extends StoredManifest<Kind> {
  readonly close: Close;
  /** Of its bytes: the name that folds and the index give it. */
  readonly closeSha256: string;
}

/** Reads the close of a round; refused unless it is of this manifest and puts every shard in one place. */
export async function needClose<Kind extends AnyManifest>(
  objects: Objects,
  planned: StoredManifest<Kind>,
  round: number,
): Promise<ClosedRound<Kind>> {
  const { sweepId, shards } = planned.manifest;
  const key = closeKey.build({ sweepId, round });
  const closed = await needRecord(objects, key, parseStoredClose);
  const { close } = closed;
  if (close.sweepId !== sweepId || close.round !== round)
    refuse(key, `be of round ${round} of ${sweepId}`, `round ${close.round} of ${close.sweepId}`);
  if (close.manifest !== undefined && close.manifest !== planned.sha256)
    refuse(key, `be of the manifest ${planned.sha256}`, close.manifest);
  const parts = [close.done, close.failed, close.missing].map((part) => shardSetOf(part, shards));
  for (let shard = 0; shard < shards; shard++) {
    const places = parts.filter((part) => part[shard]).length;
    if (places !== 1) refuse(`shard ${shard} of ${key}`, 'be done, failed or missing', `${places} of these`);
  }
  return { ...planned, ...closed };
}

export const parseStoredClose = (text: string): Pick<ClosedRound, 'close' | 'closeSha256'> => ({
  close: parseClose(text),
  closeSha256: sha256(text),
});
