// The laws of model.md 11 on random markets that cascade, over every mechanism, rule, depth and contract.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../shared/cascade/cascade.ts';
import type { OutcomeColumn } from '../../shared/cascade/outcome.ts';
import type { MechanismSpec, Rules } from '../../shared/cascade/rules.ts';
import type { DepthLaw } from '../../shared/cascade/venue/depth/depth.ts';
import { differences, isOnEdge } from './agreement.ts';
import { type EngineRun, runEngine } from './engine-run.ts';
import { between, markets } from './markets.ts';
import { u } from './oracle/margin.ts';
import { runOracle } from './oracle.ts';
import type { Holding, Scenario } from './scenario.ts';

const run = (scene: Scenario) => runEngine(scene, 'untraced');
const withRules = (scene: Scenario, rules: Partial<Rules>): Scenario => ({
  ...scene,
  rules: { ...scene.rules, ...rules },
});
const unitOf = (scene: Scenario, price: number) => u(scene.rules.contract, price);
const openInterest = (scene: Scenario) => {
  const side = (s: number) =>
    scene.accounts.filter((own) => own.side === s).reduce((sum, own) => sum + own.quantity, 0);
  return Math.max(side(1), side(-1)) * Math.abs(unitOf(scene, scene.rules.startPrice));
};
/** Equal to nine digits of open interest. */
const expectMoney = (scene: Scenario, obtained: number, expected: number) =>
  expect(Math.abs(obtained - expected)).toBeLessThanOrEqual(
    1e-9 * Math.max(openInterest(scene), Math.abs(expected)),
  );

/** Without ADL and socialised loss, whatever else a market has. */
const NOBODY_ELSE_PAYS: Partial<Rules> = { adl: { when: 'never' }, socialised: false };
const PRO_RATA = { when: 'negative-equity', policy: 'pro-rata' } as const;
/** Where both solvers hold, and the closed set is the least one closed under triggering. */
const SIMPLE: Partial<Rules> = {
  ...NOBODY_ELSE_PAYS,
  permanentShare: 1,
  decayPerTick: 1,
  triggerRule: { rule: 'last' },
  withdrawal: null,
  backstop: null,
};
const AT_ONCE = (shock: number) => [1 + shock];

