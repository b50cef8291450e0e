import {
  bonusAt,
  healthOf,
  morphoIncentive,
  seizureOf,
  toxicFrom,
  wantedRepayment,
} from '../../shared/cascade/holders/borrower/repayment.ts';
import { rationOf } from '../../shared/cascade/lender/pool.ts';
import { aaveBorrowers } from '../../shared/market/import/aave-borrowers.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { loopChecks } from './loops.ts';
import { entries, items, maybe, numberOf, type Place } from './place.ts';

/** Health, repayments, the boundary beyond which repaying is toxic, incentives: rules of Aave and Morpho. */
export const collateralisedDebt: Runner = ({ place, tolerance }) => {
  const of = (key: string, part: (own: Place, tolerance: Tolerance) => Check[]) => {
    const own = maybe(place, key);
    return own ? part(own, tolerance) : [];
  };
  const each = (key: string, part: (own: Place, tolerance: Tolerance) => Check[]) =>
    of(key, (list) => entries(list).flatMap((own) => part(own, tolerance)));
  return {
    checks: [
      ...of('health', healthChecks),
      ...of('toxic', toxicChecks),
      ...each('badDebt', badDebtChecks),
      ...each('morpho', (one, limit) => {
        const threshold = numberOf(one, 'lltv');
        return [near(`morpho ${threshold}`, numberOf(one, 'incentive'), morphoIncentive(threshold), limit)];
      }),
      ...of('oracleMisprice', mispriceChecks),
      ...each('loops', loopChecks),
    ],
  };
};

function healthChecks(own: Place, tolerance: Tolerance): Check[] {
  const [debt, threshold] = [numberOf(own, 'debt'), numberOf(own, 'threshold')];
  const weighted = numberOf(own, 'collateral') * threshold;
  const reached = { debt, weighted, threshold, bonus: numberOf(own, 'bonus') };
  return [
    near('health', numberOf(own, 'health'), healthOf(weighted, debt), tolerance),
    ...items(own, 'targetRepayment').map((one) => {
      const health = numberOf(one, 'target');
      const repayment = wantedRepayment(reached, { rule: 'target', health });
      return near(`repayment to ${health}`, numberOf(one, 'repay'), repayment, tolerance);
    }),
  ];
}

function toxicChecks(own: Place, tolerance: Tolerance): Check[] {
  const bonus = numberOf(own, 'bonus');
  const [collateral, debt] = [numberOf(own, 'collateral'), numberOf(own, 'debt')];
  return [
    near('toxic boundary', numberOf(own, 'boundary'), toxicFrom(bonus), tolerance),
    ...items(own, 'path').map((one) => {
      const { repaid, seized } = seizureOf(numberOf(one, 'repaid'), bonus, collateral);
      const ltv = (debt - repaid) / (collateral - seized);
      return near(`loan-to-value after ${repaid}`, numberOf(one, 'ltv'), ltv, tolerance);
    }),
  ];
}

/** All of a debt is to be repaid out of what a fall has left of the collateral. */
function badDebtChecks(one: Place, tolerance: Tolerance): Check[] {
  const [debt, fall] = [numberOf(one, 'debt'), numberOf(one, 'fall')];
  const left = numberOf(one, 'collateral') * (1 - fall);
  const { repaid } = seizureOf(debt, numberOf(one, 'bonus'), left);
  return [near(`bad debt after ${fall}`, numberOf(one, 'badDebt'), debt - repaid, tolerance)];
}

/** Whoever has this health at fair prices stands at 1 where the oracle is low. */
function mispriceChecks(own: Place, tolerance: Tolerance): Check[] {
  const misprice = numberOf(own, 'misprice');
  const health = healthOf(100, 80) / healthOf(100 * (1 - misprice), 80);
  return [near(`health at an oracle low by ${misprice}`, numberOf(own, 'health'), health, tolerance)];
}

const STETH = 'aave-positions/aave_v2_steth_2023-06.csv.gz';

/** Every borrower of a real market: health recomputed, and how many stand below 1 and 1.05. */
export const aaveV2: Runner = ({ place, tolerance, recorded }) => {
  const text = recorded(STETH);
  if (text === undefined)
    return { checks: [], notRun: [{ part: '', reason: `${STETH} is not in the data folder` }] };
  const { count, collateral, debt, threshold, health } = aaveBorrowers(STETH, text);
  const own = health.map((_, i) => healthOf(collateral[i]! * threshold[i]!, debt[i]!));
  const owing = [...own.keys()].filter((i) => debt[i]! > 0);
  const below = (bound: number) => owing.filter((i) => own[i]! < bound).length;
  return {
    checks: [
      same('accounts', numberOf(place, 'accounts'), count),
      same('below 1', numberOf(place, 'belowOne'), below(1)),
      same('below 1.05', numberOf(place, 'below1_05'), below(1.05)),
      ...owing.map((i) => near(`row ${i + 1} health`, health[i]!, own[i]!, tolerance)),
    ],
  };
};

/** A bonus that grows as health falls, and a repayment up to a target; `1 + bonus` in the file. */
export function aaveV4Checks(place: Place, tolerance: Tolerance): Check[] {
  return [
    ...items(place, 'bonus').map((one) => {
      const most = numberOf(one, 'maxBonus') - 1;
      const fullAt = numberOf(one, 'healthForMax');
      const health = numberOf(one, 'health');
      const bonus = bonusAt({ most, share: numberOf(one, 'factor'), fullAt }, health);
      return near(`aaveV4 bonus at ${health}`, numberOf(one, 'expected'), 1 + bonus, tolerance);
    }),
    ...items(place, 'repayment').map((one) => {
      const debt = numberOf(one, 'debt');
      const repayment = wantedRepayment(
        {
          debt,
          weighted: numberOf(one, 'health') * debt,
          threshold: numberOf(one, 'threshold'),
          bonus: numberOf(one, 'bonus') - 1,
        },
        { rule: 'target', health: numberOf(one, 'target') },
      );
      return near(`aaveV4 repayment of ${debt}`, numberOf(one, 'expected'), repayment, tolerance);
    }),
  ];
}

/** Claims on the cash that a loss has left are all served alike, as those on a pool. */
export const paradexSocialisedChecks = (place: Place, tolerance: Tolerance): Check[] =>
  items(place, 'cases').map((one) => {
    const [cash, residual] = [numberOf(one, 'total'), numberOf(one, 'residual')];
    const factor = 1 - rationOf(cash, cash + residual);
    return near(`paradex socialised ${residual}`, numberOf(one, 'expected'), factor, tolerance);
  });
