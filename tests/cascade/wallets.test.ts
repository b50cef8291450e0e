// Wallets at given marks (contagion.md 1 to 3): where they are reached, what is closed of them, what is left.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrossedFill, settleWallet } from '../../shared/cascade/check/settle-wallet.ts';
import { afterShare, type CloseOut, closeShares } from '../../shared/cascade/holders/crossed/close-out.ts';
import {
  bankruptcyUnits,
  type CrossedMarket,
  crossTrigger,
  isReached,
  netted,
  standingOf,
  sum,
  type Wallet,
} from '../../shared/cascade/holders/crossed/wallet.ts';
import {
  type Exposure,
  portfolioMargin,
  portfolioParts,
  worstLoss,
} from '../../shared/cascade/margin/scenarios.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { between } from './markets.ts';
import { u } from './oracle/margin.ts';
import { type SlowMarket, slowClosed, slowEquity, slowMaintenance, slowSum } from './oracle/wallet.ts';
import { atLeast } from './runs.ts';

const FLAT = [{ floor: 0, rate: 0.02, maxLeverage: 50 }];
const TIERED = [
  { floor: 0, rate: 0.01, maxLeverage: 50 },
  { floor: 400, rate: 0.025, maxLeverage: 20 },
  { floor: 1_500, rate: 0.06, maxLeverage: 10 },
];
const slowMarkets = (contract: 'linear' | 'inverse', flat: boolean, fee: number): SlowMarket[] =>
  [0, 1, 2].map((k) => ({
    contract,
    tiers: flat ? FLAT : TIERED,
    feeRate: k === 1 ? 0 : fee,
  }));
const fast = (markets: readonly SlowMarket[]): CrossedMarket[] =>
  markets.map(({ contract, tiers, feeRate }) => ({
    contract,
    tiers: tiersOf(tiers.map((tier) => ({ ...tier, maxLeverage: 1 / tier.rate }))),
    feeRate,
  }));

/** Prices near 100 in three markets; a wallet with something in each of the first two, and collateral of the third. */
const example = fc
  .record({
    inverse: fc.boolean(),
    flat: fc.boolean(),
    fee: between(0, 10),
    marks: fc.array(between(80, 125), { minLength: 3, maxLength: 3 }),
    accounts: fc.array(fc.record({ long: fc.boolean(), quantity: between(1, 40), entry: between(80, 125) }), {
      minLength: 1,
      maxLength: 2,
    }),
    asset: between(0, 5),
    haircut: between(0, 50),
    /** Equity over maintenance, in hundredths. */
    cover: between(-50, 300),
  })
  .map(({ inverse, flat, fee, marks, accounts, asset, haircut, cover }) => {
    const contract = inverse ? 'inverse' : 'linear';
    const markets = slowMarkets(contract, flat, fee / 10_000);
    const bare: Wallet = {
      cash: 0,
      assets: [{ market: 2, factor: 1, amount: asset, haircut: haircut / 100 }],
      accounts: accounts.map(({ long, quantity, entry }, market) => ({
        market,
        side: long ? 1 : -1,
        // Quote units, so that notionals are of one size in both contracts' own currency.
        quantity: inverse ? quantity * 10_000 : quantity,
        entryPrice: entry,
      })),
    };
    const MM = slowSum(slowMaintenance(bare, markets, marks));
    const cash = (cover / 100) * MM - slowEquity(bare, markets, marks);
    return { wallet: { ...bare, cash }, markets, marks, flat };
  });

const near = (obtained: number, expected: number, size: number) =>
  expect(Math.abs(obtained - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(size)));

