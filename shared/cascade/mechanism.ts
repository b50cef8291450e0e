import { auction } from './mechanism/auction.ts';
import { full } from './mechanism/full.ts';
import { rateLimited } from './mechanism/rate-limited.ts';
import { steppedShare, steppedTier } from './mechanism/stepped.ts';
import { targetMargin } from './mechanism/target-margin.ts';
import type { Play } from './play.ts';
import type { MechanismSpec } from './rules.ts';
import type { Turn } from './turn.ts';

/** Turns the active accounts of a tick into orders or lots; may keep a queue between ticks. */
export interface Mechanism {
  /** Forgets the path before. */
  start(): void;
  act(turn: Turn): void;
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
