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

/** What is run again for a date that has its night, on other inputs: it stands beside the night, never in its place. */
export const besideSweepId = (market: string, businessDate: string, digest: string): string =>
  `${market}-${businessDate}-${digest.slice(0, 12)}`;

/** Nobody but the night may use its ids. */
export const isNightly = (sweepId: string): boolean => sweepId.startsWith(NIGHTLY);

/** The date that a nightly id names; undefined of any other id. */
export const nightOf = (sweepId: string): string | undefined =>
  isNightly(sweepId) ? /-(\d{4}-\d{2}-\d{2})(?:-[2-9])?$/.exec(sweepId)?.[1] : undefined;

/** The date of a night, or of a run beside one, by its id; undefined of any other sweep. */
export function archivedDate(
  sweepId: string,
): { readonly date: string; readonly isNight: boolean } | undefined {
  const night = nightOf(sweepId);
  if (night !== undefined) return { date: night, isNight: true };
  const beside = /-(\d{4}-\d{2}-\d{2})-[0-9a-f]{12}$/.exec(sweepId);
  return beside ? { date: beside[1]!, isNight: false } : undefined;
}

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
