// The engine against an oracle that looks at every account in every tick and shares no code with it: every
// mechanism, trigger rule, depth law, contract and ADL policy, every column of the outcome row; told tick by tick,
// and untold, where whole ranges are closed at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { differences, isOnEdge, tickDifferences } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { DEPTH_LAWS, MECHANISMS, markets } from './markets.ts';
import { type OracleRun, runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';
import { indexMarkets, pathMarkets } from './takeover-markets.ts';

/** Where the generator lands: an oracle that confirms trivia shows nothing. */
const seen = new Map<string, number>();
const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
const share = (what: string, of = 'runs') => (seen.get(what) ?? 0) / (seen.get(of) ?? 0);

function noteLanding(scene: Scenario, { outcome, flags, partials }: OracleRun): void {
  const { rules, depth } = scene;
  note('runs');
  if (outcome.rounds > 1) {
    note('cascades');
    // What a cascade ran through: each of these must be met by many.
    note(depth.law === 'walk' ? `walk ${depth.beyond}` : depth.law);
    note(rules.triggerRule.rule);
    note(`contract ${rules.contract}`);
    note(`leftover ${rules.leftover}`);
    note(rules.withdrawal ? 'withdrawal' : 'no withdrawal');
  }
  if (outcome.rounds > 3) note('long cascades');
  if (outcome.deficit > 0) note('deficits');
  if (outcome.adlAccounts > 0 && rules.adl.when !== 'never') {
    note('adl');
    note(`${rules.adl.when} ${rules.adl.policy}`);
    if (rules.adl.when === 'fund-drawdown' && outcome.fundEnd > 0) note('fund kept by ADL');
  }
  if (outcome.socialised > 0) note('socialised');
  if (outcome.takenOverNotional > 0) note('taken over');
  if (outcome.takerProfit !== 0) note('auctions sold');
  if (outcome.openDeficit > 0) note('open deficits');
  if (partials > 0) note('partial closes');
  for (const flag of flags) note(flag);
}

const MARKETS = [
  ['of today', markets, 600],
  ['whose index follows', indexMarkets, 200],
  ['on a recorded path', pathMarkets, 200],
] as const;

describe.each(MECHANISMS)('%s', (mechanism) => {
  it.each(MARKETS)(
    'the engine says what the oracle says, in every tick and column, of markets %s',
    (...of) => {
      const [, own, runs] = of;
      fc.assert(
        fc.property(own({ mechanism }), (scene) => {
          const oracle = runOracle(scene);
          noteLanding(scene, oracle);
          // Where rounding decides on which side of an edge a comparison falls, both may be right.
          if (isOnEdge(oracle)) {
            note('edges');
            return;
          }
          const told = runEngine(scene, 'traced');
          expect(differences(scene, told, oracle)).toEqual([]);
          expect(differences(scene, runEngine(scene, 'untraced'), oracle)).toEqual([]);
          expect(tickDifferences(scene, told.ticks, oracle)).toEqual([]);
        }),
        atLeast(runs),
      );
    },
    600_000,
  );
});

it('a ladder large enough to be settled from prefix sums leaves what the oracle adds up one by one', () => {
  const engine = createEngine(6_000);
  let deficits = 0;
  fc.assert(
    fc.property(
      markets({ mechanism: 'full', many: 5_000, rules: { socialised: false, backstop: null } }),
      (scene) => {
        const oracle = runOracle(scene);
        if (oracle.outcome.deficit > 0) deficits++;
        if (isOnEdge(oracle)) return;
        expect(differences(scene, runEngine(scene, 'untraced', engine), oracle)).toEqual([]);
      },
    ),
    { numRuns: 8 },
  );
  expect(deficits).toBeGreaterThan(1);
}, 600_000);

it('the markets above really cascade, and every rule was met by cascades', () => {
  expect(share('edges')).toBeLessThan(0.12);
  expect(share('cascades')).toBeGreaterThan(0.55);
  expect(share('long cascades')).toBeGreaterThan(0.12);
  expect(share('deficits')).toBeGreaterThan(0.4);
  expect(share('adl')).toBeGreaterThan(0.3);
  expect(share('fund kept by ADL')).toBeGreaterThan(0.05);
  expect(share('partial closes')).toBeGreaterThan(0.3);
  expect(share('BOTH_SIDES')).toBeGreaterThan(0.1);
  expect(share('socialised')).toBeGreaterThan(0.07);
  expect(share('taken over')).toBeGreaterThan(0.07);
  expect(share('open deficits')).toBeGreaterThan(0.15);
  expect(share('auctions sold')).toBeGreaterThan(0.03);
  for (const law of DEPTH_LAWS) {
    const name = ['stop', 'flat', 'extend'].includes(law) ? `walk ${law}` : law;
    expect([name, share(name, 'cascades') > 0.08]).toEqual([name, true]);
  }
  for (const rule of ['last', 'ema', 'lagged', 'capped'])
    expect([rule, share(rule, 'cascades') > 0.08]).toEqual([rule, true]);
  for (const own of ['contract linear', 'contract inverse', 'leftover fund', 'leftover return'])
    expect([own, share(own, 'cascades') > 0.05]).toEqual([own, true]);
  expect(share('withdrawal', 'cascades')).toBeGreaterThan(0.2);
  for (const when of ['negative-equity', 'fund-empty', 'fund-drawdown'])
    for (const policy of ['queue', 'pro-rata', 'water-filling'])
      expect([when, policy, share(`${when} ${policy}`) > 0.03]).toEqual([when, policy, true]);
  const flags = [
    'ADL_SHORT',
    'AUCTION_RESTART',
    'BEYOND_DEPTH',
    'DEPTH_EXHAUSTED',
    'SELF_DEFEATING',
    'UNFINISHED',
  ];
  for (const flag of [...flags, 'VAULT_FAILED', 'FUND_EMPTY', 'BAD_DEBT'])
    expect([flag, share(flag) > 0.008]).toEqual([flag, true]);
  if (process.env.FC_LANDING)
    console.log(
      [...seen]
        .sort()
        .map(([what, count]) => `${what}: ${count}, ${((100 * count) / seen.get('runs')!).toFixed(1)} %`)
        .join('\n'),
    );
});