describe('a wallet', () => {
  it('stands as the sum of its parts, and is reached where equity does not exceed maintenance', () => {
    fc.assert(
      fc.property(example, ({ wallet, markets, marks }) => {
        const found = standingOf(wallet, fast(markets), marks);
        const MM = slowMaintenance(wallet, markets, marks);
        near(found.equity, slowEquity(wallet, markets, marks), slowSum(MM) + 1);
        near(found.fullEquity, slowEquity(wallet, markets, marks, false), slowSum(MM) + 1);
        found.maintenance.forEach((own, j) => {
          near(own, MM[j]!, MM[j]!);
        });
      }),
      atLeast(200),
    );
  });

  it('is reached exactly at the trigger of an account while other marks stand, and they move it', () => {
    let moved = 0;
    fc.assert(
      fc.property(example, ({ wallet, markets, marks }) => {
        const own = fast(markets);
        const trigger = crossTrigger(wallet, 0, own, marks);
        if (!(trigger > 1e-3 && trigger < 1e6)) return;
        const reachedAt = (mark: number) => isReached(standingOf(wallet, own, marks.with(0, mark)));
        const side = wallet.accounts[0]!.side;
        expect(reachedAt(trigger * (1 - 1e-7 * side))).toBe(true);
        expect(reachedAt(trigger * (1 + 1e-7 * side))).toBe(false);
        if (wallet.accounts.length < 2) return;
        const other = crossTrigger(wallet, 0, own, marks.with(1, marks[1]! * 1.01));
        expect(other).not.toBe(trigger);
        moved++;
      }),
      atLeast(300),
    );
    expect(moved).toBeGreaterThan(50);
  });

  it('of one account and cash has the trigger of the isolated account', () => {
    const [market] = fast([{ contract: 'linear', tiers: TIERED, feeRate: 0 }]);
    const account = { market: 0, side: 1 as const, quantity: 30, entryPrice: 100 };
    const wallet = { cash: 150, assets: [], accounts: [account] };
    const own = triggerPrice('linear', market!.tiers, 1, 30, 100, 150, 98);
    expect(crossTrigger(wallet, 0, [market!], [98])).toBeCloseTo(own, 12);
  });

  it('has no trigger formula where something else of it moves with that market', () => {
    const markets = fast([{ contract: 'linear', tiers: FLAT, feeRate: 0 }]);
    const account = { market: 0, side: 1 as const, quantity: 1, entryPrice: 100 };
    const asset = { market: 0, factor: 1, amount: 1, haircut: 0 };
    for (const wallet of [
      { cash: 10, assets: [], accounts: [account, account] },
      { cash: 10, assets: [asset], accounts: [account] },
    ])
      expect(() => crossTrigger(wallet, 0, markets, [100])).toThrow(
        'account 0 must be all that its wallet has in market 0, got more',
      );
  });

  it('nets two sides of one market without changing its equity at any price', () => {
    fc.assert(
      fc.property(
        example,
        fc.array(between(1, 40), { minLength: 2, maxLength: 2 }),
        between(60, 150),
        ({ wallet, markets, marks }, hedge, price) => {
          const hedged = {
            ...wallet,
            accounts: [
              ...wallet.accounts,
              ...wallet.accounts.map((own, k) => ({
                ...own,
                side: own.side > 0 ? (-1 as const) : (1 as const),
                quantity: (own.quantity * hedge[k]!) / 20,
                entryPrice: own.entryPrice * 1.07,
              })),
            ],
          };
          const own = fast(markets);
          const net = netted(hedged, own);
          const at = marks.with(0, price);
          const [before, after] = [standingOf(hedged, own, at), standingOf(net, own, at)];
          near(after.equity, before.equity, sum(before.notional));
          expect(sum(after.maintenance)).toBeLessThanOrEqual(sum(before.maintenance) * (1 + 1e-12));
          expect(net.accounts.length).toBeLessThanOrEqual(wallet.accounts.length);
        },
      ),
      atLeast(100),
    );
  });

  it('merges pair by pair in account order, and looks at each account a few times however many there are', () => {
    const market = {
      contract: 'linear' as const,
      tiers: tiersOf([{ floor: 0, rate: 0.01, maxLeverage: 100 }]),
      feeRate: 0,
    };
    let looks = 0;
    const position = fc.record({ of: fc.nat(1), isLong: fc.boolean(), lots: fc.integer({ min: 1, max: 9 }) });
    const positions = fc.array(position, { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(positions, (drawn) => {
        const accounts = drawn.map(({ of, isLong, lots }, i) => ({
          market: of,
          get side() {
            looks++;
            return isLong ? (1 as const) : (-1 as const);
          },
          quantity: lots / 7,
          entryPrice: 100 + i / 3,
        }));
        const left = accounts.map(({ quantity }) => quantity);
        let cash = 5;
        for (const [i, one] of drawn.entries())
          for (const [j, other] of drawn.entries()) {
            if (j <= i || other.of !== one.of || other.isLong === one.isLong) continue;
            const both = Math.min(left[i]!, left[j]!);
            const [long, short] = one.isLong ? [i, j] : [j, i];
            cash += both * (accounts[short]!.entryPrice - accounts[long]!.entryPrice);
            left[i]! -= both;
            left[j]! -= both;
          }
        looks = 0;
        const net = netted({ cash: 5, assets: [], accounts }, [market, market]);
        expect(looks).toBeLessThan(10 * accounts.length);
        expect([net.cash, ...net.accounts.map(({ quantity }) => quantity)]).toEqual([
          cash,
          ...left.filter((own) => own > 0),
        ]);
      }),
      atLeast(20),
    );
  });

  it('ends with nothing where everything is closed at its bankruptcy values', () => {
    fc.assert(
      fc.property(example, ({ wallet, markets, marks }) => {
        const own = fast(markets);
        const { fullEquity, maintenance, notional } = standingOf(wallet, own, marks);
        const units = bankruptcyUnits(wallet, own, marks, fullEquity, maintenance);
        const given = wallet.accounts.map(
          ({ market, side, quantity }, j) =>
            side * quantity * (u(markets[market]!.contract, marks[market]!) - units[j]!),
        );
        near(slowSum(given), fullEquity, sum(notional));
        const cash = {
          ...wallet,
          cash: wallet.cash + slowEquity({ ...wallet, cash: 0, accounts: [] }, markets, marks, false),
          assets: [],
        };
        const fills = wallet.accounts.map(
          ({ quantity }, account): CrossedFill => ({ account, quantity, unit: units[account]!, isAdl: true }),
        );
        const { wallet: end, deficit, fee } = settleWallet(cash, fills, own, marks);
        near(end.cash, 0, sum(notional));
        near(deficit, 0, sum(notional));
        expect(fee).toBe(0);
      }),
      atLeast(100),
    );
  });
});

const MULTIPLE = 1.2;
const rules: readonly CloseOut[] = [
  { order: 'pro-rata', amount: 'target', multiple: MULTIPLE },
  { order: 'largest', amount: 'target', multiple: MULTIPLE },
];
const step = { order: 'pro-rata', amount: 'step', step: 0.15, ratio: 0.9, penalty: 0.3 } as const;

describe('what is closed of a wallet', () => {
  it.each(rules)(
    'by $order towards a target stands at it on flat rates, and not below it on tiers',
    (rule) => {
      let partly = 0;
      fc.assert(
        fc.property(example, ({ wallet, markets, marks, flat }) => {
          const standing = standingOf(wallet, fast(markets), marks);
          const shares = closeShares(standing, rule);
          for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
          if (standing.equity <= 0 || shares.every((share) => share === 1)) {
            expect(standing.equity).toBeLessThanOrEqual(MULTIPLE * sum(standing.maintenance) * (1 + 1e-12));
            return;
          }
          const left = slowClosed(wallet, markets, marks, shares);
          const equity = slowEquity(left, markets, marks);
          const wanted = MULTIPLE * slowSum(slowMaintenance(left, markets, marks));
          expect(equity).toBeGreaterThanOrEqual(wanted - 1e-9 * (1 + Math.abs(wanted)));
          if (!shares.some((share) => share > 0)) return;
          partly++;
          if (flat) near(equity, wanted, wanted);
        }),
        atLeast(300),
      );
      expect(partly).toBeGreaterThan(30);
    },
  );

  it('largest first leaves the smaller account alone until the larger one is gone', () => {
    fc.assert(
      fc.property(example, ({ wallet, markets, marks }) => {
        const standing = standingOf(wallet, fast(markets), marks);
        const shares = closeShares(standing, rules[1]!);
        const largest = standing.maintenance.indexOf(Math.max(...standing.maintenance));
        if (shares[largest]! < 1)
          for (const [j, share] of shares.entries()) if (j !== largest) expect(share).toBe(0);
        const one = closeShares(standing, { order: 'largest', amount: 'one' });
        if (standing.equity > 0) expect(one).toEqual(shares.map((_, j) => Number(j === largest)));
      }),
      atLeast(100),
    );
  });

  it('in steps is the first that is enough, or everything', () => {
    let partly = 0;
    fc.assert(
      fc.property(example, ({ wallet, markets, marks, flat }) => {
        const standing = standingOf(wallet, fast(markets), marks);
        const [share] = closeShares(standing, step);
        const isEnough = (x: number) => {
          const { equity, maintenance } = afterShare(standing, x, step.penalty);
          return equity > 0 && maintenance < step.ratio * equity;
        };
        const steps = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9];
        const first = standing.equity > 0 ? steps.find(isEnough) : undefined;
        expect(share).toBeCloseTo(first ?? 1, 12);
        if (first === undefined || !flat) return;
        partly++;
        const left = slowClosed(
          wallet,
          markets,
          marks,
          wallet.accounts.map(() => share!),
          step.penalty,
        );
        near(
          slowEquity(left, markets, marks),
          afterShare(standing, share!, step.penalty).equity,
          sum(standing.notional),
        );
      }),
      atLeast(300),
    );
    expect(partly).toBeGreaterThan(20);
  });

  it('is everything where no equity is left, whatever the rule', () => {
    const standing = {
      equity: 0,
      fullEquity: 0,
      profit: [0, 0],
      notional: [100, 50],
      maintenance: [2, 1],
      fee: [0, 0],
    };
    const all: readonly CloseOut[] = [
      ...rules,
      step,
      { order: 'largest', amount: 'one' },
      { order: 'pro-rata', amount: 'all' },
    ];
    for (const rule of all) expect(closeShares(standing, rule)).toEqual([1, 1]);
  });
});

