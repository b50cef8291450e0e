import { sha256 } from '../../shared/market/digest.ts';
import { resultLabel } from '../../shared/sweep/labels.ts';
import { Damaged, needLabel } from '../../shared/sweep/seal.ts';
import type { Stored } from '../ports.ts';
import type { StoredManifest } from './manifests.ts';

/**
 * Why a result cannot be believed; undefined if it is whole, and of this shard of this sweep, computed by its model. One
 * of an earlier schema has no label, but the digest beside it.
 */
export function wrongWith(
  { manifest, sha256: manifestSha256 }: StoredManifest,
  shard: number,
  key: string,
  { body, meta }: Stored,
): string | undefined {
  if (manifest.schema === 'manifest/1') {
    const own = sha256(body);
    return meta.sha256 === own ? undefined : `${key} must have the digest ${meta.sha256}, got ${own}`;
  }
  try {
    needLabel(key, body, resultLabel(manifest, manifestSha256, shard));
    return undefined;
  } catch (error) {
    if (error instanceof Damaged) return error.message;
    throw error;
  }
}
