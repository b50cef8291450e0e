import { sha256 } from '../../shared/market/digest.ts';
import type { Objects } from '../ports.ts';

/**
 * Writes once; what is there already must be the same, for a reduce has one outcome. Its digest lies beside it, so
 * that a second attempt need not read tables of a million rows.
 */
export async function createSame(
  objects: Objects,
  key: string,
  bytes: Uint8Array,
  own: string,
): Promise<void> {
  if ((await objects.create(key, bytes, { sha256: own })) === 'created') return;
  const got = (await objects.head(key))?.sha256 ?? (await digestOf(objects, key));
  if (got !== own) throw new Error(`${key} must never change, got ${own} for ${got}`);
}

async function digestOf(objects: Objects, key: string): Promise<string> {
  const stored = await objects.get(key);
  return stored ? sha256(stored.body) : 'nothing';
}