describe('settling a wallet', () => {
  const fills = (
    wallet: Wallet,
    marks: readonly number[],
    markets: readonly SlowMarket[],
    shares: readonly number[],
  ) =>
    wallet.accounts.map(
      ({ quantity, market }, account): CrossedFill => ({
        account,
        quantity: shares[account]! * quantity,
        unit: u(markets[market]!.contract, marks[market]! * 0.97),
        isAdl: account === 1,
      }),
    );

  it('neither makes nor loses money', () => {
    fc.assert(
      fc.property(example, between(0, 10), ({ wallet, markets, marks }, tenths) => {
        const own = fast(markets);
        const given = fills(wallet, marks, markets, [tenths / 10, 1]);
        const { wallet: end, fee, deficit } = settleWallet(wallet, given, own, marks, 0.5);
        const slipped = given.reduce((total, { account, quantity, unit }) => {
          const { side, market } = wallet.accounts[account]!;
          return total + side * quantity * (unit - u(markets[market]!.contract, marks[market]!));
        }, 0);
        const before = standingOf(wallet, own, marks);
        const after = standingOf(end, own, marks);
        near(after.fullEquity + fee - deficit, before.fullEquity + slipped, sum(before.notional));
        expect(fee).toBeGreaterThanOrEqual(0);
        if (end.accounts.some(({ quantity }) => quantity > 0)) expect(deficit).toBe(0);
      }),
      atLeast(200),
    );
  });

  it('takes its fee of what is there, its penalty of the maintenance released, and neither under ADL', () => {
    const markets = fast([{ contract: 'linear', tiers: FLAT, feeRate: 0.001 }]);
    const wallet = {
      cash: 20,
      assets: [],
      accounts: [{ market: 0, side: 1 as const, quantity: 10, entryPrice: 100 }],
    };
    const fill = { account: 0, quantity: 5, unit: 100, isAdl: false };
    // Fee 0.001 * 500, penalty 0.5 * (20 - 10).
    expect(settleWallet(wallet, [fill], markets, [100], 0.5).fee).toBeCloseTo(5.5, 12);
    expect(settleWallet(wallet, [{ ...fill, isAdl: true }], markets, [100], 0.5).fee).toBe(0);
    const poor = { ...wallet, cash: 0.25 };
    expect(settleWallet(poor, [{ ...fill, quantity: 10 }], markets, [100]).fee).toBe(0.25);
  });

  it('leaves a debt with its assets until they are sold, and then with others', () => {
    const markets = fast([{ contract: 'linear', tiers: FLAT, feeRate: 0 }]);
    const accounts = [{ market: 0, side: 1 as const, quantity: 10, entryPrice: 100 }];
    const fill = { account: 0, quantity: 10, unit: 90, isAdl: false };
    const asset = { market: undefined, factor: 1, amount: 30, haircut: 0.1 };
    const held = settleWallet({ cash: 20, assets: [asset], accounts }, [fill], markets, [95]);
    expect([held.wallet.cash, held.deficit]).toEqual([-80, 0]);
    const bare = settleWallet({ cash: 20, assets: [], accounts }, [fill], markets, [95]);
    expect([bare.wallet.cash, bare.deficit]).toEqual([0, 80]);
  });
});

