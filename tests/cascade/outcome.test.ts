// Columns of the outcome row (model.md 7) worked by hand, and the cases in which engine and oracle once disagreed.
import { describe, expect, it } from 'vitest';
import {
  equilibriumByRounds,
  equilibriumByThresholds,
  thresholdsOf,
} from '../../shared/cascade/check/equilibrium.ts';
import type { MechanismSpec, Rules } from '../../shared/cascade/rules.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { differences } from './agreement.ts';
import { type EngineRun, runEngine } from './engine-run.ts';
import { ladderOfRungs, plainRules } from './ladders.ts';
import { runOracle } from './oracle.ts';
import type { Holding, Scenario } from './scenario.ts';

const P0 = 100;
const holding = (
  side: 1 | -1,
  quantity: number,
  collateral: number,
  entryPrice = P0,
  owner = -1,
): Holding => ({
  side,
  quantity,
  entryPrice,
  collateral,
  owner,
});
const long = (quantity: number, collateral: number, entryPrice = P0, owner = -1) =>
  holding(1, quantity, collateral, entryPrice, owner);
const short = (quantity: number, collateral: number, entryPrice = P0, owner = -1) =>
  holding(-1, quantity, collateral, entryPrice, owner);

/** A market of one flat rate of 4 % in a depth that nobody moves, unless a test says otherwise. */
const scene = (
  accounts: readonly Holding[],
  factors: readonly number[],
  rules: Partial<Rules> = {},
  own: Partial<Scenario> = {},
): Scenario => ({
  rules: plainRules(P0, rules),
  depth: { law: 'linear', slope: 1e-14 },
  tiers: [{ floor: 0, rate: 0.04, maxLeverage: 25 }],
  accounts: accounts.map((account, i) => ({ ...account, owner: account.owner < 0 ? i : account.owner })),
  shock: factors.at(-1)! - 1,
  factors,
  depthScale: 1,
  ...own,
});

/** With a trace, without, and the oracle: what one says the others say. */
function agreed(own: Scenario): EngineRun {
  const oracle = runOracle(own);
  const [told, untold] = [runEngine(own, 'traced'), runEngine(own, 'untraced')];
  expect(differences(own, told, oracle)).toEqual([]);
  expect(differences(own, untold, oracle)).toEqual([]);
  return { ...untold, ticks: told.ticks };
}

