import type { ChainState } from './chain.ts';
import { createIsolated, startIsolated } from './holders/isolated/isolated.ts';
import type { Ladder } from './holders/isolated/ladder.ts';
import { createOrders } from './holders/isolated/orders.ts';
import { mechanismsFor } from './mechanism/mechanisms.ts';
import { carryIn } from './purse/carry.ts';
import { createLedger, resetLedger } from './purse/ledger.ts';
import { createPurse, startPurse } from './purse/purse.ts';
import type { Rules } from './rules.ts';
import type { Tick } from './tick.ts';
import { createBlock } from './venue/block.ts';
import type { Depth } from './venue/depth/depth.ts';
import type { ShockPath } from './venue/shock.ts';
import { createVenue, startVenue } from './venue/venue.ts';

/** What one path is run over. */
export interface PathInput {
  readonly ladder: Ladder;
  readonly rules: Rules;
  readonly depth: Depth;
  /** The way of the fundamental. */
  readonly shockPath: ShockPath;
  /** Multiple of the depth law's depth in force on this path, > 0. */
  readonly depthScale: number;
  /** Where a chain of paths goes on; the fund of `rules` and a market at rest without it. */
  readonly chain?: ChainState;
}

/** Room for paths over ladders of up to `capacity` accounts, and what begins one of them in it. */
export function createPath(capacity: number): { tick: Tick; start(input: PathInput, isTold: boolean): void } {
  const mechanismFor = mechanismsFor(capacity);
  const tick: Tick = {
    venue: createVenue(),
    isolated: createIsolated(capacity),
    orders: createOrders(capacity),
    block: createBlock(),
    ledger: createLedger(),
    purse: createPurse(capacity),
    isTold: false,
    isAnonymous: false,
  };
  const { venue, isolated, ledger, purse } = tick;
  return {
    tick,
    start({ ladder, rules, depth, shockPath, depthScale, chain }, isTold) {
      const mechanism = mechanismFor(rules.mechanism);
      const fund = chain ? chain.fund : rules.fund;
      tick.isTold = isTold;
      venue.rules = rules;
      venue.depth = depth;
      venue.path = shockPath;
      venue.depthScale = depthScale;
      startVenue(venue, chain);
      startIsolated(isolated, ladder, mechanism);
      // Everything else goes row by row.
      tick.isAnonymous =
        rules.adl.when !== 'negative-equity' && !rules.socialised && !rules.backstop && !isTold;
      isolated.inRanges = tick.isAnonymous && (mechanism.takesRanges?.(ladder) ?? false);
      resetLedger(ledger, fund, rules.backstop ? rules.backstop.capital : 0);
      startPurse(purse, rules, fund, venue.lastTick);
      if (chain) carryIn(purse.inventory, chain.inventory, venue.lastTick);
    },
  };
}
