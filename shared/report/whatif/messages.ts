import type { Dials } from './bench.ts';
import type { Checked } from './check.ts';
import type { ShownNumber } from './page-market.ts';
import type { Picture } from './picture.ts';
import type { Along, PlacedPosition } from './portfolio.ts';

// What the panel and its Worker say to each other.

/** To the Worker. What is asked replaces what was asked before and is not finished. */
export type Request =
  /** JSON of a `PageMarket`. */
  | { readonly kind: 'open'; readonly market: string }
  | { readonly kind: 'run'; readonly id: number; readonly dials: Dials }
  | { readonly kind: 'stop' }
  /** `own` is JSON of a `PageReport`; the bytes are anybody's. */
  | { readonly kind: 'compare'; readonly id: number; readonly own: string; readonly bytes: Uint8Array }
  | { readonly kind: 'replay'; readonly id: number; readonly dials: Dials; readonly path: number }
  | { readonly kind: 'portfolio'; readonly id: number; readonly dials: Dials | null; readonly text: string };

/** How a cell stands against the same paths today. */
export interface Paired {
  readonly pairs: number;
  /** Paths in which the fund suffices today, and does not where the sliders stand. */
  readonly newly: number;
  readonly noLonger: number;
}

/** From the Worker. */
export type Answer =
  | { readonly kind: 'checked'; readonly checked: Checked | null }
  | {
      readonly kind: 'numbers';
      readonly id: number;
      /** Paths run so far, of all. */
      readonly ran: number;
      readonly of: number;
      readonly shown: readonly ShownNumber[];
      /** Null where the sliders stand on today. */
      readonly paired: Paired | null;
    }
  | { readonly kind: 'compared'; readonly id: number; readonly markup: string }
  | { readonly kind: 'picture'; readonly id: number; readonly picture: Picture }
  | {
      readonly kind: 'portfolio';
      readonly id: number;
      readonly positions: readonly PlacedPosition[];
      readonly along: Along | null;
    }
  | { readonly kind: 'refused'; readonly id: number; readonly of: Request['kind']; readonly words: string };
