import type { MechanismSpec } from '../rules.ts';
import { auction } from './auction.ts';
import { full } from './full.ts';
import type { Mechanism } from './mechanism.ts';
import { rateLimited } from './rate-limited.ts';
import { steppedShare, steppedTier } from './stepped.ts';
import { takeover } from './takeover.ts';
import { targetMargin } from './target-margin.ts';

/** Adding a mechanism: one file, one name in `MechanismSpec`, one line here. */
function mechanismOf(spec: MechanismSpec, capacity: number): Mechanism {
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
    case 'takeover':
      return takeover(spec, capacity);
  }
}

/** Mechanisms with room for `capacity` accounts, each made when it is first asked for. */
export function mechanismsFor(capacity: number): (spec: MechanismSpec) => Mechanism {
  const made = new Map<MechanismSpec, Mechanism>();
  return (spec) => {
    const own = made.get(spec) ?? mechanismOf(spec, capacity);
    made.set(spec, own);
    return own;
  };
}
