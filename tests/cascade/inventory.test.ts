// Laws of model.md 11 that concern what the venue takes over and works off, on the engine: 24 to 28, 32, 33.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maintenanceMargin, tierAt, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import type { MechanismSpec, Rules } from '../../shared/cascade/rules.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { differences, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { asRead } from './in-engine.ts';
import { between, markets } from './markets.ts';
import { u } from './oracle/margin.ts';
import type { OpenOrder } from './oracle/terms.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';
import { takeoverMarkets } from './takeover-markets.ts';

type Takeover = Extract<MechanismSpec, { name: 'takeover' }>;
const scenes = (fixed: Parameters<typeof takeoverMarkets>[0] = {}) => takeoverMarkets(fixed).map(asRead);
const takeoverOf = (scene: Scenario): Takeover => {
  const { mechanism } = scene.rules;
  if (mechanism.name !== 'takeover') throw new Error(`mechanism must be takeover, got ${mechanism.name}`);
  return mechanism;
};
const withRules = (scene: Scenario, rules: Partial<Rules>): Scenario => ({
  ...scene,
  rules: { ...scene.rules, ...rules },
});
const unitOf = (scene: Scenario, price: number) => u(scene.rules.contract, price);

it('no deficit before an order is past its patience, and none ever without ease; nothing filled beyond its bankruptcy', () => {
  let filled = 0;
  fc.assert(
    fc.property(scenes(), (scene) => {
      const mechanism = takeoverOf(scene);
      const patient = { ...mechanism, patienceTicks: 1_000 };
      for (const own of [patient, { ...mechanism, easePerTick: 0 }]) {
        const run = runEngine(withRules(scene, { mechanism: own, backstop: null }), 'traced');
        expect(run.outcome.deficit).toBe(0);
        // Nobody's bankruptcy moves where nobody pays for others and nothing is closed in part.
        if (own.stepDown !== 'none' || scene.rules.socialised || scene.rules.adl.when !== 'never') continue;
        for (const { fills } of run.ticks)
          for (const [account, kind, , price] of fills) {
            if (kind !== 'inventory') continue;
            filled++;
            const { side, quantity, entryPrice, collateral } = scene.accounts[account]!;
            const bankruptcy = unitOf(scene, entryPrice) - (side * collateral) / quantity;
            const gain = side * (unitOf(scene, price) - bankruptcy);
            expect(gain).toBeGreaterThanOrEqual(-1e-9 * Math.abs(bankruptcy));
          }
      }
    }),
    atLeast(250),
  );
  expect(filled).toBeGreaterThan(200);
}, 600_000);

/** What does not depend on whether an account or the venue sells. */
const SOLD_ALIKE = [
  'movePeak',
  'moveFinal',
  'ownPeak',
  'rounds',
  'ticks',
  'marketNotional',
  'accountsTriggered',
  'accountsClosed',
  'accountsDeficit',
  'deficit',
  'deficitFirst',
  'deficitSecond',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'fundTrough',
  'badDebt',
  'openDeficit',
] as const;

it('with every limit at any price it sells what full sells, at the same prices', () => {
  const anyPrice = { name: 'takeover', patienceTicks: -1, easePerTick: 1, stepDown: 'none' } as const;
  let deficits = 0;
  fc.assert(
    fc.property(scenes({ rules: { adl: { when: 'never' }, feeRate: 0, leftover: 'fund' } }), (scene) => {
      // What a pool or a rule `stop` cannot fill, `full` shares and limits do not.
      if (scene.depth.law === 'amm' || (scene.depth.law === 'walk' && scene.depth.beyond === 'stop')) return;
      const whole = withRules(scene, { mechanism: { name: 'full' } });
      if (isOnEdge(runOracle(whole))) return;
      for (const how of ['traced', 'untraced'] as const) {
        const full = runEngine(whole, how);
        const taken = runEngine(withRules(scene, { mechanism: anyPrice }), how);
        const same = Object.fromEntries(SOLD_ALIKE.map((column) => [column, taken.outcome[column]]));
        const outcome = { ...full.outcome, ...same };
        expect(differences(scene, { outcome, flags: full.flags }, full)).toEqual([]);
        if (full.outcome.deficit > 0) deficits++;
      }
    }),
    atLeast(250),
  );
  expect(deficits).toBeGreaterThan(100);
}, 600_000);

