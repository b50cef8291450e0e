import type { Venue } from '../../market/contagion/venue.ts';
import type { VenueAlternative } from '../../sweep/contagion/venue-alternatives.ts';
import { fundUnder } from '../../sweep/contagion/venue-cells.ts';
import type { LimitInForce, TestState } from '../findings/metric.ts';
import type { VenueRows } from './venue-rows.ts';
import { type VenueTest, venueTests } from './venue-verdict.ts';

/** The verdict's tests under another value of an assumption (report.md 2.6). */
export interface VenueUnder {
  readonly asked: VenueAlternative;
  /** Proven: every test; refuted: at least one. */
  readonly word: TestState;
  readonly tests: readonly VenueTest[];
}

/** Each alternative is a venue of its own, with the same levels; nothing is corrected over them, so that adding one improves no word. */
export function venueUnder(
  venue: Venue,
  limits: readonly LimitInForce[],
  asked: VenueAlternative,
  all: readonly VenueRows[],
): VenueUnder {
  const table = all.filter(({ cell }) => cell.under?.id === asked.id);
  const tests = venueTests(fundUnder(venue, { under: asked }), limits, table);
  return { asked, word: wordOf(tests), tests };
}

function wordOf(tests: readonly VenueTest[]): TestState {
  if (tests.some(({ state }) => state === 'refuted')) return 'refuted';
  return tests.every(({ state }) => state === 'proven') ? 'proven' : 'open';
}
