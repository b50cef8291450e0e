import type { Level } from '../../cascade/venue/depth/walk.ts';
import type { Say } from '../csv.ts';
import { mergedLevels } from '../outside.ts';
import { bookAround, type VenueBook } from './venue-levels.ts';

/** Depth on other venues: a multiple of the own, or their order books; one of the two. */
export interface OutsideRequest {
  /** Distance from the index at which arbitrage begins, a fraction of it. */
  readonly cost: number;
  readonly multiple?: number;
  readonly books: readonly VenueBook[];
}

/**
 * The section `depth.outside` of a snapshot. Venues do not stand at one price: the levels of each count by their
 * distance from its own mid, and are written around the mid of the first, whose prices stay as recorded.
 */
export function outsideDepth(
  asOfSeconds: number,
  { cost, multiple, books }: OutsideRequest,
  say: Say = () => {},
) {
  const [first, ...others] = books.map((book) => bookAround(asOfSeconds, book, say));
  const levels =
    first &&
    others.reduce((all, { reference, bids, asks }) => {
      const around = ([price, size]: Level): Level => [first.reference * (price / reference), size];
      return {
        reference: first.reference,
        bids: mergedLevels(all.bids, bids.map(around), 1),
        asks: mergedLevels(all.asks, asks.map(around), -1),
      };
    }, first);
  return { cost, ...(multiple !== undefined && { multiple }), ...(levels && { levels }) };
}
