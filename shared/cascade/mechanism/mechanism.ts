import type { Play } from '../holders/isolated/play.ts';
import type { MechanismSpec } from '../rules.ts';
import type { Turn } from '../turn.ts';
import { auction } from './auction.ts';
import { full } from './full.ts';
import { rateLimited } from './rate-limited.ts';
import { steppedShare, steppedTier } from './stepped.ts';
import { targetMargin } from './target-margin.ts';

/** Turns the active accounts of a tick into orders or lots; may keep a queue between ticks. */
export interface Mechanism {
  /** Forgets the path before; `play` has begun the new one. */
  start(play: Play): void;
  /**
   * Accounts marked `QUEUED` or `OFF_LADDER` are the mechanism's to look after: no mark reaches them but through these
   * three, which a mechanism without such accounts leaves out. First in a tick: gives back those that its mark does not
   * reach.
   */
  readonly release?: ((turn: Turn) => void) | undefined;
  /** Writes those that the mark of this tick reaches to `into` from `count` on; returns how many are there then. */
  readonly listReached?: ((play: Play, into: Int32Array, count: number) => number) | undefined;
  /** Would marks between these reach one of them? */
  readonly wouldReach?: ((play: Play, least: number, most: number) => boolean) | undefined;
  act(turn: Turn): void;
  /**
   * Of a mechanism that while `turn.inRanges` takes up untouched accounts as ranges, and wants closed whole those up to
   * `turn.longsTo` and `turn.shortsTo`: after `act`, gives whomever was reached a copy and an order of its own instead.
   */
  readonly tellApart?: (turn: Turn) => void;
  /** Must the next tick call `act` even if nobody is reached? */
  pending(play: Play): boolean;
  /** Pending work ends by itself once nobody is reached, so a path may stop over it. */
  readonly cures: boolean;
}

/** Adding a mechanism: one file, one name in `MechanismSpec`, one line here. */
export function mechanismOf(spec: MechanismSpec, capacity: number): Mechanism {
  switch (spec.name) {
    case 'full':
      return full;
    case 'target-margin':
      return targetMargin(spec.multiple, spec.minNotional);
    case 'stepped':
      return spec.variant === 'share'
        ? steppedShare(spec.threshold, spec.firstShare, spec.coolDown)
        : steppedTier();
    case 'rate-limited':
      return rateLimited(spec.velocity, spec.reach, spec.cure, capacity);
    case 'auction':
      return auction(spec, capacity);
  }
}
