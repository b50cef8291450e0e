import * as z from 'zod/mini';
import { Digest, MarketId, object } from '../market/fields.ts';
import { parseJson, refuse } from '../market/parse.ts';
import { NIGHTLY } from './keys.ts';
import { MAX_CHARACTERS } from './words.ts';

/**
 * One night has one sweep, however often its schedule fires; where a deployment came between it and its report, it is
 * planned anew under the next name, which sorts behind the first.
 */
export const nightlySweepId = (market: string, businessDate: string, plan = 1): string =>
  `${NIGHTLY}${market}-${businessDate}${plan === 1 ? '' : `-${plan}`}`;
/** Times that a night is planned; a day has no more deployments than that. */
export const MOST_PLANS = 9;

/** Nobody but the night may use its ids. */
export const isNightly = (sweepId: string): boolean => sweepId.startsWith(NIGHTLY);

const Inbox = object({
  schema: z.literal('inbox/1', 'must be inbox/1'),
  market: MarketId,
  /** The snapshot of that night lies under it already. */
  snapshotDigest: Digest,
  /** The sweep file of that night. */
  sweep: z.string('must be a text'),
});
/** What a night is to run on; written once, by whoever delivers it. */
export type Inbox = Readonly<z.infer<typeof Inbox>>;

/** Reads an inbox; it must be the market's own. */
export function parseInbox(json: string, market: string): Inbox {
  const inbox = parseJson('inbox', Inbox, json, 2 * MAX_CHARACTERS);
  return inbox.market === market ? inbox : refuse('inbox.market', `be ${market}`, inbox.market);
}