const exposure = fc
  .record({ group: between(0, 2), units: between(-20, 20), price: between(50, 150), charge: between(0, 10) })
  .map((own): Exposure => ({ contract: 'linear', ...own }));
const scenario = fc
  .record({ move: between(-90, 300), weight: between(1, 100) })
  .map(({ move, weight }) => ({ move: move / 100, weight: weight / 100 }));

describe('margin by scenarios', () => {
  it('asks no less with one scenario more, and in linear markets only the two extremes of move times weight', () => {
    fc.assert(
      fc.property(
        fc.array(exposure, { minLength: 1, maxLength: 6 }),
        fc.array(scenario, { minLength: 1, maxLength: 6 }),
        (exposures, scenarios) => {
          const asks = (own: typeof scenarios) =>
            portfolioMargin(exposures, { scenarios: own, lossFactor: 0.8 });
          expect(asks(scenarios)).toBeGreaterThanOrEqual(asks(scenarios.slice(1)));
          const sorted = scenarios.toSorted((a, b) => a.move * a.weight - b.move * b.weight);
          expect(asks([sorted[0]!, sorted.at(-1)!])).toBeCloseTo(asks(scenarios), 9);
        },
      ),
      atLeast(200),
    );
  });

  it('of one position and one scenario each way is a flat rate', () => {
    const both = [-0.1, 0.1].map((move) => ({ move, weight: 1 }));
    const one: Exposure = { group: 0, contract: 'linear', units: -3, price: 100, charge: 0 };
    expect(portfolioMargin([one], { scenarios: both, lossFactor: 1 })).toBeCloseTo(30, 12);
    // An inverse contract gains 1/0.9 - 1 where it loses 1 - 1/1.1.
    expect(worstLoss([{ ...one, contract: 'inverse', units: 100, price: 1 }], both)).toBeCloseTo(100 / 9, 10);
  });

  it('nets inside a risk group and not between two', () => {
    const long: Exposure = { group: 0, contract: 'linear', units: 5, price: 100, charge: 1 };
    const rule = { scenarios: [-0.2, 0.2].map((move) => ({ move, weight: 1 })), lossFactor: 1 };
    const short = { ...long, units: -5 };
    expect(portfolioMargin([long, short], rule)).toBe(2);
    expect(portfolioMargin([long, { ...short, group: 1 }], rule)).toBeCloseTo(202, 12);
  });

  it('gives each account what the whole would be spared without it, by notional where that is nothing', () => {
    const rule = { scenarios: [-0.2, 0.2].map((move) => ({ move, weight: 1 })), lossFactor: 1 };
    const of = (units: number): Exposure => ({ group: 0, contract: 'linear', units, price: 100, charge: 0 });
    // 10 against -4: without the first 80 instead of 120, without the second 200.
    expect(portfolioParts([of(10), of(-4)], rule)[0]).toBeCloseTo(40, 12);
    expect(portfolioParts([of(10), of(-4)], rule)[1]).toBe(0);
    expect(portfolioParts([of(0), of(0)], rule)).toEqual([0, 0]);
    expect(portfolioParts([of(4), of(-4)], rule)).toEqual([400, 400]);
  });
});
