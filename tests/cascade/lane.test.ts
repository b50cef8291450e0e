// Queues in which accounts wait as ranges of the ladder, and some by themselves: markets that swing back and forth over
// queues too slow to empty, against the oracle, which keeps one list.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/engine.ts';
import type { Rules } from '../../shared/cascade/rules.ts';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { differences, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { between, markets } from './markets.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';

const TICKS = 60;

/** Back and forth around the shock, so that triggers are passed, left and passed again. */
const swings = (seed: number) => (shock: number) =>
  Array.from({ length: TICKS }, (_, n) => {
    const wave = ((n * (seed % 7) + seed) % 11) / 11 - 0.5;
    return Math.max(0.05, 1 + (shock * Math.min(n + 1, 20)) / 20 + (wave * (10 + (seed % 60))) / 1_000);
  });

const slow = (
  cure: boolean,
  fundShare: number,
  when: 'never' | 'fund-empty',
  accounts = between(18, 132),
): fc.Arbitrary<Scenario> =>
  fc.tuple(between(1, 10_000), between(1, 30), accounts).chain(([seed, pace, many]) =>
    markets({
      mechanism: 'rate-limited',
      many,
      factors: swings(seed),
      rules: {
        tickSeconds: 1,
        horizonSeconds: TICKS,
        permanentShare: 0.25,
        decayPerTick: 0.5,
        socialised: false,
        backstop: null,
        adl: when === 'never' ? { when } : { when, policy: 'queue' },
        mechanism: { name: 'rate-limited', velocity: pace / 100, reach: 0.02037, cure },
      },
    }).map((scene) => {
      const notional = Math.max(
        ...[1, -1].map((side) =>
          scene.accounts.reduce((sum, own) => sum + (own.side === side ? own.quantity : 0), 0),
        ),
      );
      const unit = scene.rules.contract === 'linear' ? scene.rules.startPrice : 1 / scene.rules.startPrice;
      const rules: Rules = { ...scene.rules, fund: fundShare * notional * unit };
      return { ...scene, rules };
    }),
  );

/** Accounts that were filled in part, left, and came back behind somebody who was filled before them. */
function returned(ticks: readonly TraceTick[]): number {
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

describe.each([
  ['with cure', true],
  ['without cure', false],
])('a slow queue %s', (_, cure) => {
  const seen = { runs: 0, edges: 0, both: 0, returned: 0, adl: 0 };

  it.each([
    ['no ADL', 'never', 0.01],
    ['ADL that a fund may keep off', 'fund-empty', 0.02],
  ] as const)(
    'is what the oracle says it is: %s',
    (_name, when, fundShare) => {
      fc.assert(
        fc.property(slow(cure, fundShare, when), (scene) => {
          const oracle = runOracle(scene);
          seen.runs++;
          if (isOnEdge(oracle)) {
            seen.edges++;
            return;
          }
          if (oracle.flags.has('BOTH_SIDES')) seen.both++;
          if (oracle.flags.has('ADL')) seen.adl++;
          if (returned(oracle.ticks) > 0) seen.returned++;
          expect(differences(scene, runEngine(scene, 'untraced'), oracle)).toEqual([]);
          expect(differences(scene, runEngine(scene, 'traced'), oracle)).toEqual([]);
        }),
        atLeast(150),
      );
    },
    600_000,
  );

  it('of a ladder large enough to be settled from sums, too', () => {
    const engine = createEngine(6_000);
    fc.assert(
      fc.property(slow(cure, 0.01, 'never', between(4_200, 5_000)), (scene) => {
        const told = runEngine(scene, 'traced', engine);
        expect(differences(scene, runEngine(scene, 'untraced', engine), told)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  }, 600_000);

  it('the markets above did what queues are about', () => {
    const share = (what: keyof typeof seen) => seen[what] / seen.runs;
    if (process.env.FC_LANDING) console.log(seen);
    expect(share('edges')).toBeLessThan(0.3);
    expect(share('both')).toBeGreaterThan(0.1);
    expect(share('adl')).toBeGreaterThan(0.05);
    if (cure) expect(share('returned')).toBeGreaterThan(0.2);
  });
});
