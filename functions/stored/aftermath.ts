import { type Aftermath, parseAftermath } from '../../shared/market/aftermath.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';

/** Where an aftermath lies, under its digest. */
export const aftermathKey = (digest: string): string => snapshotKey.build({ digest, file: 'aftermath.json' });

/** What a sweep names as what came after past reports. */
export async function needAftermath(objects: Objects, digest: string): Promise<Aftermath> {
  const key = aftermathKey(digest);
  const stored = await objects.get(key);
  if (!stored) refuse(key, 'be there', undefined);
  const text = new TextDecoder().decode(stored.body);
  const got = sha256(text);
  if (got !== digest) refuse('sweep.aftermath', `have the digest ${digest}`, got);
  return parseAftermath(text);
}
