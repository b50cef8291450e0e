import { NEGLIGIBLE } from './block.ts';
import type { Venue } from './venue.ts';

/** How far from the mark the depth may be asked to go (contagion.md 7.3). */
export interface BandRule {
  /** Of the mark, a fraction. */
  readonly width: number;
}

/**
 * What the depth may take of a side in a tick: up to where the price meets the band about the mark. What rounding leaves of a band that an
 * earlier tick has filled is none.
 */
export function roomInBand({ width }: BandRule): (venue: Venue, side: number) => number {
  return ({ depth, index, mark, displaced, scale }, side) => {
    const to = side * depth.volumeTo((mark * (1 - side * width)) / index, side, index);
    const room = to - side * displaced;
    return room === Infinity || room > NEGLIGIBLE * Math.abs(to) ? room * scale : 0;
  };
}
