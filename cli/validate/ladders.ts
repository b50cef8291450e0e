import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type DepthLaw, depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { playLadder } from '../../shared/market/play-scenario.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Check, near, same } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, numberOf, type Place } from './place.ts';

/** Margins that are worth nothing at the trigger: without maintenance a long triggers at `entry - collateral`. */
const NO_MAINTENANCE = tiersOf([{ floor: 0, rate: 0, maxLeverage: 1_000 }]);

/** Longs of one quantity at these trigger prices. */
export function ladderOfTriggers(triggers: ArrayLike<number>, quantity: number, startPrice: number): Ladder {
  const accounts = allocateAccounts(triggers.length);
  accounts.side.fill(1);
  accounts.quantity.fill(quantity);
  accounts.entryPrice.fill(startPrice);
  for (let i = 0; i < triggers.length; i++) accounts.collateral[i] = quantity * (startPrice - triggers[i]!);
  const ladder = createLadder(triggers.length);
  fillLadder(ladder, accounts, NO_MAINTENANCE, 'linear', startPrice);
  return ladder;
}

export const ladderLinear: Runner = (group) =>
  ladders(group.place, (one) => ({ law: 'linear', slope: numberOf(one, 'slope') }), group.tolerance);

export const ladderExponential: Runner = (group) =>
  ladders(group.place, (one) => ({ law: 'exponential', beta: numberOf(one, 'beta') }), group.tolerance);

/** Each case by the tick engine and by both equilibrium solvers. */
function ladders(place: Place, lawOf: (one: Place) => DepthLaw, tolerance: Parameters<typeof near>[3]) {
  const shape = field(place, 'ladder');
  const startPrice = numberOf(place, 'p0');
  const triggers = Array.from(
    { length: numberOf(shape, 'count') },
    (_, i) => numberOf(shape, 'start') + i * numberOf(shape, 'step'),
  );
  const ladder = ladderOfTriggers(triggers, numberOf(shape, 'quantity'), startPrice);
  const checks = items(place, 'cases').flatMap((one, i): Check[] => {
    const law = lawOf(one);
    const depth = depthOf(law, startPrice);
    const fundamental = numberOf(one, 'fundamental');
    const ticks = stepped(ladder, law, startPrice, fundamental);
    const rounds = equilibriumByRounds(ladder, depth, fundamental, 1);
    const thresholds = equilibriumByThresholds(thresholdsOf(ladder, depth, 1, 1), fundamental);
    const liquidated = numberOf(one, 'liquidated');
    const price = numberOf(one, 'finalPrice');
    return [
      same(`[${i}] liquidated, ticks`, liquidated, ticks.accounts),
      near(`[${i}] finalPrice, ticks`, price, ticks.price, tolerance),
      same(`[${i}] rounds, ticks`, numberOf(one, 'rounds'), ticks.rounds),
      same(`[${i}] liquidated, rounds`, liquidated, rounds.accounts),
      near(`[${i}] finalPrice, rounds`, price, rounds.price, tolerance),
      same(`[${i}] rounds, rounds`, numberOf(one, 'rounds'), rounds.rounds),
      same(`[${i}] liquidated, thresholds`, liquidated, thresholds.accounts),
      near(`[${i}] finalPrice, thresholds`, price, thresholds.price, tolerance),
    ];
  });
  return { checks };
}

/** The tick engine in the setting of the equilibrium: everything at once, everything permanent. */
function stepped(ladder: Ladder, law: DepthLaw, startPrice: number, fundamental: number) {
  const { dt, horizon, rampSeconds: _, depthScale, ...venue } = SCENARIO_DEFAULTS;
  const rules = { ...venue, startPrice, tickSeconds: dt, horizonSeconds: horizon };
  const factor = fundamental / startPrice;
  const path = shockPathOf(factor - 1, Float64Array.of(factor));
  const { outcome, ticks } = playLadder(ladder, { rules, depth: law, depthScale }, path);
  return { accounts: outcome.accountsClosed, rounds: outcome.rounds, price: ticks.at(-1)!.post };
}
