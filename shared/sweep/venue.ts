import * as z from 'zod/mini';
import { atLeast, described, list, MarketId, object, prose } from '../market/fields.ts';
import { parseJson, refuse } from '../market/parse.ts';
import type { Snapshot } from '../market/snapshot.ts';

const SharedFund = object({
  balance: described('the whole of it, settlement currency', atLeast(0)),
  markets: described('ids of the markets that draw on it', list(MarketId, 2, 1_000)),
});

const Venue = object({
  schema: z.literal('venue/1', 'must be venue/1'),
  name: prose(64),
  funds: described('insurance funds that several markets share', z._default(list(SharedFund, 0, 100), [])),
});
/** What a folder of markets has in common: `venue.json`. */
export type Venue = Readonly<z.infer<typeof Venue>>;

const MAX_CHARACTERS = 1_000_000;

/** Reads `venue.json`; throws a RangeError `venue... must rule, got value`. */
export function parseVenue(text: string): Venue {
  const venue = parseJson('venue', Venue, text, MAX_CHARACTERS);
  const named = venue.funds.flatMap(({ markets }) => markets);
  const twice = named.find((id, i) => named.indexOf(id) !== i);
  if (twice) refuse('venue.funds', 'name a market once', twice);
  return venue;
}

/** The snapshot with the fund that its venue states for it; a snapshot of such a market states none of its own, or the same. */
export function withSharedFund({ funds }: Venue, snapshot: Snapshot): Snapshot {
  const { id } = snapshot.market;
  const fund = funds.find(({ markets }) => markets.includes(id));
  if (!fund) return snapshot;
  const { balance } = snapshot.fund;
  if (balance !== 0 && balance !== fund.balance)
    refuse(`snapshot.fund.balance of ${id}`, `be 0 or that of venue.json, ${fund.balance}`, balance);
  const sharedBy = fund.markets.filter((other) => other !== id);
  return { ...snapshot, fund: { balance: fund.balance, sharedBy } };
}
