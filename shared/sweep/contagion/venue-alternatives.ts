import * as z from 'zod/mini';
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

/** Refuses an alternative to what the snapshot does not assume. */
export function refuseUnstated(asked: readonly VenueAlternative[], { assumptions }: Venue): void {
  const stated = assumptions.map(({ id }) => id);
  for (const [i, { assumption }] of asked.entries())
    if (assumption !== undefined && !stated.includes(assumption))
      refuse(`sweep.alternatives.${i}.assumption`, 'be one of the snapshot', assumption);
}
