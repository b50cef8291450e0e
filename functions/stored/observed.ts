import { sha256 } from '../../shared/market/digest.ts';
import { type Observed, parseObserved } from '../../shared/market/observed.ts';
import { refuse } from '../../shared/market/parse.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';

/** Where what was observed lies, under its digest. */
export const observedKey = (digest: string): string => snapshotKey.build({ digest, file: 'observed.json' });

/** What a sweep names as observed. */
export async function needObserved(objects: Objects, digest: string): Promise<Observed> {
  const key = observedKey(digest);
  const stored = await objects.get(key);
  if (!stored) refuse(key, 'be there', undefined);
  const text = new TextDecoder().decode(stored.body);
  const got = sha256(text);
  if (got !== digest) refuse('sweep.observed', `have the digest ${digest}`, got);
  return parseObserved(text);
}