describe('by hand', () => {
  // Three longs of 10 that trigger at 99.1, 98.1 and 97.1, closed at 99, 98 and 97 in three ticks.
  const three = [long(10, 48.64), long(10, 58.24), long(10, 67.84)];
  const rate = (tickSeconds: number) =>
    agreed(scene(three, [0.99, 0.98, 0.97], { tickSeconds, horizonSeconds: 10 * tickSeconds })).outcome;

  it('the fastest minute holds every tick within it', () => {
    // Ticks of 25 s at 25, 50 and 75: all within (15, 75]. Of 30 s, the first has just left (30, 90].
    expect(rate(25).ratePeak).toBeCloseTo((990 + 980 + 970) / 3_000, 9);
    expect(rate(30).ratePeak).toBeCloseTo((990 + 980) / 3_000, 9);
    // Of 90 s: one tick, scaled to a minute.
    expect(rate(90).ratePeak).toBeCloseTo((990 * (60 / 90)) / 3_000, 9);
  });

  it('times count from the first fill, in ticks', () => {
    const { outcome } = agreed(
      scene(three, [1, 0.985, 0.985, 0.97], { tickSeconds: 10 }, { depth: { law: 'linear', slope: 0.05 } }),
    );
    // First at 98.5 in tick 2, 98.1 reached from 98 in tick 3; then 97.1 from 97 - 1 in tick 4.
    expect([outcome.firstSeconds, outcome.lastSeconds, outcome.peakSeconds]).toEqual([20, 20, 20]);
    // Own impact is 0.5, 1.0 and 1.5 of some 98: half of the last is reached by the second.
    expect(outcome.halfSeconds).toBe(10);
    expect(outcome.ownPeak).toBeCloseTo(1.5 / 97, 12);
    expect(outcome.rounds).toBe(3);
  });

  it('who is reached only because others sold is innocent', () => {
    // Without anybody's sales the price stops at 98.5: only the first is reached by it.
    const { outcome } = agreed(scene(three, [0.985], {}, { depth: { law: 'linear', slope: 0.05 } }));
    expect([outcome.accountsTriggered, outcome.accountsInnocent]).toEqual([2, 1]);
    expect(outcome.branchingRatio).toBeCloseTo(1 / 2, 12);
    // Closed at 98.25 and 97.75 against marks of 98.5 and 98.
    expect(outcome.closeOutCost).toBeCloseTo(10 * 0.25 + 10 * 0.25, 12);
  });

  it('and so is who would only be reached by a mark that comes after the horizon', () => {
    // Marks are two ticks late. The first, at T = 96, sells 10 at the mark of tick 1 in tick 3: the price goes to 89, and
    // that is the mark of tick 6, the last. It reaches the second, at T = 90; the fall to 70 would have in tick 7.
    const rules: Partial<Rules> = { triggerRule: { rule: 'lagged', ticks: 2 }, horizonSeconds: 6 };
    const accounts = [long(10, 78.4), long(1, 13.6)];
    const depth = { law: 'linear', slope: 0.6 } as const;
    const { outcome } = agreed(scene(accounts, [0.95, 0.95, 0.95, 0.95, 0.7, 0.7], rules, { depth }));
    expect([outcome.accountsTriggered, outcome.accountsInnocent]).toEqual([2, 1]);
  });

  it('the early warning counts the next percent of ladder', () => {
    // From 98.5 down to 97.515 stands the long of 98.1: ten units, 0.5 of price, 0.508 % for one.
    const { outcome } = agreed(scene(three, [0.985], {}, { depth: { law: 'linear', slope: 0.05 } }));
    expect(outcome.branchingStatic).toBeCloseTo(0.5 / 98.5 / 0.01, 12);
  });

  // Closed at 95: 5 a unit lost. Two accounts of one owner, 10 and 20 short; one of another, 25 short.
  it('deficits are of owners: two accounts of one count together', () => {
    const accounts = [long(10, 40, P0, 7), long(20, 80, P0, 7), long(10, 25, P0, 3)];
    const { outcome } = agreed(scene(accounts, [0.95], { fund: 5 }));
    expect(outcome.deficitFirst).toBeCloseTo(30, 9);
    expect(outcome.deficitSecond).toBeCloseTo(25, 9);
    expect(outcome.deficit).toBeCloseTo(55, 9);
    expect([outcome.accountsDeficit, outcome.deficitNotional]).toEqual([3, 4_000]);
    expect([outcome.fundDraw, outcome.fundEnd]).toEqual([5, 0]);
    expect(outcome.badDebt).toBeCloseTo(50, 9);
    expect(outcome.fundNeed).toBeCloseTo(55, 9);
    expect(outcome.fundEmptySeconds).toBe(1);
  });

  // A long of 40 with 100 at 90 is 300 under water; shorts of 10 and 30 have won 100 and 300.
  const winners = [long(40, 100), short(10, 500), short(30, 1_500)];

  it('ADL at the bankruptcy price of 97.5 takes 75 and 225 of them', () => {
    const adl = { when: 'negative-equity', policy: 'pro-rata' } as const;
    const { outcome } = agreed(scene(winners, [0.9], { adl, fund: 60 }));
    expect(outcome.adlHaircut).toBeCloseTo(300, 9);
    expect(outcome.adlNotional).toBeCloseTo(40 * 97.5, 9);
    expect(outcome.haircutNeeded).toBeCloseTo(240, 9);
    expect(outcome.haircutWorst).toBeCloseTo(0.75, 12);
    expect([outcome.winners, outcome.adlAccounts, outcome.deficit, outcome.fundEnd]).toEqual([2, 2, 0, 60]);
    // Shares 1/4 and 3/4: Gini |1 - 3| 2 / (2 x 4 x 2), Herfindahl 1/16 + 9/16.
    expect(outcome.haircutGini).toBeCloseTo(0.25, 12);
    expect(outcome.haircutHhi).toBeCloseTo(0.625, 12);
  });

  it('socialised loss takes the same share of every profit, after the fund', () => {
    const { outcome } = agreed(scene(winners, [0.9], { socialised: true, fund: 60 }));
    expect(outcome.socialised).toBeCloseTo(240, 9);
    expect(outcome.haircutNeeded).toBeCloseTo(240, 9);
    expect(outcome.haircutWorst).toBeCloseTo(0.6, 12);
    expect(outcome.haircutGini).toBeCloseTo(0.25, 12);
    expect([outcome.badDebt, outcome.fundEnd]).toEqual([0, 0]);
  });

  it('what profits cannot carry is bad debt', () => {
    const { outcome, flags } = agreed(
      scene([long(40, 100), short(10, 500)], [0.9], { socialised: true, fund: 60 }),
    );
    expect(outcome.socialised).toBeCloseTo(100, 9);
    expect(outcome.badDebt).toBeCloseTo(140, 9);
    expect(outcome.haircutWorst).toBe(1);
    expect(flags.has('BAD_DEBT')).toBe(true);
  });

  it('fees come before what is left, and never below zero', () => {
    // Closed at 98: 10 x 98 x 1 % = 9.8 of the 28.64 left; the second has only 3 left.
    const accounts = [long(10, 48.64), long(10, 23)];
    const returned = agreed(scene(accounts, [0.98], { feeRate: 0.01 })).outcome;
    expect(returned.fundIn).toBeCloseTo(9.8 + 3, 9);
    const kept = agreed(scene(accounts, [0.98], { feeRate: 0.01, leftover: 'fund' })).outcome;
    expect(kept.fundIn).toBeCloseTo(28.64 + 3, 9);
  });

  it('what is still open under water at the end is counted, and owned', () => {
    const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 0, reach: 0.01, cure: true };
    const { outcome, flags } = agreed(scene([long(10, 48.64)], [0.9], { mechanism, horizonSeconds: 5 }));
    expect(outcome.openDeficit).toBeCloseTo(100 - 48.64, 6);
    expect(outcome.deficitFirst).toBeCloseTo(100 - 48.64, 6);
    expect([outcome.deficit, outcome.accountsDeficit, outcome.accountsClosed]).toEqual([0, 1, 0]);
    expect(flags.has('UNFINISHED')).toBe(true);
  });
});

