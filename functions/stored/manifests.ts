import { sha256 } from '../../shared/market/digest.ts';
import { type AnyManifest, ofOneMarket, parseAnyManifest } from '../../shared/sweep/any-manifest.ts';
import { manifestKey } from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import type { Objects } from '../ports.ts';
import { parsedAt } from './records.ts';

export interface StoredManifest<Kind extends AnyManifest = AnyManifest> {
  readonly manifest: Kind;
  /** Of its bytes: the name that messages, rounds, closes and results give it. */
  readonly sha256: string;
}

/** The manifest of a sweep; undefined while it has none. */
export async function readManifest(objects: Objects, sweepId: string): Promise<StoredManifest | undefined> {
  const key = manifestKey.build({ sweepId });
  const stored = await objects.get(key);
  if (!stored) return undefined;
  const planned = parsedAt(key, new TextDecoder().decode(stored.body), parseStored);
  if (planned.manifest.sweepId === sweepId) return planned;
  throw new Damaged(`${key} must be of ${sweepId}, got ${planned.manifest.sweepId}`);
}

/** Reads one that must be there. */
export async function needManifest(objects: Objects, sweepId: string): Promise<StoredManifest> {
  const stored = await readManifest(objects, sweepId);
  if (!stored) throw new RangeError(`${manifestKey.build({ sweepId })} must be there, got nothing`);
  return stored;
}

/** Of one market, or refused. */
export async function needMarketManifest(
  objects: Objects,
  sweepId: string,
): Promise<StoredManifest<Manifest>> {
  const stored = await needManifest(objects, sweepId);
  return { ...stored, manifest: ofOneMarket(stored.manifest) };
}

export const parseStored = (text: string): StoredManifest => ({
  manifest: parseAnyManifest(text),
  sha256: sha256(text),
});
