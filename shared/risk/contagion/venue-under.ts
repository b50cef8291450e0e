import type { Venue } from '../../market/contagion/venue.ts';
import type { VenueAlternative } from '../../sweep/contagion/venue-alternatives.ts';
import { fundUnder } from '../../sweep/contagion/venue-cells.ts';
import type { LimitInForce } from '../findings/metric.ts';
import { asRead, list, type Of, object, oneOf } from '../shapes/shape.ts';
import { alternativeWord } from '../verdict/market-word.ts';
import type { VenueRows } from './venue-rows.ts';
import { TEST_STATES, VenueTest, venueTests } from './venue-verdict.ts';

/** The verdict's tests under another value of an assumption (report.md 2.6). */
export const VenueUnder = object('the verdict’s tests under another value of an assumption', {
  asked: asRead<VenueAlternative>('alternative', 'as the sweep names it'),
  word: oneOf('proven: every test; refuted: at least one', TEST_STATES),
  tests: list('one a limit', VenueTest),
});
export type VenueUnder = Of<typeof VenueUnder>;

/** Each alternative is a venue of its own, with the same levels; nothing is corrected over them, so that adding one improves no word. */
export function venueUnder(
  venue: Venue,
  limits: readonly LimitInForce[],
  asked: VenueAlternative,
  all: readonly VenueRows[],
): VenueUnder {
  const table = all.filter(({ cell }) => cell.under?.id === asked.id);
  const tests = venueTests(fundUnder(venue, { under: asked }), limits, table);
  return { asked, word: alternativeWord(tests.map(({ state }) => state)), tests };
}
