import {
  afterHaircut,
  carryOf,
  loopOf,
  mostBadDebt,
  unwind,
} from '../../shared/cascade/holders/borrower/loop.ts';
import { grownCeiling } from '../../shared/cascade/lender/lending.ts';
import { type Check, near, nearAll, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, number, numberOf, numbersOf, type Place } from './place.ts';

/** Loops: how they are built, what they earn, what a haircut leaves of them, and how they are unwound without a flash loan. */
export const loops: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'cases').flatMap((one) => caseChecks(one, tolerance)),
    ...(maybe(place, 'unwind') ? items(place, 'unwind') : []).flatMap((one) => unwindChecks(one, tolerance)),
    ...(maybe(place, 'uniformHaircut') ? items(place, 'uniformHaircut') : []).map((one) => {
      const haircut = numberOf(one, 'haircut');
      const most = mostBadDebt(numberOf(one, 'collateral'), numberOf(one, 'threshold'), haircut);
      return near(`uniform haircut ${haircut}`, numberOf(one, 'expected'), most, tolerance);
    }),
    ...ceilingChecks(maybe(place, 'ratioCap'), tolerance),
  ],
});

/** How far the ceiling of a ratio may rise in a step. */
function ceilingChecks(one: Place | undefined, tolerance: Tolerance): Check[] {
  if (!one) return [];
  const ceiling = grownCeiling(numberOf(one, 'ratio'), numberOf(one, 'growth'));
  return [near('ceiling of a ratio', numberOf(one, 'expected'), ceiling, tolerance)];
}

/** The short form of group `collateralised-debt`: leverage alone. */
export function loopChecks(one: Place, tolerance: Tolerance): Check[] {
  const [ltv, rounds] = [numberOf(one, 'ltv'), numberOf(one, 'rounds')];
  const { leverage, limit } = loopOf(ltv, rounds, 1);
  return [
    near(`loop ${ltv} x ${rounds} leverage`, numberOf(one, 'leverage'), leverage, tolerance),
    near(`loop ${ltv} x ${rounds} limit`, numberOf(one, 'limit'), limit, tolerance),
  ];
}

function caseChecks(one: Place, tolerance: Tolerance): Check[] {
  const [ltv, rounds] = [numberOf(one, 'ltv'), numberOf(one, 'rounds')];
  const loop = loopOf(ltv, rounds, numberOf(one, 'threshold'));
  const { carry, breakEvenRate } = carryOf(loop, numberOf(one, 'yieldRate'), numberOf(one, 'borrowRate'));
  const { loss, equity, badDebt } = afterHaircut(loop, numberOf(one, 'haircut'));
  const expected = field(one, 'expected');
  const obtained: Readonly<Record<string, number | undefined>> = {
    leverage: loop.leverage,
    debt: loop.debt,
    limit: loop.limit,
    health: loop.health,
    triggerExchangeRate: loop.triggerRate,
    carry,
    breakEvenRate,
    equityLoss: loss,
    equityAfter: equity,
    badDebt,
  };
  return Object.entries(obtained).map(([key, value]) => {
    const wanted = field(expected, key);
    const name = `loop ${ltv} x ${rounds} ${key}`;
    return wanted.value === null || value === undefined
      ? same(name, wanted.value === null ? null : number(wanted), value ?? null)
      : near(name, number(wanted), value, tolerance);
  });
}

function unwindChecks(one: Place, tolerance: Tolerance): Check[] {
  const [debt, cash] = [numberOf(one, 'debt'), numberOf(one, 'cash')];
  const found = unwind(numberOf(one, 'ltv'), numberOf(one, 'collateral'), debt, cash);
  const expected = field(one, 'expected');
  const name = `unwind ${debt} with cash ${cash}`;
  return [
    same(`${name} count`, numberOf(expected, 'count'), found.rounds.length),
    ...nearAll(`${name} round`, numbersOf(expected, 'rounds'), found.rounds, tolerance),
    near(`${name} collateralLeft`, numberOf(expected, 'collateralLeft'), found.collateral, tolerance),
    near(`${name} debtLeft`, numberOf(expected, 'debtLeft'), found.debt, tolerance),
    near(`${name} cashLeft`, numberOf(expected, 'cashLeft'), found.cash, tolerance),
  ];
}
