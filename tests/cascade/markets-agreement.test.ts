// Several markets and wallets: the engine against the oracle, tick by tick and column by column, and laws of contagion.md 2 and 9.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSlack,
  dismiss,
  letWait,
  moveTo,
  renewSteepness,
  startSlack,
  wake,
  within,
} from '../../shared/cascade/holders/crossed/slack.ts';
import { walletColumns } from '../../shared/cascade/holders/crossed/wallet-columns.ts';
import { awake, WAIT } from '../../shared/cascade/holders/crossed/wheel.ts';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type MarketsOutcome, marketsRun, runMarkets as runEngine } from '../../shared/cascade/markets.ts';
import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { type PlayedMarkets, playMarkets } from '../../shared/market/play-markets.ts';
import { EDGE } from './agreement.ts';
import { COVERED, PLEDGED } from './found-markets.ts';
import { crossedPaths, slowMarkets } from './golden-markets.ts';
import { manyMarkets } from './many-markets.ts';
import { runMarkets } from './oracle/markets.ts';
import { atLeast } from './runs.ts';

type Told = Pick<PlayedMarkets, 'ticks'>['ticks'];
type Slow = ReturnType<typeof runMarkets>;

/** Of a told path only, or compared apart. */
const APART = ['adlQuantity', 'markets'];

/** What differs between numbers and lists of two objects that say the same things. */
function differ(at: string, obtained: unknown, expected: unknown, size: number): string[] {
  if (typeof expected === 'number') {
    const isNear = Math.abs((obtained as number) - expected) <= 1e-8 * Math.max(1, size, Math.abs(expected));
    return isNear ? [] : [`${at} ${obtained}, expected ${expected}`];
  }
  if (Array.isArray(expected)) {
    const own = obtained as readonly unknown[];
    if (own.length !== expected.length) return [`${at} ${own.length} of them, expected ${expected.length}`];
    return expected.flatMap((value, i) => differ(`${at}.${i}`, own[i], value, size));
  }
  if (expected === null || typeof expected !== 'object')
    return obtained === expected ? [] : [`${at} ${obtained}, expected ${expected}`];
  return Object.entries(expected).flatMap(([key, value]) =>
    differ(`${at}.${key}`, (obtained as Record<string, unknown>)[key], value, size),
  );
}

function tickDifferences(obtained: Told, { ticks, closestRank }: Slow, size: number): string[] {
  // Where ranks nearly meet, rounding decides who comes first.
  const told = <T extends { readonly reachedAccounts: readonly number[] }>(tick: T): T =>
    closestRank < EDGE ? { ...tick, reachedAccounts: tick.reachedAccounts.toSorted((a, b) => a - b) } : tick;
  const wanted = ticks.map(({ made: _, moved: __, ...tick }) => told(tick));
  return differ('tick', obtained.map(told), wanted, size);
}

const outcomeDifferences = (outcome: MarketsOutcome, slow: Slow, size: number): string[] => [
  ...Object.entries(slow.outcome).flatMap(([column, value]) =>
    APART.includes(column)
      ? []
      : differ(column, (outcome.system as Record<string, number>)[column], value, size),
  ),
  ...slow.outcome.markets.flatMap(({ liquidatedQuantity: _, ...market }, k) =>
    differ(`market ${k}`, outcome.markets[k], market, size),
  ),
];

type Path = ReturnType<typeof manyMarkets> extends fc.Arbitrary<infer T> ? T : never;

/** The venue takes over whoever is reached. */
const TAKING = { markets: [1, 3], isolated: [0, 6], wallets: [0, 5], takesOver: true } as const;
const eitherWay = () => fc.oneof(manyMarkets(), manyMarkets(TAKING));

const seen = new Map<string, number>();
const note = (what: string, is: unknown = true) => is && seen.set(what, (seen.get(what) ?? 0) + 1);

