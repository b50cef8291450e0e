import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';
import { near } from './check.ts';
import type { Runner } from './group.ts';
import { items, numberOf, type Place, refuseAt } from './place.ts';

/** A venue whose fund may fall only so far below its peak: what the fund bears of a loss, and what profits bear. */
export const fundDrawdown: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one, i) => {
    const pool = numberOf(one, 'pool');
    const threshold = numberOf(one, 'threshold');
    const { fundDraw, adlHaircut, fundEnd } = lossOf(one, pool, numberOf(one, 'loss'), -threshold);
    const check = (name: string, expected: number, obtained: number) =>
      near(`[${i}] ${name}`, expected, obtained, tolerance);
    return [
      // What the pool would have lost, had it borne everything.
      check('ratio', numberOf(one, 'ratio'), -(fundDraw + adlHaircut) / pool),
      check('threshold', threshold, (fundEnd - pool) / pool),
      check('borneByFund', numberOf(one, 'borneByFund'), fundDraw),
      check('borneByProfits', numberOf(one, 'borneByProfits'), adlHaircut),
    ];
  }),
});

/**
 * The loss of equal longs in a market that falls by half at once, into depth that no sale moves: entered at 100 with 10 of
 * collateral a coin, each is bankrupt at 90 and 40 a coin short at 50. Accounts are closed whole, so the loss is cut
 * into parts that fit what the fund may pay.
 */
function lossOf(at: Place, pool: number, loss: number, drawdown: number) {
  const part = commonDivisor(loss, Math.round(pool * drawdown));
  const accounts = loss / part;
  if (!(accounts <= 10_000))
    refuseAt(at.at, 'have a loss of at most 10000 parts that fit the pool', accounts);
  const quantity = part / 40;
  const winner = {
    side: -1,
    quantity: quantity * accounts,
    entry: 100,
    collateral: 100 * quantity * accounts,
  };
  const { outcome } = playScenario(
    scenarioOf(
      {
        config: {
          p0: 100,
          shock: -0.5,
          fund: pool,
          adl: { when: 'fund-drawdown', policy: 'pro-rata', drawdown, windowTicks: 28_800 },
          depth: { law: 'linear', slope: 1e-30 },
        },
        tiers: [{ floor: 0, rate: 0.01 }],
        accounts: [
          ...Array.from({ length: accounts }, () => ({
            side: 1,
            quantity,
            entry: 100,
            collateral: 10 * quantity,
          })),
          winner,
        ],
      },
      at.at,
    ),
  );
  return outcome;
}

/** Of two whole amounts. */
function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
