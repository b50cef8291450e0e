// Ladders made by hand: without maintenance the trigger is the bankruptcy price, entry minus (or plus) what the
// collateral covers per unit.

import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import type { Rules } from '../../shared/cascade/rules.ts';

export interface Rung {
  readonly side?: 1 | -1;
  /** From the start price to the trigger, in price. */
  readonly distance: number;
  readonly quantity: number;
}

const NO_MAINTENANCE = tiersOf([{ floor: 0, rate: 0, maxLeverage: 1_000 }]);

export function fillRungs(ladder: Ladder, rungs: readonly Rung[], startPrice: number): Ladder {
  const accounts = allocateAccounts(rungs.length);
  rungs.forEach(({ side = 1, distance, quantity }, i) => {
    accounts.side[i] = side;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = startPrice;
    accounts.collateral[i] = distance * quantity;
  });
  fillLadder(ladder, accounts, NO_MAINTENANCE, 'linear', startPrice);
  return ladder;
}

export const ladderOfRungs = (rungs: readonly Rung[], startPrice: number): Ladder =>
  fillRungs(createLadder(rungs.length), rungs, startPrice);

/** The setting in which both solvers of model.md 6 hold: everything at once, on the last price, for good. */
export const plainRules = (startPrice: number, own: Partial<Rules> = {}): Rules => ({
  contract: 'linear',
  startPrice,
  tickSeconds: 1,
  horizonSeconds: 3_600,
  permanentShare: 1,
  permanentTo: 'venue',
  decayPerTick: 1,
  triggerRule: { rule: 'last' },
  ownShare: 1,
  feeRate: 0,
  leftover: 'return',
  fund: 0,
  adl: { when: 'never' },
  socialised: false,
  backstop: null,
  mechanism: { name: 'full' },
  withdrawal: null,
  ...own,
});