const order = fc.record({
  side: fc.constantFrom<1 | -1>(1, -1),
  lots: between(1, 400),
  /** Of the bankruptcy price, in tenths of a per mille of the price. */
  distance: between(-400, 400),
});

it('fills up to where every limit still holds: the largest of all orders, and by bisection on D alone', () => {
  let [crossed, partly] = [0, 0];
  fc.assert(
    fc.property(
      markets({ rules: { withdrawal: null, backstop: null, adl: { when: 'never' }, tickSeconds: 1 } }),
      fc.array(order, { minLength: 1, maxLength: 12 }),
      (raw, drawn) => {
        const mechanism = { name: 'takeover', patienceTicks: 9, easePerTick: 0, stepDown: 'none' } as const;
        const price = raw.rules.startPrice;
        // One tick in which nobody is reached, and orders as a chain brings them.
        const scene = { ...withRules(raw, { mechanism, horizonSeconds: 1 }), shock: 0, factors: [1] };
        if (scene.depth.law === 'walk' && scene.depth.beyond === 'stop') return;
        const inventory = drawn.map(({ side, lots, distance }, k): OpenOrder => {
          const bankruptcyUnit = unitOf(scene, price * (1 - (distance + 0.37 + k / 1e3) / 1e4));
          const quantity = lots * (scene.rules.contract === 'linear' ? 1 : price);
          return { side, quantity, takenOver: quantity, bankruptcyUnit, triggerUnit: bankruptcyUnit, age: 0 };
        });
        const chain = { fund: 0, inventory, permanent: 0, temporary: 0, m: 0 };
        const run = runEngine(scene, 'untraced', undefined, chain);
        if (run.outcome.accountsTriggered > 0) return;
        const left = new Map(run.end.inventory.map((own) => [own.bankruptcyUnit, own.quantity]));
        const limitOf = ({ bankruptcyUnit: own }: OpenOrder) =>
          scene.rules.contract === 'linear' ? own : -1 / own;
        const eligible = (side: number) =>
          inventory
            .filter((own) => own.side === side && side * limitOf(own) <= side * price)
            .sort((a, b) => side * (limitOf(a) - limitOf(b)));
        const total = (some: readonly OpenOrder[]) => some.reduce((sum, { quantity }) => sum + quantity, 0);
        const filledOf = (side: number) =>
          inventory
            .filter((own) => own.side === side)
            .reduce((sum, own) => sum + own.quantity - (left.get(own.bankruptcyUnit) ?? 0), 0);
        const [S, B] = [total(eligible(1)), total(eligible(-1))];
        const side = S >= B ? 1 : -1;
        const X = Math.min(S, B);
        const law = depthOf(scene.depth, price);
        const near = (own: number, expected: number) =>
          expect(Math.abs(own - expected)).toBeLessThanOrEqual(1e-9 * Math.max(S, B));

        near(filledOf(-side), X);
        let z = 0;
        let largest = X;
        for (const own of eligible(side)) {
          const most = side > 0 ? law.mostBids : law.mostAsks;
          const volume = Math.min(side * law.volumeTo(limitOf(own) / price, side, price), most);
          const G = scene.depthScale * Math.max(0, volume);
          largest = Math.max(largest, Math.min(z + own.quantity, X + G));
          z += own.quantity;
        }
        near(filledOf(side), largest);

        // The largest quantity of which nobody minds the price that it leaves.
        const isBorne = (Q: number) => {
          const V = (side * (Q - X)) / scene.depthScale;
          const left = price * law.factor(V, price);
          return Q <= total(eligible(side).filter((own) => side * limitOf(own) <= side * left)) * (1 + 1e-15);
        };
        let [low, high] = [X, Math.max(S, B)];
        for (let k = 0; k < 200; k++) {
          const middle = (low + high) / 2;
          if (middle <= X || isBorne(middle)) low = middle;
          else high = middle;
        }
        if (scene.depth.law !== 'amm') near(filledOf(side), low);
        if (X > 0) crossed++;
        if (largest > X && largest < Math.max(S, B)) partly++;
      },
    ),
    atLeast(600),
  );
  expect(crossed).toBeGreaterThan(100);
  expect(partly).toBeGreaterThan(100);
}, 600_000);

