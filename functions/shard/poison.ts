import { sha256 } from '../../shared/market/digest.ts';
import { poisonKey } from '../../shared/sweep/keys.ts';
import type { Objects } from '../ports.ts';
import { writeRecord } from '../stored/records.ts';

/** Keeps a message that nobody can read, and why, where a person finds it. */
export async function keepPoison(objects: Objects, body: string, message: string): Promise<void> {
  const key = poisonKey.build({ digest: sha256(body) });
  await writeRecord(objects, key, { body: body.slice(0, 4_096), message });
}