/** Told and untold, to its end and to the horizon. */
function agrees(path: Path): void {
  const slow = runMarkets(slowMarkets(path));
  note('runs');
  if (slow.tightest < EDGE) {
    note('edges');
    return;
  }
  const { outcome } = slow;
  note('reached', outcome.walletsTriggered);
  note('cascades', outcome.rounds > 1);
  note('deficits', outcome.deficit);
  note('adl', outcome.adlQuantity);
  note('socialised', outcome.socialised);
  note('collateral', outcome.collateralSold);
  note('open', outcome.openDeficit);
  note('fees', outcome.fundIn);
  note('exhausted', slow.flags.has('DEPTH_EXHAUSTED'));
  note('banded', slow.flags.has('BANDED'));
  note('halted', outcome.haltSeconds);
  note(
    'raised',
    slow.ticks.some(({ raised }) => raised.length > 0),
  );
  note('topUp', outcome.topUp);
  note('members', outcome.membersPaid);
  note('membersDefaulted', outcome.membersDefaulted);
  const scenario = marketsOf(path);
  const size = path.accounts.reduce(
    (sum, { quantity, entry }) =>
      sum + quantity * (path.config.markets[0]!.contract === 'linear' ? entry : 1 / entry),
    0,
  );
  const played = playMarkets(scenario);
  expect(tickDifferences(played.ticks, slow, size)).toEqual([]);
  expect(outcomeDifferences(played.outcome, slow, size)).toEqual([]);
  const { deficit, fundDraw, socialised, badDebt, membersPaid, conservation } = played.outcome.system;
  expect(conservation).toBeLessThan(1e-9);
  expect(differ('deficit', fundDraw + socialised + badDebt + membersPaid, deficit, size)).toEqual([]);
  const untold = runEngine(scenario.input);
  expect(outcomeDifferences(untold, slow, size)).toEqual([]);
  // Nothing that was left out of it would have happened later.
  // Only prices between then and the horizon are seen by nobody.
  const later = outcomeDifferences(untold, runMarkets(slowMarkets(path), true), size);
  expect(later.filter((own) => !own.includes('movePeak'))).toEqual([]);
  for (const { made, moved } of slow.ticks) {
    expect(Math.abs(made)).toBeLessThan(1e-9 * size);
    for (const own of moved) expect(Math.abs(own)).toBeLessThan(1e-9 * size * 100);
  }
}

const share = (what: string) => (seen.get(what) ?? 0) / seen.get('runs')!;
const expectShares = (least: number, ...names: readonly string[]) => {
  for (const what of names) expect([what, share(what) > least]).toEqual([what, true]);
};

it('the engine says what the oracle says, in every tick and column', () => {
  seen.clear();
  fc.assert(fc.property(manyMarkets(), agrees), { ...atLeast(300), examples: [[COVERED]] });
  if (process.env.FC_LANDING) console.log(Object.fromEntries(seen));
  expect(share('edges')).toBeLessThan(0.06);
  expectShares(0.35, 'reached');
  expectShares(0.3, 'deficits');
  expectShares(0.15, 'cascades', 'banded', 'halted', 'raised');
  expectShares(0.08, 'adl', 'collateral', 'fees');
  expectShares(0.03, 'socialised', 'topUp', 'members', 'membersDefaulted');
}, 600_000);

/** Golden `takeover`, with buyers who end: what is left of them takes part of the collateral. */
function exhausted(): Path {
  const path = crossedPaths().find(({ name }) => name === 'takeover')!;
  const levels = [
    [99, 4],
    [98, 3],
  ];
  const depth = { law: 'walk', reference: 100, bids: levels, asks: [[101, 9]], beyond: 'stop' };
  const [first, ...others] = path.config.markets;
  const markets = [{ ...first, depth, decayPerTick: 0.9, permanentShare: 0, shock: -0.05017 }, ...others];
  return { ...path, config: { dt: 1, ...path.config, markets } };
}

it('and where the venue takes accounts and wallets over', () => {
  seen.clear();
  fc.assert(fc.property(manyMarkets(TAKING), agrees), { ...atLeast(150), examples: [[exhausted()]] });
  if (process.env.FC_LANDING) console.log(Object.fromEntries(seen));
  expect(share('edges')).toBeLessThan(0.06);
  expectShares(0.3, 'reached', 'deficits', 'collateral', 'fees');
  expectShares(0.1, 'adl', 'raised');
  expectShares(0.02, 'socialised', 'topUp', 'members');
}, 600_000);

it('deficits are put down to markets, all of them, where nobody else took from a wallet', () => {
  let shared = 0;
  fc.assert(
    fc.property(eitherWay(), ({ config, ...path }) => {
      const unfunded = config.markets.map(({ funding: _, ...market }) => market);
      const own = { ...config, socialised: false, adl: { when: 'never' }, markets: unfunded };
      const { system, markets } = runEngine(marketsOf({ ...path, config: own }).input);
      const drawn = markets.map(({ drawAttributed }) => drawAttributed);
      const all = drawn.reduce((sum, one) => sum + one, 0);
      const lacking = system.deficit + system.openDeficit;
      expect(Math.abs(all - lacking)).toBeLessThanOrEqual(1e-9 * Math.max(1, lacking));
      if (drawn.filter((one) => one > 0).length > 1) shared++;
    }),
    atLeast(200),
  );
  expect(shared).toBeGreaterThan(20);
});