describe('conservation and accounting', () => {
  it('no money and no position is made or lost, in any tick', () => {
    fc.assert(
      fc.property(markets(), between(1, 50), (scene, ticks) => {
        // Whatever the horizon, the books are closed there: a random tick of a random path.
        const cut = withRules(scene, { horizonSeconds: ticks * scene.rules.tickSeconds });
        const { outcome, flags } = run(cut);
        expect(outcome.conservation).toBeLessThan(1e-9);
        expect([flags.has('NOT_CONSERVED'), flags.has('UNBALANCED')]).toEqual([false, false]);
      }),
    );
  });

  it('every fill that the told path names adds up to the books it closes', () => {
    fc.assert(
      fc.property(markets({ rules: { backstop: null, socialised: false } }), (scene) => {
        const { ticks, outcome } = runEngine(scene, 'traced');
        const held = scene.accounts.map(({ quantity }) => quantity);
        let liquidated = 0;
        for (const { fills } of ticks)
          for (const [account, kind, quantity, price] of fills) {
            held[account]! -= quantity;
            if (kind !== 'adlwin') liquidated += quantity * Math.abs(unitOf(scene, price));
            // Nobody's side flips.
            expect(held[account]).toBeGreaterThanOrEqual(-1e-9 * scene.accounts[account]!.quantity);
          }
        expectMoney(scene, outcome.liquidatedNotional, liquidated);
      }),
    );
  });

  it('ADL closes the same quantity on both sides at the same value, and winners lose what losers are spared', () => {
    let pools = 0;
    const policies = ['queue', 'pro-rata', 'water-filling'] as const;
    const when = ['negative-equity', 'fund-empty'] as const;
    fc.assert(
      fc.property(
        markets(),
        fc.constantFrom(...policies),
        fc.constantFrom(...when),
        (scene, policy, condition) => {
          const own = withRules(scene, { adl: { when: condition, policy } });
          const { ticks } = runEngine(own, 'traced');
          for (const { fills } of ticks)
            for (const side of [1, -1]) {
              const of = (kind: string, s: number) =>
                fills.filter(([account, own]) => own === kind && scene.accounts[account]!.side === s);
              const total = (some: typeof fills, value: (unit: number) => number) =>
                some.reduce((sum, [, , quantity, price]) => sum + quantity * value(unitOf(scene, price)), 0);
              const [losers, winners] = [of('adl', side), of('adlwin', -side)];
              if (losers.length === 0) {
                expect(winners).toEqual([]);
                continue;
              }
              pools++;
              const quantity = total(losers, () => 1);
              expect(Math.abs(total(winners, () => 1) / quantity - 1)).toBeLessThan(1e-9);
              const spared = total(losers, (unit) => unit);
              expect(Math.abs(total(winners, (unit) => unit) / spared - 1)).toBeLessThan(1e-9);
            }
        },
      ),
    );
    expect(pools).toBeGreaterThan(10);
  });

  it('a loser that ADL closes whole ends at its bankruptcy price, with nothing left and nothing owed', () => {
    let losers = 0;
    fc.assert(
      fc.property(markets({ rules: { socialised: false } }), (scene) => {
        const fills = runEngine(scene, 'traced').ticks.flatMap((tick) => tick.fills);
        scene.accounts.forEach(({ side, quantity, entryPrice, collateral }, account) => {
          const own = fills.filter(([who]) => who === account);
          const [fill] = own;
          if (own.length !== 1 || fill![1] !== 'adl' || fill![2] < quantity) return;
          losers++;
          const profit = side * quantity * (unitOf(scene, fill![3]) - unitOf(scene, entryPrice));
          expect(Math.abs(collateral + profit)).toBeLessThan(1e-9 * openInterest(scene));
        });
      }),
    );
    expect(losers).toBeGreaterThan(20);
  });

  it('the fund ends at what it had, plus what came in, less what it paid; deficits have a payer', () => {
    fc.assert(
      fc.property(markets(), (scene) => {
        const { outcome } = run(scene);
        expectMoney(scene, outcome.fundEnd, scene.rules.fund + outcome.fundIn - outcome.fundDraw);
        expectMoney(scene, outcome.deficit, outcome.fundDraw + outcome.socialised + outcome.badDebt);
        expect(outcome.fundEnd).toBeGreaterThanOrEqual(0);
        expect(outcome.haircutTaken).toBe(outcome.adlHaircut + outcome.socialised);
      }),
    );
  });

  it('what the fund would have needed does not depend on the fund, and such a fund leaves no bad debt', () => {
    fc.assert(
      fc.property(markets({ rules: NOBODY_ELSE_PAYS }), between(0, 99), (scene, percent) => {
        const need = run(scene).outcome.fundNeed;
        const withFund = (fund: number) => run(withRules(scene, { fund })).outcome;
        const [none, some, enough] = [0, (need * percent) / 100, need * (1 + 1e-9)].map(withFund);
        for (const own of [none, some, enough]) expectMoney(scene, own!.fundNeed, need);
        expect(enough!.badDebt).toBeLessThanOrEqual(1e-9 * openInterest(scene));
        expect(some!.badDebt).toBeLessThanOrEqual(none!.badDebt * (1 + 1e-9));
        if (need > 1e-6 * openInterest(scene)) expect(some!.badDebt).toBeGreaterThan(0);
      }),
    );
  });

  it('a zero shock sells nothing after the cushion', () => {
    fc.assert(
      fc.property(markets({ factors: () => [1, 1, 1] }), (scene) => {
        // Who stands on the very floor of a jumping table is reached there: the edge counts (model.md 1.4).
        const onFloor = scene.accounts.some(({ quantity }) => {
          const notional = quantity * Math.abs(unitOf(scene, scene.rules.startPrice));
          return scene.tiers.some(({ floor }) => Math.abs(notional - floor) < 1e-9 * floor);
        });
        if (onFloor) return;
        const { outcome, flags } = run({ ...scene, shock: 0 });
        expect([outcome.accountsTriggered, outcome.marketNotional, outcome.moveFinal]).toEqual([0, 0, 0]);
        expect([...flags]).toEqual(['ZERO_SHOCK']);
      }),
    );
  });
});