/** Where what is sold for good decides, and not when. */
const SETTLED: Partial<Rules> = {
  adl: { when: 'never' },
  socialised: false,
  permanentShare: 1,
  permanentTo: 'venue',
  decayPerTick: 1,
  triggerRule: { rule: 'last' },
  ownShare: 1,
  withdrawal: null,
  backstop: null,
  feeRate: 0,
  leftover: 'fund',
  tickSeconds: 1,
};

it('sold to the end for good, takeover ends where full does, with the same money; unbending it sells less', () => {
  let [cascades, open] = [0, 0];
  fc.assert(
    fc.property(
      markets({ mechanism: 'full', rules: SETTLED, factors: (shock) => [1 + shock] }),
      between(0, 5),
      (raw, patienceTicks) => {
        if (raw.depth.law === 'walk' && raw.depth.beyond === 'stop') return;
        const scene = withRules(raw, { horizonSeconds: 3_000 });
        const at = runEngine(scene, 'untraced');
        if (isOnEdge(runOracle(scene)) || at.flags.has('FLOOR_HIT') || at.flags.has('CEILING_HIT')) return;
        const ended = (easePerTick: number) => {
          const mechanism = { name: 'takeover', patienceTicks, easePerTick, stepDown: 'none' } as const;
          return runEngine(withRules(scene, { mechanism }), 'untraced');
        };
        const [eased, unbending] = [ended(0.01), ended(0)];
        const money = ({ outcome }: typeof at) => outcome.fundEnd - outcome.badDebt;
        const quantity = scene.accounts.reduce((sum, own) => sum + own.quantity, 0);
        const interest = quantity * Math.abs(unitOf(scene, scene.rules.startPrice));
        if (!eased.flags.has('UNFINISHED')) {
          if (at.outcome.rounds > 1) cascades++;
          expect(eased.outcome.moveFinal).toBeCloseTo(at.outcome.moveFinal, 9);
          expect(eased.outcome.accountsClosed).toBe(at.outcome.accountsClosed);
          expect(Math.abs(money(eased) - money(at))).toBeLessThanOrEqual(1e-9 * interest);
        }
        if (unbending.end.inventory.length === 0) return;
        open++;
        const sold = (one: typeof at) => Math.abs(one.end.permanent);
        expect(sold(unbending)).toBeLessThanOrEqual(sold(at) * (1 + 1e-9));
      },
    ),
    atLeast(250),
  );
  expect(cascades).toBeGreaterThan(30);
  expect(open).toBeGreaterThan(30);
}, 600_000);

it('no money and no position is made or lost in any tick, with what the venue holds', () => {
  let open = 0;
  fc.assert(
    fc.property(scenes(), between(1, 50), (scene, ticks) => {
      const cut = withRules(scene, { horizonSeconds: ticks * scene.rules.tickSeconds });
      for (const how of ['traced', 'untraced'] as const) {
        const { outcome, flags, end } = runEngine(cut, how);
        if (end.inventory.length > 0) open++;
        if (flags.has('FLOOR_HIT')) continue;
        expect(outcome.conservation).toBeLessThan(1e-9);
        expect([flags.has('NOT_CONSERVED'), flags.has('UNBALANCED')]).toEqual([false, false]);
      }
    }),
    atLeast(250),
  );
  expect(open).toBeGreaterThan(100);
}, 600_000);

