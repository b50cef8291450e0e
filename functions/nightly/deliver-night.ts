import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { inboxKey } from '../../shared/sweep/keys.ts';
import type { Inbox } from '../../shared/sweep/night.ts';
import type { Objects } from '../ports.ts';
import { bytesOf } from '../stored/records.ts';

/**
 * Says what a market's night of a date is to run on, whose snapshot lies under its digest already. The same twice is
 * fine; another one is refused, for the night may have begun.
 */
export async function deliverNight(
  objects: Objects,
  { market, snapshotDigest, sweep }: Omit<Inbox, 'schema'>,
  businessDate: string,
): Promise<'delivered' | 'known'> {
  const key = inboxKey.build({ market, businessDate });
  const own = bytesOf({ schema: 'inbox/1', market, snapshotDigest, sweep } satisfies Inbox);
  if ((await objects.create(key, own)) === 'created') return 'delivered';
  const first = sha256((await objects.get(key))!.body); // written once, deleted never
  if (first !== sha256(own)) {
    refuse(key, `stay what was delivered first, with the digest ${first}`, sha256(own));
  }
  return 'known';
}