describe('one path, however it is computed', () => {
  it('stopping early equals running to the horizon', () => {
    fc.assert(
      fc.property(markets(), (scene) => {
        const long = runOracle(scene, true);
        if (isOnEdge(long)) return;
        const { outcome } = run(scene);
        const same = { ...outcome, ticks: long.outcome.ticks };
        expect(differences(scene, { outcome: same, flags: long.flags }, long)).toEqual([]);
      }),
    );
  });

  it('a row is the same to the bit, whatever the engine ran before and however large it is', () => {
    const worn = createEngine(4_096);
    fc.assert(
      fc.property(markets(), markets(), (before, scene) => {
        const fresh = runEngine(scene, 'untraced', createEngine(scene.accounts.length));
        // One and the same object is one mechanism, whatever it has done to other ladders.
        const { mechanism } = scene.rules;
        for (const own of [before, { ...before, rules: { ...before.rules, mechanism } }]) {
          runEngine(own, 'untraced', worn);
          runEngine(own, 'traced', worn);
        }
        expect(runEngine(scene, 'untraced', worn).row).toEqual(fresh.row);
        expect(runEngine(scene, 'untraced', worn).row).toEqual(fresh.row);
      }),
    );
  });

  it('a trace changes nothing but rounding', () => {
    fc.assert(
      fc.property(markets(), (scene) => {
        if (isOnEdge(runOracle(scene))) return;
        expect(differences(scene, runEngine(scene, 'traced'), run(scene), 1e-10)).toEqual([]);
      }),
    );
  });
});

/** Every length that a market has in prices, times `c`; in quantities, times `g`; in money, times `m`. */
function scaled(scene: Scenario, c: number, g: number, m: number): Scenario {
  const { rules, depth } = scene;
  const { mechanism, backstop } = rules;
  const spec = ((): MechanismSpec => {
    switch (mechanism.name) {
      case 'target-margin':
        return { ...mechanism, minNotional: m * mechanism.minNotional };
      case 'stepped':
        return mechanism.variant === 'share'
          ? { ...mechanism, threshold: m * mechanism.threshold }
          : mechanism;
      case 'auction':
        return { ...mechanism, hole: m * mechanism.hole };
      default:
        return mechanism;
    }
  })();
  const law = ((): DepthLaw => {
    switch (depth.law) {
      case 'linear':
        return { ...depth, slope: (depth.slope * c) / g };
      case 'exponential':
        return { ...depth, beta: depth.beta / g };
      case 'square-root':
        return { ...depth, c: depth.c / Math.sqrt(g) };
      case 'amm':
        return { ...depth, reserve: depth.reserve * g };
      case 'floor':
        return { ...depth, scale: depth.scale * g };
      case 'walk': {
        const side = (levels: readonly (readonly [number, number])[]) =>
          levels.map(([price, size]): [number, number] => [c * price, g * size]);
        return { ...depth, reference: c * depth.reference, bids: side(depth.bids), asks: side(depth.asks) };
      }
    }
  })();
  return {
    ...scene,
    depth: law,
    tiers: scene.tiers.map((tier) => ({
      ...tier,
      floor: m * tier.floor,
      ...(tier.deduction === undefined ? {} : { deduction: m * tier.deduction }),
    })),
    accounts: scene.accounts.map((own) => ({
      ...own,
      quantity: g * own.quantity,
      entryPrice: c * own.entryPrice,
      collateral: m * own.collateral,
    })),
    rules: {
      ...rules,
      startPrice: c * rules.startPrice,
      fund: m * rules.fund,
      mechanism: spec,
      backstop: backstop && { ...backstop, capital: m * backstop.capital },
    },
  };
}