it('accounts split into identical halves change no price, under a flat rate', () => {
  fc.assert(
    fc.property(scenes({ table: 0, rules: { adl: { when: 'never' }, backstop: null } }), (raw) => {
      const scene = withRules(raw, { mechanism: { ...takeoverOf(raw), stepDown: 'none' } });
      if (isOnEdge(runOracle(scene))) return;
      const accounts = scene.accounts.flatMap((own, i) => {
        const half = { ...own, quantity: own.quantity / 2, collateral: own.collateral / 2, owner: i };
        return [half, half];
      });
      const [whole, halves] = [runEngine(scene, 'traced'), runEngine({ ...scene, accounts }, 'traced')];
      expect(halves.ticks.length).toBe(whole.ticks.length);
      halves.ticks.forEach(({ pre, post }, k) => {
        expect(Math.abs(pre / whole.ticks[k]!.pre - 1)).toBeLessThan(1e-9);
        expect(Math.abs(post / whole.ticks[k]!.post - 1)).toBeLessThan(1e-9);
      });
    }),
    atLeast(250),
  );
}, 600_000);

it('until limits ease, sides swapped and prices reflected give the reflected path', () => {
  let filled = 0;
  fc.assert(
    fc.property(
      markets({
        contract: 'linear',
        law: 'linear',
        mechanism: 'full',
        rules: { adl: { when: 'never' }, backstop: null, feeRate: 0 },
      }),
      (raw) => {
        if (raw.rules.triggerRule.rule === 'capped') return;
        const mechanism = { name: 'takeover', patienceTicks: 0, easePerTick: 0, stepDown: 'none' } as const;
        const tiers = [{ floor: 0, rate: 0, maxLeverage: 100 }];
        const scene = { ...withRules(raw, { mechanism }), tiers };
        const p0 = scene.rules.startPrice;
        const oracle = runOracle(scene);
        const unclamped =
          !oracle.flags.has('FLOOR_HIT') && oracle.ticks.every(({ post }) => post < 1.99 * p0);
        // Who triggers where it is bankrupt waits exactly at its limit: rounding decides who is filled.
        if (isOnEdge(oracle) || !unclamped) return;
        const mirror: Scenario = {
          ...scene,
          shock: -scene.shock,
          factors: scene.factors.map((factor) => 2 - factor),
          accounts: scene.accounts.map((own) => ({
            ...own,
            side: own.side > 0 ? -1 : 1,
            entryPrice: 2 * p0 - own.entryPrice,
          })),
        };
        const [one, other] = [runEngine(scene, 'traced'), runEngine(mirror, 'traced')];
        one.ticks.forEach((tick, k) => {
          expect(Math.abs(other.ticks[k]!.post + tick.post - 2 * p0)).toBeLessThan(1e-9 * p0);
          filled += tick.fills.length;
        });
      },
    ),
    atLeast(250),
  );
  expect(filled).toBeGreaterThan(50);
}, 600_000);

