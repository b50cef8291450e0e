import type { ChainState } from './chain.ts';
import { createIsolated, startIsolated } from './holders/isolated/isolated.ts';
import type { Ladder } from './holders/isolated/ladder.ts';
import { createOrders } from './holders/isolated/orders.ts';
import { mechanismsFor } from './mechanism/mechanisms.ts';
import { carryIn } from './purse/carry.ts';
import { createLedger, type Ledger, resetLedger } from './purse/ledger.ts';
import { createPurse, startPurse } from './purse/purse.ts';
import type { Rules } from './rules.ts';
import type { Path, Tick } from './tick.ts';
import { createBlock } from './venue/block.ts';
import type { Depth } from './venue/depth/depth.ts';
import { createPremium, startPremium } from './venue/funding.ts';
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

/** Room for paths of one market over ladders of up to `capacity` accounts, and what begins one of them in it. */
export function createPath(capacity: number): { path: Path; start(input: PathInput, isTold: boolean): void } {
  const ticks: Tick[] = [];
  const path = { ticks, system: createLedger(), isAlone: true, crossed: null, interventions: [] };
  const start = addMarket(path, path.system, capacity);
  return {
    path,
    start: (input, isTold) => start(input, input.chain ? input.chain.fund : input.rules.fund, isTold),
  };
}

/**
 * Adds a market to those of a path; returns what begins a path in it, with so much of a fund in its ledger.
 *
 * @param ofAdl accounts that ADL may choose among: those of the ladder, and crossed ones
 */
export function addMarket(
  path: { readonly ticks: Tick[] } & Path,
  ledger: Ledger,
  capacity: number,
  ofAdl = capacity,
): (input: PathInput, fund: number, isTold: boolean) => void {
  const mechanismFor = mechanismsFor(capacity);
  const tick: Tick = {
    path,
    market: path.ticks.length,
    venue: createVenue(),
    isolated: createIsolated(capacity),
    orders: createOrders(capacity),
    block: createBlock(),
    ledger,
    purse: createPurse(ofAdl),
    premium: createPremium(),
    isHalted: false,
    isTold: false,
    isAnonymous: false,
    openQuantity: -0,
    openInterest: -0,
  };
  path.ticks.push(tick);
  const { venue, isolated, purse, premium } = tick;
  return ({ ladder, rules, depth, shockPath, depthScale, chain }, fund, isTold) => {
    const mechanism = mechanismFor(rules.mechanism);
    tick.isHalted = false;
    tick.isTold = isTold;
    venue.rules = rules;
    venue.depth = depth;
    venue.path = shockPath;
    venue.depthScale = depthScale;
    startVenue(venue, chain);
    startPremium(premium);
    startIsolated(isolated, ladder, mechanism);
    // Everything else goes row by row.
    tick.isAnonymous =
      rules.adl.when !== 'negative-equity' && !rules.socialised && !rules.backstop && !isTold;
    isolated.inRanges = tick.isAnonymous && (mechanism.takesRanges?.(ladder) ?? false);
    tick.openQuantity = ladder.openQuantity;
    tick.openInterest = ladder.openInterest;
    resetLedger(ledger, fund, rules.backstop ? rules.backstop.capital : 0);
    startPurse(purse, rules, fund, venue.lastTick);
    if (chain) carryIn(purse.inventory, chain.inventory, venue.lastTick);
  };
}