const MONEY: readonly OutcomeColumn[] = [
  'liquidatedNotional',
  'marketNotional',
  'closeOutCost',
  'deficitNotional',
  'deficit',
  'deficitFirst',
  'deficitSecond',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'adlNotional',
  'adlHaircut',
  'socialised',
  'badDebt',
  'haircutTaken',
  'haircutNeeded',
  'openDeficit',
  'takenOverNotional',
  'vaultPeak',
  'vaultProfit',
  'takerProfit',
  'inventoryPeak',
  'inventoryLossPeak',
  'fundTrough',
];

describe('markets that are the same in other units', () => {
  // Powers of four are exact, roots included: not a bit may change, and no absolute number may hide.
  const expectScaled = (scene: Scenario, other: EngineRun, m: number) => {
    const own = run(scene).outcome;
    for (const [column, value] of Object.entries(own)) {
      const expected = MONEY.includes(column as OutcomeColumn) ? m * value : value;
      expect([column, other.outcome[column as OutcomeColumn]]).toEqual([column, expected]);
    }
  };

  it('prices times c and quantities so that money stays: nothing changes', () => {
    fc.assert(
      fc.property(markets(), between(-12, 12), (scene, k) => {
        const c = 4 ** k;
        const g = scene.rules.contract === 'linear' ? 1 / c : c;
        expectScaled(scene, run(scaled(scene, c, g, 1)), 1);
      }),
    );
  });

  it('quantities, collateral, depth, fund and floors times c: money times c, no fraction changes', () => {
    fc.assert(
      fc.property(markets(), between(-12, 12), (scene, k) => {
        const c = 4 ** k;
        expectScaled(scene, run(scaled(scene, 1, c, c)), c);
      }),
    );
  });

  it('sides swapped and prices reflected around the start: the reflected path', () => {
    // Longs come before shorts where the fund decides who is deleveraged, so that rule cannot mirror.
    const reflected = { adl: PRO_RATA, feeRate: 0 } as const;
    fc.assert(
      fc.property(
        markets({
          contract: 'linear',
          law: 'linear',
          mechanism: 'full',
          rules: { ...reflected, backstop: null },
        }),
        (raw) => {
          // A cap of the mark is a share of itself, so it cannot mirror.
          if (raw.rules.triggerRule.rule === 'capped') return;
          // Maintenance flat in currency, and the simplest such: none, so an account triggers where it is bankrupt.
          const tiers = [{ floor: 0, rate: 0, maxLeverage: 100 }];
          const scene = { ...raw, tiers };
          const p0 = scene.rules.startPrice;
          const oracle = runOracle(scene);
          const unclamped =
            !oracle.flags.has('FLOOR_HIT') && oracle.ticks.every(({ post }) => post < 1.99 * p0);
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
          expect(other.ticks.length).toBe(one.ticks.length);
          one.ticks.forEach((tick, k) => {
            const image = other.ticks[k]!;
            expect(Math.abs(image.post + tick.post - 2 * p0)).toBeLessThan(1e-9 * p0);
            expect(image.fills.map(([account, kind]) => [account, kind])).toEqual(
              tick.fills.map(([account, kind]) => [account, kind]),
            );
          });
          for (const column of ['deficit', 'badDebt', 'closeOutCost', 'adlHaircut', 'fundNeed'] as const)
            expectMoney(scene, other.outcome[column], one.outcome[column]);
          expect(other.outcome.movePeak).toBeCloseTo(-one.outcome.movePeak, 9);
        },
      ),
    );
  });

  it('the order of accounts changes nothing but rounding', () => {
    fc.assert(
      fc.property(markets(), fc.infiniteStream(between(0, 1_000_000)), (scene, keys) => {
        const order = scene.accounts.map((own) => ({ own, key: keys.next().value }));
        const accounts = order.sort((a, b) => a.key - b.key).map(({ own }) => own);
        const shuffled = { ...scene, accounts };
        // Two accounts bankrupt at the same price go by number; that is an edge in one order or the other.
        if (isOnEdge(runOracle(scene)) || isOnEdge(runOracle(shuffled))) return;
        expect(differences(scene, run(shuffled), run(scene))).toEqual([]);
      }),
    );
  });

  it('two identical accounts are one of twice the size, under a flat rate and full liquidation', () => {
    fc.assert(
      // ADL of `fund-empty` takes whole accounts until the fund carries the rest, so there size matters.
      fc.property(
        markets({ mechanism: 'full', table: 0, rules: { backstop: null, adl: PRO_RATA } }),
        (scene) => {
          if (isOnEdge(runOracle(scene))) return;
          const half = ({ quantity, collateral, ...own }: Holding) => ({
            ...own,
            quantity: quantity / 2,
            collateral: collateral / 2,
          });
          const split = scene.accounts.flatMap((own) => [half(own), half(own)]);
          const [whole, halves] = [run(scene), run({ ...scene, accounts: split })];
          const same: OutcomeColumn[] = [
            'moveFinal',
            'movePeak',
            'ownPeak',
            'rounds',
            'ticks',
            'liquidatedShare',
          ];
          for (const column of same) expect(halves.outcome[column]).toBeCloseTo(whole.outcome[column], 9);
          // A queue ranks accounts; everything else pays by size.
          for (const column of ['deficit', 'fundEnd', 'badDebt', 'closeOutCost', 'openDeficit'] as const)
            expectMoney(scene, halves.outcome[column], whole.outcome[column]);
          expect(halves.outcome.accountsClosed).toBe(2 * whole.outcome.accountsClosed);
        },
      ),
    );
  });

  it('a far position that is never reached changes nothing but open interest and counts', () => {
    fc.assert(
      fc.property(
        markets({ rules: NOBODY_ELSE_PAYS }),
        between(1, 500),
        fc.boolean(),
        (scene, lots, long) => {
          if (isOnEdge(runOracle(scene))) return;
          const { startPrice, contract } = scene.rules;
          const quantity = contract === 'linear' ? lots : lots * startPrice;
          const far: Holding = {
            side: long ? 1 : -1,
            quantity,
            entryPrice: startPrice,
            collateral: 1e6 * quantity * Math.abs(unitOf(scene, startPrice)),
            owner: 1 + Math.max(...scene.accounts.map(({ owner }) => owner)),
          };
          // An empty pool may ask a million times the price; no position is far from that.
          if (run(scene).outcome.movePeak > 1e3) return;
          const [without, with_] = [run(scene), run({ ...scene, accounts: [...scene.accounts, far] })];
          const ratio = openInterest(scene) / openInterest({ ...scene, accounts: [...scene.accounts, far] });
          const perInterest: OutcomeColumn[] = ['ratePeak', 'liquidatedShare'];
          for (const column of perInterest)
            expect(with_.outcome[column]).toBeCloseTo(without.outcome[column] * ratio, 9);
          const rest = Object.fromEntries(perInterest.map((column) => [column, without.outcome[column]]));
          const own = { outcome: { ...with_.outcome, ...rest }, flags: with_.flags };
          expect(differences(scene, own, without)).toEqual([]);
        },
      ),
    );
  });
});

