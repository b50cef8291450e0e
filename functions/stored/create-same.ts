import { sha256 } from '../../shared/market/digest.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import type { Objects } from '../ports.ts';

/**
 * Writes once; what is there already must be the same, for a reduce has one outcome. What differs was damaged, or made by
 * other code before a deployment: either way this version cannot be finished, and the next round makes its own.
 */
export async function createSame(
  objects: Objects,
  key: string,
  bytes: Uint8Array,
  own: string,
): Promise<void> {
  if ((await objects.create(key, bytes, { sha256: own })) === 'created') return;
  const stored = await objects.get(key);
  if (!stored) throw new Error(`${key} must be there, got nothing`);
  const got = sha256(stored.body);
  if (got !== own) throw new Damaged(`${key} must never change, got ${own} for ${got}`);
}

/** Writes once, and answers with what is there: that of whoever came first, if it can be read. */
export async function createFirst(
  objects: Objects,
  key: string,
  bytes: Uint8Array,
  check: (text: string) => unknown,
): Promise<Uint8Array> {
  if ((await objects.create(key, bytes, { sha256: sha256(bytes) })) === 'created') return bytes;
  const stored = await objects.get(key);
  if (!stored) throw new Error(`${key} must be there, got nothing`);
  check(new TextDecoder().decode(stored.body));
  return stored.body;
}