it('a reduction is filled at its own bankruptcy price or better, and leaves nobody with less margin', () => {
  let reduced = 0;
  fc.assert(
    fc.property(scenes(), (raw) => {
      const mechanism = { ...takeoverOf(raw), stepDown: 'reduce' } as const;
      // Bankruptcies are known from the input where nobody else changes them.
      const scene = withRules(raw, { mechanism, socialised: false, adl: { when: 'never' }, backstop: null });
      const tiers = tiersOf(scene.tiers);
      const { ticks } = runEngine(scene, 'traced');
      const held = scene.accounts.map(({ quantity }) => quantity);
      const money = scene.accounts.map(({ collateral }) => collateral);
      for (const { fills, mark, takenOver } of ticks) {
        for (const [account, kind, quantity, price] of fills) {
          if (kind !== 'reduction') continue;
          reduced++;
          const { side, entryPrice } = scene.accounts[account]!;
          const [entry, unit, markUnit] = [entryPrice, price, mark].map((own) => unitOf(scene, own));
          const before = held[account]!;
          const bankruptcy = entry! - (side * money[account]!) / before;
          expect(side * (unit! - bankruptcy)).toBeGreaterThanOrEqual(-1e-9 * Math.abs(bankruptcy));
          const ratio = () =>
            (money[account]! + side * held[account]! * (markUnit! - entry!)) /
            (held[account]! * Math.abs(markUnit!));
          const ratioBefore = ratio();
          held[account]! -= quantity;
          money[account]! += side * quantity * (unit! - entry!);
          expect(ratio()).toBeGreaterThanOrEqual(ratioBefore - 1e-9);
          // What is left stands at or below the floor of the tier it came from, up to bankruptcy.
          const most = held[account]! * Math.max(Math.abs(markUnit!), Math.abs(bankruptcy));
          const tier = tierAt(tiers, before * Math.abs(markUnit!) * (1 - 1e-9));
          expect(most).toBeLessThanOrEqual(tiers.floor[tier]! * (1 + 1e-9));
          expect(maintenanceMargin(tiers, most)).toBeGreaterThanOrEqual(0);
        }
        for (const account of takenOver) held[account] = 0;
      }
    }),
    atLeast(250),
  );
  expect(reduced).toBeGreaterThan(50);
}, 600_000);

it('with one tier, reducing and stepping down are taking over whole, to the bit', () => {
  fc.assert(
    fc.property(scenes({ table: 0 }), (raw) => {
      const own = (stepDown: Takeover['stepDown']) =>
        runEngine(withRules(raw, { mechanism: { ...takeoverOf(raw), stepDown } }), 'untraced').row;
      expect(own('reduce')).toEqual(own('none'));
      expect(own('take')).toEqual(own('none'));
    }),
    atLeast(250),
  );
}, 600_000);

it('the depth takes what is reduced of a side at the bankruptcy price of each or better, and nobody owes before patience is over', () => {
  let several = 0;
  fc.assert(
    fc.property(scenes(), (raw) => {
      const mechanism = { ...takeoverOf(raw), stepDown: 'reduce', patienceTicks: 1_000 } as const;
      const plain = {
        socialised: false,
        adl: { when: 'never' },
        backstop: null,
        permanentTo: 'venue',
      } as const;
      const scene = withRules(raw, { mechanism, ...plain });
      const { ticks, outcome } = runEngine(scene, 'traced');
      expect(outcome.deficit).toBe(0);
      const law = depthOf(scene.depth, scene.rules.startPrice);
      const left = scene.accounts.map(({ quantity, collateral }) => ({ quantity, collateral }));
      let displaced = 0;
      for (const { fills, fundamental, depthScale, displacedAfterDecay } of ticks) {
        for (const side of [1, -1]) {
          const own = fills.filter(
            ([account, kind]) => kind === 'reduction' && scene.accounts[account]!.side === side,
          );
          if (own.length > 1) several++;
          const total = own.reduce((sum, [, , quantity]) => sum + quantity, 0);
          const V = displaced + (side * total) / depthScale;
          const unit = unitOf(scene, fundamental * law.factor(V, fundamental));
          for (const [account, , quantity, price] of own) {
            const entry = unitOf(scene, scene.accounts[account]!.entryPrice);
            const own = left[account]!;
            const bankruptcy = entry - (side * own.collateral) / own.quantity;
            expect(side * (unit - bankruptcy)).toBeGreaterThanOrEqual(-1e-9 * Math.abs(bankruptcy));
            own.collateral += side * quantity * (unitOf(scene, price) - entry);
            own.quantity -= quantity;
          }
        }
        displaced = displacedAfterDecay;
      }
    }),
    atLeast(250),
  );
  expect(several).toBeGreaterThan(5);
}, 600_000);