describe('what slicing cannot do', () => {
  const everybody: readonly [string, MechanismSpec][] = [
    ['slow', { name: 'rate-limited', velocity: 0.4, reach: 0.02, cure: false }],
    ['fast', { name: 'rate-limited', velocity: 7, reach: 0.02, cure: false }],
    [
      'auctions',
      {
        name: 'auction',
        buf: 1.05,
        cut: 0.95,
        step: 1,
        tail: 50,
        cusp: 0.3,
        hole: 1e6,
        profit: 0.001,
      },
    ],
  ];

  it.each(everybody)('sold to the end for good, %s liquidation ends where full does', (_, mechanism) => {
    let cascades = 0;
    fc.assert(
      fc.property(
        // Sizes in which a per cent of depth is a good part of an account, so that thousands of ticks are enough.
        markets({ mechanism: 'full', rules: { ...SIMPLE, feeRate: 0, tickSeconds: 1 }, factors: AT_ONCE }),
        (raw) => {
          const scene = withRules(raw, { horizonSeconds: 3_000 });
          // Where nobody buys beyond, the last accounts stay open and are no part of the theorem.
          if (scene.depth.law === 'walk' && scene.depth.beyond === 'stop') return;
          if (isOnEdge(runOracle(scene)) || run(scene).flags.has('FLOOR_HIT')) return;
          const [at, sliced] = [run(scene), run(withRules(scene, { mechanism }))];
          if (sliced.flags.has('UNFINISHED')) return;
          if (at.outcome.rounds > 1) cascades++;
          expect(sliced.outcome.accountsClosed).toBe(at.outcome.accountsClosed);
          expect(sliced.outcome.moveFinal).toBeCloseTo(at.outcome.moveFinal, 9);
          expectMoney(scene, sliced.outcome.marketNotional, at.outcome.marketNotional);
        },
      ),
    );
    expect(cascades).toBeGreaterThan(10);
  });
});

