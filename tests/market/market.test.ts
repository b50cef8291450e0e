import { expect, it } from 'vitest';
import { maintenanceMargin } from '../../shared/cascade/margin/tiers.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited, SMALL } from './example-snapshot.ts';

const example = marketOf(parseSnapshot(EXAMPLE));
const withRules = (rules: Readonly<Record<string, unknown>>) =>
  marketOf(
    parseSnapshot(
      edited(Object.fromEntries(Object.entries(rules).map(([key, value]) => [`rules.${key}`, value]))),
    ),
  );

it('makes a market of the bundled example', () => {
  expect(example.accounts).toBeNull();
  expect(example.estimator!.count).toBe(2000);
  expect(example.accountCount).toBe(2000);
  expect(example.contract).toBe('inverse');
  expect(example.openInterestNotional).toBeCloseTo(574264600 / 32184.89, 9);
  expect(example.tiers.jumping).toBe(true);
});

it('asks the margin of the risk-limit rule: the rate of the step on the whole value', () => {
  // Steps above 200 XBT by 100 XBT or part of it; each adds 0.35 % to the first 0.35 %.
  expect(maintenanceMargin(example.tiers, 200)).toBeCloseTo(200 * 0.0035, 12);
  expect(maintenanceMargin(example.tiers, 200.01)).toBeCloseTo(200.01 * 0.007, 12);
  expect(maintenanceMargin(example.tiers, 1000)).toBeCloseTo(1000 * 0.0315, 12);
});

it('prints the assumptions of the estimate beside those of the snapshot', () => {
  const ids = example.assumptions.map(({ id }) => id);
  expect(ids).toContain('fund-share');
  expect(ids).toContain('both-sides-alike');
  expect(new Set(ids).size).toBe(ids.length);
  expect(marketOf(parseSnapshot(SMALL)).assumptions.map(({ id }) => id)).not.toContain('both-sides-alike');
});

it('takes inline positions as columns, accounts of one owner together', () => {
  const { accounts, estimator } = marketOf(parseSnapshot(SMALL));
  expect(estimator).toBeNull();
  expect([...accounts!.side]).toEqual([1, 1, -1]);
  expect([...accounts!.quantity]).toEqual([4, 6, 10]);
  expect([...accounts!.entryPrice]).toEqual([100, 101, 99]);
  expect([...accounts!.collateral]).toEqual([40, 60, 100]);
  expect([...accounts!.owner]).toEqual([0, 0, 1]);
});

it('counts times in ticks', () => {
  const rules = (own: Readonly<Record<string, unknown>>, tickSeconds: number) =>
    withRules(own).rules(tickSeconds, 18_000, { name: 'full' });
  const lagged = { triggerRule: { rule: 'lagged', latencySeconds: 60 } };
  expect(rules(lagged, 10).triggerRule).toEqual({ rule: 'lagged', ticks: 6 });
  expect(rules(lagged, 45).triggerRule).toEqual({ rule: 'lagged', ticks: 2 }); // rounded up: later, never sooner
  expect(rules({ triggerRule: { rule: 'capped', capPerSecond: 0.002 } }, 10).triggerRule).toEqual({
    rule: 'capped',
    capPerTick: 0.02,
  });
  const ema = rules({ triggerRule: { rule: 'ema', halfLifeSeconds: 30 } }, 30).triggerRule;
  expect(ema).toEqual({ rule: 'ema', weight: 0.5 });
  expect(rules({ triggerRule: { rule: 'last' }, ownShare: 1 }, 10).triggerRule).toEqual({ rule: 'last' });
});

it('refuses a weight of the own price where the mark is that price, as it would be passed over', () => {
  expect(() => withRules({ triggerRule: { rule: 'last' }, ownShare: 0.2 })).toThrow(
    /^snapshot\.rules\.ownShare must be 1 beside the trigger rule last, got 0\.2$/,
  );
});

it('keeps the permanent part where the snapshot says', () => {
  const rules = withRules({ permanentTo: 'index' }).rules(10, 3_600, { name: 'full' });
  expect(rules.permanentTo).toBe('index');
});

it('lets half of the temporary displacement come back in a half-life, whatever the tick', () => {
  for (const tickSeconds of [1, 7, 60, 600]) {
    const { decayPerTick } = withRules({ halfLifeSeconds: 60 }).rules(tickSeconds, 3_600, { name: 'full' });
    expect(decayPerTick ** (60 / tickSeconds)).toBeCloseTo(0.5, 12);
  }
  expect(withRules({ halfLifeSeconds: 0 }).rules(10, 3_600, { name: 'full' }).decayPerTick).toBe(0);
  expect(withRules({ halfLifeSeconds: null }).rules(10, 3_600, { name: 'full' }).decayPerTick).toBe(1);
});

