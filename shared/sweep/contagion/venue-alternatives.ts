import * as z from 'zod/mini';
import { MOST_TIMES } from '../../market/contagion/misfits.ts';
import type { Venue } from '../../market/contagion/venue.ts';
import { above, atLeast, between, list, object } from '../../market/fields.ts';
import { schemaAsRead } from '../../market/json-schema.ts';
import { refuse } from '../../market/parse.ts';
import { Alternative, MOST_ALTERNATIVES, namedOnce } from '../sweep-file.ts';
import { isNamed } from '../world.ts';

/** What an alternative changes, in all markets. */
const VenueChange = object({
  /** Multiples of today's. */
  depthScale: z.exactOptional(above(0)),
  fundScale: z.exactOptional(atLeast(0)),
  permanentShare: z.exactOptional(between(0, 1)),
}).check(isNamed);
export type VenueChange = Readonly<z.infer<typeof VenueChange>>;

const VenueAlternative = z.extend(Alternative, { change: VenueChange });
/** Another value of an assumption, under which the verdict of a venue is made again (report.md 2.6). */
export type VenueAlternative = Readonly<z.infer<typeof VenueAlternative>>;

export const venueAlternativeAsRead = () => schemaAsRead(VenueAlternative);

export const VenueAlternatives = list(VenueAlternative, 0, MOST_ALTERNATIVES).check(namedOnce());

/** Refuses an alternative to what the snapshot does not assume, and a fund that a snapshot could not have (misfits.ts). */
export function refuseAlternatives(
  asked: readonly VenueAlternative[],
  { assumptions, fund, markets }: Venue,
): void {
  const stated = assumptions.map(({ id }) => id);
  const most = MOST_TIMES * markets.reduce((sum, { openInterest }) => sum + openInterest, 0);
  for (const [i, { assumption, change }] of asked.entries()) {
    const subject = `sweep.alternatives.${i}`;
    if (assumption !== undefined && !stated.includes(assumption))
      refuse(`${subject}.assumption`, 'be one of the snapshot', assumption);
    const { fundScale = 1 } = change;
    if (fundScale > 1 && !(fundScale * fund <= most))
      refuse(
        `${subject}.change.fundScale`,
        `leave the fund at most ${MOST_TIMES} times open interest, ${most}`,
        fundScale * fund,
      );
  }
}
