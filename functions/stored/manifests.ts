import { sha256 } from '../../shared/market/digest.ts';
import { manifestKey } from '../../shared/sweep/keys.ts';
import { type Manifest, parseManifest } from '../../shared/sweep/manifest.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import type { Objects } from '../ports.ts';
import { parsedAt } from './records.ts';

export interface StoredManifest {
  readonly manifest: Manifest;
  /** Of its bytes: the name that messages, rounds, closes and results give it. */
  readonly sha256: string;
}

/** The manifest of a sweep; undefined while it has none. */
export async function readManifest(objects: Objects, sweepId: string): Promise<StoredManifest | undefined> {
  const key = manifestKey.build({ sweepId });
  const stored = await objects.get(key);
  if (!stored) return undefined;
  const planned = parsedAt(key, new TextDecoder().decode(stored.body), parsed);
  if (planned.manifest.sweepId === sweepId) return planned;
  throw new Damaged(`${key} must be of ${sweepId}, got ${planned.manifest.sweepId}`);
}

/** Reads one that must be there. */
export async function needManifest(objects: Objects, sweepId: string): Promise<StoredManifest> {
  const stored = await readManifest(objects, sweepId);
  if (!stored) throw new RangeError(`${manifestKey.build({ sweepId })} must be there, got nothing`);
  return stored;
}

/** By text: a manifest never changes, may be a megabyte long, and is read at every step of its sweep. */
const known = new Map<string, StoredManifest>();
const MOST_KNOWN = 16;

function parsed(text: string): StoredManifest {
  const before = known.get(text);
  if (before) return before;
  const stored = { manifest: parseManifest(text), sha256: sha256(text) };
  if (known.size === MOST_KNOWN) known.delete(known.keys().next().value!);
  known.set(text, stored);
  return stored;
}
