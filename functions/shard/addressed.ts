import { manifestKey } from '../../shared/sweep/keys.ts';
import { parseShardMessage, type ShardMessage } from '../../shared/sweep/messages.ts';
import type { Objects } from '../ports.ts';
import { readManifest, type StoredManifest } from '../stored/manifests.ts';

/** A message and the sweep that it is about; or why nobody can tell. */
export type Addressed =
  | { readonly message: ShardMessage; readonly planned: StoredManifest; readonly poison?: undefined }
  | { readonly message?: undefined; readonly planned?: undefined; readonly poison: string };

/**
 * Reads messages and holds each against the sweep that it names: the sweep must be known, its manifest the one that the
 * message means, the shard one of its own. Whoever works on nothing else writes under no other sweep.
 */
export function addressed(objects: Objects): (body: string) => Promise<Addressed> {
  /** The newest, for whoever works on a sweep mostly goes on with it; never what was not there, or not what was meant. */
  let known: StoredManifest | undefined;
  return async (body) => {
    let message: ShardMessage;
    try {
      message = parseShardMessage(body);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { poison: error.message };
    }
    const { sweepId, manifestSha256, shard } = message;
    // A manifest is written once, but a message may name one sweep and mean another's manifest.
    const isKnown = known?.manifest.sweepId === sweepId && known.sha256 === manifestSha256;
    const planned = isKnown ? known : await readManifest(objects, sweepId);
    const key = manifestKey.build({ sweepId });
    if (!planned) return { poison: `${key} must be there, got nothing` };
    if (planned.sha256 !== manifestSha256)
      return { poison: `${key} must have the digest ${manifestSha256}, got ${planned.sha256}` };
    known = planned;
    const { shards } = planned.manifest;
    if (shard >= shards)
      return { poison: `shard must be a whole number from 0 to ${shards - 1}, got ${shard}` };
    return { message, planned };
  };
}