describe('once disagreed', () => {
  // A short of 10 buys 5 at 305 on average and is left with 100 - 1,025: under water at every price, zero included.
  it('an account that no price can save is closed all the same', () => {
    const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 400, reach: 0.01, cure: true };
    const { outcome } = agreed(
      scene(
        [short(10, 100)],
        [1.07],
        { mechanism, permanentShare: 0, decayPerTick: 0 },
        { depth: { law: 'linear', slope: 80 } },
      ),
    );
    expect(outcome.accountsClosed).toBe(1);
    expect(outcome.openDeficit).toBe(0);
    expect(outcome.deficit).toBeCloseTo(2 * 5 * (107 + 200 - 100) - 100, 9);
  });

  it('liquidations that never moved the price have no time of a peak', () => {
    const adl = { when: 'negative-equity', policy: 'queue' } as const;
    const { outcome } = agreed(scene([long(10, 48.64), short(20, 1_000)], [1, 1, 0.9], { adl }));
    expect([outcome.ownPeak, outcome.firstSeconds, outcome.lastSeconds]).toEqual([0, 3, 0]);
    expect([outcome.halfSeconds, outcome.peakSeconds]).toEqual([-1, -1]);
  });

  it('the peak of a vault is what it holds before it unwinds', () => {
    const backstop = { share: 2 / 3, capital: 10_000, minMargin: 0, velocity: 3, reach: 0.01 };
    // At 97 the first 100, at 95.5 another 100, in the tick in which 30 are sold: 200 x 95.5.
    const { outcome } = agreed(
      scene(
        [long(100, 400), long(100, 700)],
        [0.97, 0.955],
        { backstop },
        { depth: { law: 'linear', slope: 0.1 } },
      ),
    );
    expect(outcome.vaultPeak).toBeCloseTo(200 * 95.5, 9);
  });

  it('a told path and an untold one count the same ticks, when a late mark comes after the horizon', () => {
    const rules = { triggerRule: { rule: 'lagged', ticks: 4 }, horizonSeconds: 5 } as const;
    const { outcome } = agreed(scene([long(10, 48.64)], [1, 0.9], rules));
    expect([outcome.ticks, outcome.accountsTriggered]).toEqual([5, 0]);
  });

  it('a queue whose members have all recovered by the horizon is not unfinished', () => {
    const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 0.5, reach: 0.01, cure: true };
    const own = scene(
      [long(8, 40)],
      [0.97],
      { mechanism, horizonSeconds: 1 },
      { depth: { law: 'linear', slope: 0.1 } },
    );
    expect(agreed(own).flags.has('UNFINISHED')).toBe(false);
  });

  it('where sellers run out, ADL counts the deficits of what they do sell', () => {
    // Shorts of 8 and 4 must buy from a pool of 10, which sells 9.99; without ADL they would pay for it.
    const accounts = [short(8, 50), short(4, 25), long(30, 3_000, 90)];
    const adl = { when: 'fund-empty', policy: 'pro-rata' } as const;
    const { outcome } = agreed(
      scene(accounts, [1.1], { adl, fund: 10 }, { depth: { law: 'amm', reserve: 10 } }),
    );
    expect(outcome.adlNotional).toBeGreaterThan(0);
    expect(outcome.deficit).toBeLessThanOrEqual(10);
  });

  it('winners who lack a bit are enough, and nobody is closed twice', () => {
    // 0.1 + 0.2 is a bit more than 0.3.
    const adl = { when: 'negative-equity', policy: 'pro-rata' } as const;
    const { outcome, flags } = agreed(scene([long(0.1 + 0.2, 1), short(0.3, 30)], [0.9], { adl }));
    expect([outcome.accountsClosed, outcome.marketNotional, outcome.accountsDeficit]).toEqual([1, 0, 0]);
    expect(flags.has('ADL_SHORT')).toBe(false);
  });

  it('a member of a queue without cure may win while it waits', () => {
    const mechanism: MechanismSpec = { name: 'rate-limited', velocity: 1e-3, reach: 0.01, cure: false };
    const adl = { when: 'negative-equity', policy: 'pro-rata' } as const;
    // Both shorts are reached at 103; one unit a second goes to the first. At 90 the long is under water.
    const accounts = [short(100, 440), short(10, 45), long(5, 30)];
    const own = scene(accounts, [1.03, 0.9], { mechanism, adl, horizonSeconds: 3 });
    const { ticks } = agreed({ ...own, depth: { law: 'linear', slope: 1e-3 } });
    expect(ticks[1]!.fills.map(([account, kind]) => [account, kind])).toEqual([
      [0, 'market'],
      [1, 'adlwin'],
      [2, 'adl'],
    ]);
  });

  it('the fund is taken off the gap of a tick once, not once a side', () => {
    const adl = { when: 'negative-equity', policy: 'pro-rata' } as const;
    // At 95 a long from 100 and a short from 90 are 40 under water each; the fund has 30.
    const accounts = [long(10, 10), short(10, 10, 90), long(20, 500, 80), short(20, 500, 110)];
    const { outcome } = agreed(scene(accounts, [0.95], { adl, fund: 30 }));
    expect(outcome.haircutNeeded).toBeCloseTo(80 - 30, 9);
  });

  it('where buyers run out, lots that takers bought go before the vault, and nothing is made of nothing', () => {
    const backstop = { share: 2 / 3, capital: 1_000, minMargin: 0, velocity: 100, reach: 0.02 };
    const mechanism: MechanismSpec = {
      name: 'auction',
      buf: 1,
      cut: 0.9,
      step: 1,
      tail: 100,
      cusp: 0.1,
      hole: 1e9,
      profit: 0,
    };
    const depth = {
      law: 'walk',
      reference: 100,
      bids: [[99, 20]],
      asks: [[101, 20]],
      beyond: 'stop',
    } as const;
    const own = scene(
      [long(15, 50), long(10, 60)],
      [0.97],
      { backstop, mechanism, horizonSeconds: 6 },
      { depth },
    );
    const { ticks, outcome, flags } = agreed(own);
    // In the second tick 10 go whole, and 10 of the vault's 15.
    expect(ticks[1]!.fills.map(([account, kind, quantity]) => [account, kind, quantity])).toEqual([
      [1, 'auction', 10],
    ]);
    expect(ticks[1]!.displacedAfterDecay).toBe(20);
    expect(outcome.conservation).toBeLessThan(1e-12);
    expect([flags.has('UNBALANCED'), flags.has('NOT_CONSERVED'), flags.has('BEYOND_DEPTH')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([flags.has('DEPTH_EXHAUSTED'), flags.has('UNFINISHED')]).toEqual([true, true]);
  });

  it('a price carried onto the clamp by the fundamental alone is told', () => {
    // 60 sold at a slope of 1 leave 37 of 97; at a fundamental of 50 nothing is left.
    const { flags } = agreed(scene([long(60, 300)], [0.97, 0.5], {}, { depth: { law: 'linear', slope: 1 } }));
    expect(flags.has('FLOOR_HIT')).toBe(true);
  });

  it('thresholds close the rows behind the clamp, too', () => {
    // The first sale already costs 1 - 0.3 sqrt(16) < 0, so the price is a thousandth of F for the second.
    const ladder = ladderOfRungs(
      [
        { distance: 1, quantity: 16 },
        { distance: 90, quantity: 1 },
      ],
      P0,
    );
    const depth = depthOf({ law: 'square-root', c: 0.3 }, P0);
    expect(equilibriumByRounds(ladder, depth, 98, 1).accounts).toBe(2);
    expect(equilibriumByThresholds(thresholdsOf(ladder, depth, 1, 1), 98).accounts).toBe(2);
  });
});
