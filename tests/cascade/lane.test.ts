// Queues in which accounts wait as ranges of the ladder, and some by themselves: markets that swing back and forth over
// queues too slow to empty, against the oracle, which keeps one list.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import type { AdlRule } from '../../shared/cascade/rules.ts';
import { differences, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { plainRules } from './ladders.ts';
import { between, markets } from './markets.ts';
import type { ToldTick } from './oracle/terms.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';

/** Back and forth on the way to the shock and after, so that triggers are passed, left and passed again. */
const swings =
  (ticks: number, seed: number, perMille: number) =>
  (shock: number): number[] =>
    Array.from({ length: ticks }, (_, n) => {
      const wave = ((n * (seed % 7) + seed) % 11) / 11 - 0.5 + (((n * (seed % 5) + seed) % 31) / 31 - 0.5);
      return Math.max(0.05, 1 + (shock * Math.min(n + 1, 20)) / 20 + (wave * perMille) / 1_000);
    });

const oneOf = fc.constantFrom;
const ADL_RULES: readonly AdlRule[] = [
  { when: 'never' },
  { when: 'fund-empty', policy: 'queue' },
  { when: 'fund-drawdown', policy: 'pro-rata', drawdown: 0.3, windowTicks: 10 },
];

const rawSlow = (ticks: fc.Arbitrary<number>, accounts: fc.Arbitrary<number>) =>
  fc.record({
    ticks,
    accounts,
    seed: between(1, 10_000),
    perMille: between(10, 150),
    pace: between(0, 30),
    /** How much longer, or shorter, the horizon is than the swings. */
    rest: oneOf(0, 0, -2, 20),
    /** Each account so many times: equal triggers. */
    clones: oneOf(1, 1, 2, 4),
    isGrouped: fc.boolean(),
    decayPerTick: oneOf(0, 0.5, 0.9, 1),
    permanentShare: oneOf(0, 0.25, 1),
    adl: oneOf(...ADL_RULES),
    fundShare: oneOf(0, 0.0005, 0.003, 0.01, 0.03, 0.1),
    law: oneOf(undefined, undefined, 'stop', 'exponential'),
  });

const slow = (
  cure: boolean,
  ticks: fc.Arbitrary<number>,
  accounts: fc.Arbitrary<number>,
): fc.Arbitrary<Scenario> =>
  rawSlow(ticks, accounts).chain((raw) =>
    markets({
      mechanism: 'rate-limited',
      many: raw.accounts,
      factors: swings(raw.ticks, raw.seed, raw.perMille),
      ...(raw.law && { law: raw.law }),
      rules: {
        tickSeconds: 1,
        horizonSeconds: raw.ticks + raw.rest,
        permanentShare: raw.permanentShare,
        decayPerTick: raw.decayPerTick,
        socialised: false,
        backstop: null,
        adl: raw.adl,
        mechanism: { name: 'rate-limited', velocity: raw.pace / 100, reach: 0.02037, cure },
      },
    }).map((scene) => {
      const { contract, startPrice } = scene.rules;
      const accounts = scene.accounts
        .flatMap((own) => Array.from({ length: raw.clones }, () => own))
        .map((own, i) => ({
          ...own,
          quantity: own.quantity / raw.clones,
          collateral: own.collateral / raw.clones,
          owner: raw.isGrouped ? i % 3 : i,
        }));
      const larger = Math.max(
        ...[1, -1].map((side) =>
          accounts.reduce((sum, own) => sum + (own.side === side ? own.quantity : 0), 0),
        ),
      );
      const fund = raw.fundShare * larger * (contract === 'linear' ? startPrice : 1 / startPrice);
      return { ...scene, accounts, rules: { ...scene.rules, fund } };
    }),
  );

/** Accounts that were filled in part, left, and came back behind somebody who was filled before them. */
function returned(ticks: readonly ToldTick[]): number {
  const last = new Map<number, number>();
  const firsts: number[] = [];
  let count = 0;
  ticks.forEach(({ fills }, n) => {
    for (const [account] of fills) {
      const before = last.get(account);
      if (before === undefined) firsts.push(n);
      else if (before < n - 1 && firsts.some((at) => at > before && at < n)) count++;
      last.set(account, n);
    }
  });
  return count;
}

// Rare: others join and leave until places are used up, while some wait in the queue behind a piece of the line.
it('keeps places where a queue closes up behind a line', () => {
  const [scene] = fc.sample(slow(true, oneOf(150, 400), between(1, 20)), { seed: 2_947, numRuns: 1 });
  const run = (told: 'traced' | 'untraced') => runEngine(scene!, told, createEngine(scene!.accounts.length));
  expect(differences(scene!, run('untraced'), run('traced'))).toEqual([]);
});

describe.each([
  ['with cure', true],
  ['without cure', false],
])('a slow queue %s', (_, cure) => {
  const seen = { runs: 0, edges: 0, both: 0, returned: 0, adl: 0, ended: 0, pending: 0 };

  it.each([
    ['of a hundred accounts, and engines that have room for more', oneOf(20, 60), between(4, 100), false],
    [
      'of a few accounts, for hundreds of ticks, in an engine with room for no more',
      oneOf(150, 400),
      between(1, 20),
      true,
    ],
  ] as const)(
    'is what the oracle says it is: %s',
    (_name, ticks, accounts, isTight) => {
      fc.assert(
        fc.property(slow(cure, ticks, accounts), (scene) => {
          const oracle = runOracle(scene);
          seen.runs++;
          if (isOnEdge(oracle)) {
            seen.edges++;
            return;
          }
          const { flags } = oracle;
          if (flags.has('BOTH_SIDES')) seen.both++;
          if (flags.has('ADL')) seen.adl++;
          if (flags.has('DEPTH_EXHAUSTED')) seen.ended++;
          if (flags.has('UNFINISHED')) seen.pending++;
          if (returned(oracle.ticks) > 0) seen.returned++;
          const engine = isTight ? [createEngine(scene.accounts.length)] : [];
          expect(differences(scene, runEngine(scene, 'untraced', ...engine), oracle)).toEqual([]);
          expect(differences(scene, runEngine(scene, 'traced', ...engine), oracle)).toEqual([]);
        }),
        atLeast(150),
      );
    },
    600_000,
  );

  it('of a ladder large enough to be settled from sums, too', () => {
    const engine = createEngine(6_000 * 4);
    fc.assert(
      fc.property(slow(cure, oneOf(60), between(4_200, 5_000)), (scene) => {
        const told = runEngine(scene, 'traced', engine);
        expect(differences(scene, runEngine(scene, 'untraced', engine), told)).toEqual([]);
      }),
      { numRuns: 5 },
    );
  }, 600_000);

  it('the markets above did what queues are about', () => {
    const share = (what: keyof typeof seen) => seen[what] / seen.runs;
    if (process.env.FC_LANDING) console.log(seen);
    expect(share('edges')).toBeLessThan(0.35);
    expect(share('both')).toBeGreaterThan(0.1);
    expect(share('adl')).toBeGreaterThan(0.05);
    expect(share('ended')).toBeGreaterThan(0.004);
    expect(share('pending')).toBeGreaterThan(0.05);
    if (cure) expect(share('returned')).toBeGreaterThan(0.2);
  });

  // 5,000 times 0.1 is no whole number of bits: sums over the ladder know an account to 5e-10 of itself.
  it('leaves no crumb of an account that its pace was just enough for', () => {
    const accounts = Array.from({ length: 5_000 }, (_own, i) => ({
      side: 1 as const,
      quantity: 0.1,
      entryPrice: 100,
      collateral: 0.1 * (3 + (5 * i) / 5_000),
      owner: i,
    }));
    const scene: Scenario = {
      accounts,
      tiers: [{ floor: 0, rate: 0.01, maxLeverage: 50 }],
      shock: -0.2,
      factors: [0.8],
      depthScale: 1,
      depth: { law: 'linear', slope: 0.02 }, // 100 units move the price by 2 %
      rules: plainRules(100, {
        horizonSeconds: 50, // a hundred accounts each
        decayPerTick: 0,
        permanentShare: 0,
        feeRate: 0.0005,
        leftover: 'fund',
        fund: 1e9,
        mechanism: { name: 'rate-limited', velocity: 0.1, reach: 0.02, cure },
      }),
    };
    const { outcome, flags } = runEngine(scene, 'untraced', createEngine(5_000));
    expect(outcome).toMatchObject({ accountsClosed: 5_000, openDeficit: 0, ticks: 50 });
    expect([...flags].sort()).toEqual(['TRIGGERED']);
  });
});