/** The same path with markets, wallets and owners in another order. */
function turned<Own extends ReturnType<typeof manyMarkets> extends fc.Arbitrary<infer T> ? T : never>(
  path: Own,
): Own {
  const last = path.config.markets.length - 1;
  const wallets = path.wallets.length - 1;
  return {
    ...path,
    config: {
      ...path.config,
      markets: path.config.markets.toReversed(),
      ...(path.config.members && {
        members: path.config.members
          .map(({ capital, owners }) => ({ capital, owners: owners.map((owner) => `other ${owner}`) }))
          .toReversed(),
      }),
    },
    accounts: path.accounts
      .map((own) => ({
        ...own,
        market: last - own.market,
        ...('wallet' in own && { wallet: wallets - (own.wallet as number) }),
        ...('owner' in own && { owner: `other ${own.owner}` }),
      }))
      .toReversed(),
    wallets: path.wallets
      .map((own) => ({
        ...own,
        owner: `other ${own.owner}`,
        assets: own.assets.map((asset) =>
          'market' in asset ? { ...asset, market: last - asset.market! } : asset,
        ),
      }))
      .toReversed(),
  };
}

it('the order of markets, wallets and owners changes nothing but rounding', () => {
  fc.assert(
    fc.property(eitherWay(), (given) => {
      const { topUp } = given.config;
      // Which of the worst finds a winner depends on the order of markets; ties of the largest on that of accounts.
      const path = {
        ...given,
        config: {
          ...given.config,
          adl: { when: 'never' as const },
          hedge: 'gross' as const,
          // Who answers is drawn by the number of an owner.
          ...(topUp && { topUp: { ...topUp, share: Math.ceil(topUp.share) } }),
        },
      };
      if (runMarkets(slowMarkets(path)).tightest < EDGE) return;
      const size = path.accounts.reduce((sum, { quantity, entry }) => sum + quantity * entry, 0);
      const own = runEngine(marketsOf(path).input);
      const other = runEngine(marketsOf(turned(path)).input);
      expect(
        differ('system', other.system, { ...own.system, conservation: other.system.conservation }, size),
      ).toEqual([]);
      expect(differ('markets', other.markets.toReversed(), own.markets, size)).toEqual([]);
    }),
    { ...atLeast(150), examples: [[PLEDGED]] },
  );
});

const ONE_EACH = { markets: [2, 2], isolated: [1, 8], wallets: [1, 1] } as const;

it('a wallet of one account and cash is an isolated account', () => {
  let closed = 0;
  fc.assert(
    fc.property(
      fc.oneof(manyMarkets(ONE_EACH), manyMarkets({ ...ONE_EACH, takesOver: true })),
      ({ config, accounts }) => {
        const isolated = accounts.filter((account) => 'collateral' in account);
        const there = new Set<string>(isolated.map(({ owner }) => owner));
        const members = (config.members ?? [])
          .map(({ capital, owners }) => ({ capital, owners: owners.filter((owner) => there.has(owner)) }))
          .filter(({ owners }) => owners.length > 0);
        const { members: _, ...rest } = config;
        const own = {
          ...rest,
          ...(members.length > 0 && { members }),
          adl: { when: 'never' },
          closeOut: { order: 'pro-rata', amount: 'all' },
          markets: config.markets.map(({ mechanism, ...market }) => ({
            ...market,
            mechanism: mechanism.name === 'takeover' ? { ...mechanism, stepDown: 'none' } : { name: 'full' },
          })),
        };
        const alone = { name: 'alone', config: own, accounts: isolated, wallets: [] };
        const crossed = {
          ...alone,
          accounts: isolated.map(({ market, side, quantity, entry }, wallet) => ({
            market,
            side,
            quantity,
            entry,
            wallet,
          })),
          wallets: isolated.map(({ collateral, owner }) => ({ cash: collateral, assets: [], owner })),
        };
        if (Math.min(...[alone, crossed].map((path) => runMarkets(slowMarkets(path)).tightest)) < EDGE)
          return;
        const size = accounts.reduce((sum, { quantity, entry }) => sum + quantity * entry, 0);
        const left = runEngine(marketsOf(alone).input);
        const right = runEngine(marketsOf(crossed).input);
        if (left.system.accountsTriggered > 0) closed++;
        expect(right.system.walletsTriggered).toBe(left.system.accountsTriggered);
        for (const column of [
          'deficit',
          'fundEnd',
          'badDebt',
          'openDeficit',
          'closeOutCost',
          'deficitFirst',
          'socialised',
          'rounds',
        ] as const)
          expect(differ(column, right.system[column], left.system[column], size)).toEqual([]);
        for (const column of [
          'movePeak',
          'moveFinal',
          'liquidatedNotional',
          'liquidatedShare',
          // Funding and socialised losses take from a wallet what no market's prices did.
          ...(own.socialised || own.markets.some(({ funding }) => funding)
            ? []
            : (['drawAttributed'] as const)),
        ] as const)
          expect(
            differ(
              column,
              right.markets.map((market) => market[column]),
              left.markets.map((market) => market[column]),
              size,
            ),
          ).toEqual([]);
      },
    ),
    atLeast(200),
  );
  expect(closed).toBeGreaterThan(60);
});