describe('in the simple setting', () => {
  const simple = () => markets({ mechanism: 'full', rules: SIMPLE, factors: AT_ONCE });
  const ending = (scene: Scenario) =>
    run(withRules(scene, { horizonSeconds: 1_000 * scene.rules.tickSeconds }));
  /** How far the price ends in the direction of the shock. */
  const depthOfEnd = (scene: Scenario) => Math.sign(scene.shock || -1) * ending(scene).outcome.moveFinal;

  it('the end price is no better for a deeper shock', () => {
    fc.assert(
      fc.property(simple(), between(1, 200), (scene, more) => {
        const shock = scene.shock + (Math.sign(scene.shock || -1) * more) / 1_000;
        const deeper = { ...scene, shock, factors: [1 + shock] };
        expect(depthOfEnd(deeper)).toBeGreaterThanOrEqual(depthOfEnd(scene) - 1e-12);
      }),
    );
  });

  it('nor for less depth', () => {
    fc.assert(
      fc.property(simple(), between(30, 99), (scene, percent) => {
        const thinner = { ...scene, depthScale: (scene.depthScale * percent) / 100 };
        expect(depthOfEnd(thinner)).toBeGreaterThanOrEqual(depthOfEnd(scene) - 1e-12);
      }),
    );
  });

  it('nor for more leverage', () => {
    fc.assert(
      fc.property(simple(), between(50, 99), (scene, percent) => {
        const accounts = scene.accounts.map((own) => ({
          ...own,
          collateral: (own.collateral * percent) / 100,
        }));
        // Less collateral may trigger at the start price itself, on both sides: only one side is monotone.
        const side = scene.shock > 0 ? -1 : 1;
        const oneSided = (some: readonly Holding[]) => ({
          ...scene,
          accounts: some.filter((own) => own.side === side),
        });
        if (oneSided(accounts).accounts.length === 0) return;
        expect(depthOfEnd(oneSided(accounts))).toBeGreaterThanOrEqual(
          depthOfEnd(oneSided(scene.accounts)) - 1e-12,
        );
      }),
    );
  });

  it('nor for more maintenance', () => {
    fc.assert(
      fc.property(simple(), between(101, 300), (scene, percent) => {
        const tiers = scene.tiers.map((tier) => ({
          ...tier,
          rate: (tier.rate * percent) / 100,
          ...(tier.deduction === undefined ? {} : { deduction: (tier.deduction * percent) / 100 }),
        }));
        const side = scene.shock > 0 ? -1 : 1;
        const own = { ...scene, accounts: scene.accounts.filter((account) => account.side === side) };
        if (own.accounts.length === 0) return;
        expect(depthOfEnd({ ...own, tiers })).toBeGreaterThanOrEqual(depthOfEnd(own) - 1e-12);
      }),
    );
  });
});