it("hands the venue's rules, fund and the run's mechanism to the core", () => {
  const mechanism = { name: 'target-margin', multiple: 1.5, minNotional: 1 } as const;
  expect(example.rules(10, 18_000, mechanism)).toMatchObject({
    contract: 'inverse',
    startPrice: 32184.89,
    tickSeconds: 10,
    horizonSeconds: 18_000,
    mechanism,
    feeRate: 0.00075,
    leftover: 'fund',
    ownShare: 0.2,
    permanentShare: 0.1,
    permanentTo: 'venue',
    fund: 18345.32,
    socialised: false,
    withdrawal: null,
  });
});

it('finds the stated volume within every stated distance of a profile, on both sides', () => {
  const depth = depthOf(example.depth, example.startPrice);
  const profile = example.snapshot.depth;
  if (profile.kind !== 'profile') throw new Error(`the example must have a profile, got ${profile.kind}`);
  for (const [i, distance] of profile.distance.entries()) {
    expect(depth.volumeWithin(distance, 1) / profile.bid[i]!).toBeCloseTo(1, 12);
    expect(depth.volumeWithin(distance, -1) / profile.ask[i]!).toBeCloseTo(1, 12);
  }
  expect(depth.visibleBids).toBeCloseTo(159242700, 3);
});

it('sells a whole interval of a profile at the middle of it on average', () => {
  // From 0.03 to 0.05 of the mid: 62.4958 less 47.7058 million, at 0.96 of the mid.
  const depth = depthOf(example.depth, example.startPrice);
  expect(depth.sum(47705800, 62495800, 1) / (62495800 - 47705800)).toBeCloseTo(0.96, 12);
});

it('leaves an empty interval of a profile empty', () => {
  const text = edited({
    depth: {
      kind: 'profile',
      distance: [0.01, 0.02, 0.04],
      bid: [0, 100, 100],
      ask: [10, 10, 30],
      beyond: 'stop',
    },
  });
  const depth = depthOf(marketOf(parseSnapshot(text)).depth, 32184.89);
  expect(depth.volumeWithin(0.01, 1)).toBe(0);
  expect(depth.volumeWithin(0.02, 1)).toBeCloseTo(100, 12);
  expect(depth.factor(50, 1)).toBeLessThan(0.99);
  expect(depth.factor(-11, 1)).toBeGreaterThan(1.02);
});

it('takes a law as it stands', () => {
  const law = { law: 'exponential', beta: 1e-9 };
  expect(marketOf(parseSnapshot(edited({ depth: { kind: 'law', law } }))).depth).toEqual(law);
});

const FILED = edited(
  {
    positions: { kind: 'accounts', file: 'p.parquet', sha256: '0'.repeat(64), count: 2 },
    depth: {
      kind: 'levels',
      reference: 100,
      file: 'd.csv',
      sha256: '0'.repeat(64),
      count: 3,
      beyond: 'flat',
    },
  },
  SMALL,
);
const positions = {
  side: [1, -1],
  quantity: Float64Array.of(10, 10),
  entryPrice: Float64Array.of(100, 100),
  collateral: Float64Array.of(100, 100),
};
const levels = { side: ['ask', 'bid', 'bid'], price: ['101', '98', '99'], size: ['1', '3', '2'] };

it('takes positions and levels from the files that the snapshot names', () => {
  const market = marketOf(parseSnapshot(FILED), { positions, levels });
  expect(market.accounts!.count).toBe(2);
  expect(market.depth).toMatchObject({
    bids: [
      [99, 2],
      [98, 3],
    ],
    asks: [[101, 1]],
    beyond: 'flat',
  });
});

it('refuses files that are missing, of another length, or that do not fit', () => {
  const snapshot = parseSnapshot(FILED);
  const twoLevels = { side: ['ask', 'bid'], price: [101, 98], size: [1, 3] };
  const crossed = { side: ['ask', 'bid', 'bid'], price: [98.5, 98, 99], size: [1, 3, 2] };
  const twice = { ...levels, price: [101, 99, 99] };
  const large = { ...positions, quantity: Float64Array.of(10, 21) };
  expect(() => marketOf(snapshot, { levels })).toThrow(
    'snapshot.positions.file must be loaded, got p.parquet',
  );
  expect(() => marketOf(snapshot, { positions })).toThrow('snapshot.depth.file must be loaded, got d.csv');
  expect(() => marketOf(snapshot, { positions, levels: twoLevels })).toThrow(
    'depth.count must be the rows of d.csv, 2, got 3',
  );
  expect(() => marketOf(snapshot, { positions, levels: crossed })).toThrow(
    'd.csv.bids.0 must be below the best ask, 98.5',
  );
  expect(() => marketOf(snapshot, { positions, levels: twice })).toThrow(
    'd.csv.bids.1 must be below the price before it, 99',
  );
  expect(() => marketOf(snapshot, { positions: large, levels })).toThrow(
    'p.parquet row 2 quantity must lie in a tier, at most 20, got 21',
  );
  const three = parseSnapshot(edited({ 'positions.count': 3 }, FILED));
  expect(() => marketOf(three, { positions, levels })).toThrow(
    'positions.count must be the rows of p.parquet, 2, got 3',
  );
});