it('paths that share room say what each says in room of its own', () => {
  let reached = 0;
  fc.assert(
    fc.property(eitherWay(), (path) => {
      const { input } = marketsOf(path);
      const thin = {
        ...input,
        fund: input.fund / 2,
        markets: input.markets.map((own) => ({ ...own, depthScale: own.depthScale / 3 })),
      };
      const run = marketsRun(input);
      for (const own of [thin, input, thin, input]) {
        const outcome = run(own);
        expect(outcome).toEqual(runEngine(own));
        if (outcome.system.walletsTriggered > 0) reached++;
      }
    }),
    atLeast(100),
  );
  expect(reached).toBeGreaterThan(100);
});

describe('a wallet waits', () => {
  const tiers = tiersOf([{ floor: 0, rate: 0.25, maxLeverage: 4 }]);
  const market = { contract: 'linear', tiers, feeRate: 0 } as const;
  const position = { market: 0, side: 1 as const, quantity: 4, entryPrice: 100 };
  const wallets = walletColumns(Array(3).fill({ cash: 150, assets: [], accounts: [position] }), [0, 1, 2]);
  const started = (count = 1) => {
    const slack = createSlack(1, 3);
    startSlack(slack, [market], Float64Array.of(100));
    for (let w = 0; w < count; w++) {
      renewSteepness(slack, wallets, w, wallets);
      wake(slack, w);
    }
    const due = (unit: number) => [...slack.due.subarray(0, moveTo(slack, Float64Array.of(unit)))].sort();
    return { slack, due };
  };
  // Equity 150 against maintenance 100: 50 more than it needs, 500 of which a move by the price of the start may take.
  const wait = (slack: ReturnType<typeof createSlack>, w: number) => letWait(slack, w, 50);

  it('until unit values have gone its way, there and back counted', () => {
    const { slack, due } = started();
    expect(slack.waits[WAIT.STEEPNESS]).toBe(4 * 100 * 1.25);
    expect(due(100)).toEqual([0]);
    wait(slack, 0);
    expect([due(90.01), due(89.99)]).toEqual([[], [0]]);
    wait(slack, 0);
    expect([due(94), due(90), due(88)]).toEqual([[], [], [0]]);
  });

  it('in each of two markets, which may move against each other', () => {
    const short = { ...position, market: 1, side: -1 as const };
    const both = walletColumns([{ cash: 150, assets: [], accounts: [position, short] }], [0]);
    const slack = createSlack(2, 1);
    startSlack(slack, [market, market], Float64Array.of(100, 100));
    renewSteepness(slack, both, 0, both);
    wake(slack, 0);
    const due = (...units: number[]) => moveTo(slack, Float64Array.from(units));
    expect(due(100, 100)).toBe(1);
    letWait(slack, 0, 50);
    // A way of 0.1: 50 of 500.
    expect([due(95.1, 104.8), due(94, 106)]).toEqual([0, 1]);
    letWait(slack, 0, 50);
    // Falling or rising together one side gains what the other loses.
    expect([due(84.1, 96.1), due(83.9, 95.9)]).toEqual([0, 1]);
  });

  it('and is tested at once after something happened to it, and not at all where nothing can', () => {
    const { slack, due } = started(3);
    expect(due(100)).toEqual([0, 1, 2]);
    for (const w of [2, 0, 1]) wait(slack, w);
    expect(due(100)).toEqual([]);
    wake(slack, 2);
    wake(slack, 0);
    expect(awake(slack)).toBe(2);
    dismiss(slack, 1);
    expect(due(100)).toEqual([0, 2]);
    expect(due(50)).toEqual([]);
  });

  it('for no move at all where its margin table jumps, and for none that is larger than all buckets', () => {
    const { slack, due } = started();
    slack.steepest[0] = Infinity;
    renewSteepness(slack, wallets, 0, wallets);
    due(100);
    wait(slack, 0);
    expect(due(100)).toEqual([0]);
    slack.waits[WAIT.STEEPNESS] = 1e-9;
    wait(slack, 0);
    expect(due(400)).toEqual([]);
    expect(due(1_000)).toEqual([0]);
  });

  it('where marks that are to come could reach it', () => {
    const { slack, due } = started();
    due(100);
    wait(slack, 0);
    const reach = (low: number, high: number) => within(slack, Float64Array.of(low), Float64Array.of(high));
    expect([reach(90.01, 100), reach(100, 109.99), reach(90, 100), reach(100, 110)]).toEqual([0, 0, 1, 1]);
    expect(due(100)).toEqual([]);
  });
});
