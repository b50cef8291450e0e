// Random markets that really cascade: whole numbers, bounded into the model's domain so that nothing is
// discarded, and depth measured against what the ladder can sell, so that rounds follow rounds.
import fc from 'fast-check';
import type { Contract } from '../../shared/cascade/margin/contract.ts';
import type { TierRow } from '../../shared/cascade/margin/tiers.ts';
import type { AdlRule, Backstop, MechanismSpec, Rules, TriggerRule } from '../../shared/cascade/rules.ts';
import type { DepthLaw } from '../../shared/cascade/venue/depth/depth.ts';
import { equity, maintenance, u } from './oracle/margin.ts';
import type { Holding, Scenario } from './scenario.ts';

const P0 = 100;
/** Keeps a reach off the levels of a walk, which stand on thousandths. */
const OFF_LEVELS = 0.00037;

export const between = (min: number, max: number) => fc.integer({ min, max });
const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
/** In a third of the cases. */
export const sometimes = <T>(own: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: own });

const rawAccount = fc.record({
  long: fc.boolean(),
  lots: between(1, 400),
  /** Entry relative to `p0`, in thousandths. */
  entry: between(-60, 60),
  leverage: between(3, 60),
});
type RawAccount = typeof rawAccount extends fc.Arbitrary<infer T> ? T : never;

/** Sizes of a market in the settlement currency, against which rules are cut. */
interface Size {
  readonly contract: Contract;
  /** Larger side's quantity. */
  readonly quantity: number;
  /** Its notional at `p0`. */
  readonly notional: number;
  readonly accounts: number;
}

/** Tables of one, three and four tiers whose floors the accounts straddle; the last one jumps. */
export const tierTables = (notionalOfAccount: number): readonly TierRow[][] => {
  const N = notionalOfAccount;
  return [
    [{ floor: 0, rate: 0.01, maxLeverage: 50 }],
    [
      { floor: 0, rate: 0.005, maxLeverage: 100 },
      { floor: 0.6 * N, rate: 0.01, maxLeverage: 50 },
      { floor: 1.2 * N, rate: 0.025, maxLeverage: 20 },
    ],
    [
      { floor: 0, rate: 0.004, maxLeverage: 100, deduction: 0 },
      { floor: 0.4 * N, rate: 0.008, maxLeverage: 50, deduction: 0 },
      { floor: 0.9 * N, rate: 0.012, maxLeverage: 40, deduction: 0 },
      { floor: 1.5 * N, rate: 0.03, maxLeverage: 16, deduction: 0 },
    ],
  ];
};

export function accountsOf(
  raw: readonly RawAccount[],
  contract: Contract,
  tiers: readonly TierRow[],
  grouped: boolean,
): Holding[] {
  return raw.map((account, i) => {
    const side = account.long ? 1 : -1;
    const quantity = account.lots * (contract === 'linear' ? 1 : P0);
    // Off the round numbers, so that no mark stands on a trigger and no two triggers stand together.
    const off = 1 + 0.00037 * i;
    const entryPrice = P0 * (1 + account.entry / 1000) + 0.0137;
    const entryUnit = u(contract, entryPrice);
    const held = quantity * Math.abs(entryUnit);
    const own = (held * off) / account.leverage;
    // The cushion rule of 1.6: a zero shock sells nothing.
    const need = 1.1 * off * maintenance(tiers, quantity * Math.abs(u(contract, P0)));
    const short = need - equity(own, side, quantity, u(contract, P0), entryUnit);
    return {
      side,
      quantity,
      entryPrice,
      collateral: own + Math.max(0, short),
      owner: grouped ? i % 3 : i,
    };
  });
}

/** A counterparty with little leverage, so that longs equal shorts. */
const balance = (accounts: Holding[], contract: Contract): Holding[] => {
  const net = accounts.reduce((sum, { side, quantity }) => sum + side * quantity, 0);
  if (net === 0) return accounts;
  const quantity = Math.abs(net);
  const collateral = 0.8 * quantity * Math.abs(u(contract, P0));
  return [
    ...accounts,
    { side: net > 0 ? -1 : 1, quantity, entryPrice: P0 + 0.0137, collateral, owner: accounts.length },
  ];
};

/** Depth laws of which selling the whole side moves the price by some `impact` per mille at first. */
export const DEPTH_LAWS = [
  'linear',
  'exponential',
  'square-root',
  'amm',
  'floor',
  'stop',
  'flat',
  'extend',
] as const;
type DepthName = (typeof DEPTH_LAWS)[number];

const rawDepth = fc.record({
  impact: between(20, 500),
  bottom: oneOf(0.05, 0.3, 0.7),
  levels: fc.array(fc.record({ gap: between(1, 30), size: between(20, 100) }), {
    minLength: 2,
    maxLength: 10,
  }),
  visible: between(2, 15),
});

function depthLaw(name: DepthName, raw: RawDepth, size: Size): DepthLaw {
  const { impact, bottom, levels, visible } = raw;
  const I = impact / 1000;
  const Q = size.quantity;
  switch (name) {
    case 'linear':
      return { law: 'linear', slope: (I * P0) / Q };
    case 'exponential':
      return { law: 'exponential', beta: I / Q };
    case 'square-root':
      return { law: 'square-root', c: I / Math.sqrt(Q) };
    case 'amm':
      return { law: 'amm', reserve: (2 * Q) / I };
    case 'floor':
      return { law: 'floor', floor: bottom, scale: ((1 - bottom) * Q) / I };
    default: {
      // Sizes are kept off those of accounts, so that no sale ends exactly on a level.
      const total = levels.reduce((sum, level) => sum + level.size, 0);
      const side = (sign: number): [number, number][] => {
        let distance = 0;
        return levels.map((level, k) => {
          distance += level.gap / 1000 + 0.0000137 * k * k;
          return [P0 * (1 + sign * distance), (0.1 * visible * Q * level.size) / total + 0.01237];
        });
      };
      return {
        law: 'walk',
        reference: P0,
        bids: side(-1),
        asks: side(1),
        beyond: name,
        ...(name === 'extend' ? { beyondShare: 0.5 } : {}),
      };
    }
  }
}
type RawDepth = typeof rawDepth extends fc.Arbitrary<infer T> ? T : never;

/** A shock and a way there: at once, evenly, or back and forth so that both sides are hit. */
const rawPath = fc.record({
  shock: between(-300, 300),
  shape: oneOf('jump', 'ramp', 'ramp', 'zigzag'),
  steps: fc.array(between(-150, 150), { minLength: 1, maxLength: 12 }),
});
type RawPath = typeof rawPath extends fc.Arbitrary<infer T> ? T : never;

function factorsOf({ shock, shape, steps }: RawPath): number[] {
  const s = shock / 1000;
  const N = steps.length + 1;
  if (shape === 'jump') return [1 + s];
  if (shape === 'ramp') return Array.from({ length: N }, (_, n) => 1 + (s * (n + 1)) / N);
  return [...steps.map((step) => 1 + step / 1000), 1 + s];
}

export const MECHANISMS = [
  'full',
  'target-margin',
  'stepped share',
  'stepped tier',
  'rate-limited',
  'rate-limited without cure',
  'auction',
] as const;
export type MechanismName = (typeof MECHANISMS)[number];

const rawTerms = fc.record({
  multiple: between(11, 30),
  small: between(0, 5),
  firstShare: between(1, 9),
  coolDown: between(0, 5),
  velocity: between(1, 40),
  reach: between(5, 30),
  buf: between(0, 20),
  cut: between(90, 99),
  step: between(1, 3),
  tail: between(3, 30),
  cusp: between(60, 95),
  hole: between(5, 100),
  profit: between(0, 20),
});
type RawTerms = typeof rawTerms extends fc.Arbitrary<infer T> ? T : never;

function mechanismOf(name: MechanismName, raw: RawTerms, size: Size, dt: number): MechanismSpec {
  const perAccount = size.notional / size.accounts;
  switch (name) {
    case 'full':
      return { name: 'full' };
    case 'target-margin':
      return {
        name: 'target-margin',
        multiple: raw.multiple / 10,
        minNotional: (raw.small * perAccount) / 20 + 0.0123,
      };
    case 'stepped share':
      return {
        name: 'stepped',
        variant: 'share',
        threshold: (raw.small * perAccount) / 3 + 0.0123,
        firstShare: raw.firstShare / 10,
        coolDown: raw.coolDown * dt,
      };
    case 'stepped tier':
      return { name: 'stepped', variant: 'tier' };
    case 'rate-limited':
    case 'rate-limited without cure':
      return {
        name: 'rate-limited',
        velocity: raw.velocity / (10 * dt),
        reach: raw.reach / 1000 + OFF_LEVELS,
        cure: name === 'rate-limited',
      };
    case 'auction':
      return {
        name: 'auction',
        buf: 1 + raw.buf / 100,
        cut: raw.cut / 100,
        step: raw.step * dt,
        tail: raw.tail * dt,
        cusp: raw.cusp / 100 + 0.00123,
        hole: (raw.hole / 100) * size.notional + 0.0123,
        profit: raw.profit / 1000,
      };
  }
}

const rawRules = fc.record({
  contract: oneOf<Contract>('linear', 'inverse'),
  dt: oneOf(1, 1, 7, 25, 90),
  ticks: between(3, 50),
  permanentShare: oneOf(0, 0.25, 0.5, 1),
  decayPerTick: oneOf(0, 0.5, 0.9, 1),
  rule: oneOf<TriggerRule>(
    { rule: 'last' },
    { rule: 'last' },
    { rule: 'ema', weight: 0.3 },
    { rule: 'lagged', ticks: 1 },
    { rule: 'lagged', ticks: 4 },
    { rule: 'capped', capPerTick: 0.02 },
  ),
  ownShare: oneOf(1, 1, 0.2, 0.6, 0),
  feeRate: oneOf(0, 0.0005, 0.01),
  leftover: oneOf<'fund' | 'return'>('fund', 'return'),
  /** Per mille of notional. */
  fund: oneOf(0, 0.1, 1, 5, 50),
  adl: oneOf<AdlRule>(
    { when: 'never' },
    { when: 'never' },
    { when: 'never' },
    { when: 'negative-equity', policy: 'queue' },
    { when: 'negative-equity', policy: 'pro-rata' },
    { when: 'negative-equity', policy: 'water-filling' },
    { when: 'fund-empty', policy: 'queue' },
    { when: 'fund-empty', policy: 'pro-rata' },
    { when: 'fund-empty', policy: 'water-filling' },
    { when: 'fund-drawdown', policy: 'queue', drawdown: 0.3, windowTicks: 10_000 },
    { when: 'fund-drawdown', policy: 'pro-rata', drawdown: 0.3, windowTicks: 3 },
    { when: 'fund-drawdown', policy: 'water-filling', drawdown: 0.7, windowTicks: 1 },
  ),
  socialised: oneOf(false, false, true),
  backstop: sometimes(
    fc.record({
      share: oneOf(2 / 3, 0.9),
      capital: oneOf(0.001, 0.01, 0.1),
      minMargin: oneOf(0, 0.05, 0.2),
      velocity: between(1, 30),
      reach: between(5, 30),
    }),
  ),
  withdrawal: sometimes(
    oneOf<[number, number][]>(
      [
        [0.01, 1],
        [0.1, 0.4],
      ],
      [
        [0, 0.9],
        [0.05, 0.5],
        [0.2, 0.3],
      ],
    ),
  ),
});
type RawRules = typeof rawRules extends fc.Arbitrary<infer T> ? T : never;

const backstopOf = (raw: RawRules['backstop'], size: Size, dt: number): Backstop | null =>
  raw && {
    share: raw.share,
    capital: raw.capital * size.notional,
    minMargin: raw.minMargin,
    velocity: raw.velocity / (10 * dt),
    reach: raw.reach / 1000 + OFF_LEVELS,
  };

const raw = fc.record({
  accounts: fc.array(rawAccount, { minLength: 2, maxLength: 24, size: 'max' }),
  table: between(0, 2),
  balanced: oneOf(true, true, true, false),
  grouped: oneOf(false, false, true),
  law: oneOf(...DEPTH_LAWS),
  depth: rawDepth,
  depthScale: oneOf(1, 1, 0.5, 1.7),
  path: rawPath,
  mechanism: oneOf(...MECHANISMS),
  terms: rawTerms,
  rules: rawRules,
});
type Raw = typeof raw extends fc.Arbitrary<infer T> ? T : never;

/** Many accounts of a few kinds, each a little off the other. */
const multiplied = (own: readonly RawAccount[], many: number): RawAccount[] =>
  Array.from({ length: many }, (_, i) => {
    const kind = own[i % own.length]!;
    return {
      ...kind,
      entry: kind.entry + ((37 * i) % 1_000) / 50 - 10,
      lots: 1 + ((kind.lots + 7 * i) % 400),
    };
  });

/** What a test holds fixed; the rest stays random. */
export interface Fixed {
  readonly mechanism?: MechanismName;
  readonly law?: DepthName;
  readonly contract?: Contract;
  /** Row of `tierTables`. */
  readonly table?: number;
  readonly balanced?: boolean;
  readonly rules?: Partial<Rules>;
  /** So many accounts, made of the raw ones by shifting their entries. */
  readonly many?: number;
  /** Factors of the path from its shock; the raw path otherwise. */
  readonly factors?: (shock: number) => number[];
}

function scenarioOf(drawn: Raw, fixed: Fixed): Scenario {
  const raw = fixed.many ? { ...drawn, accounts: multiplied(drawn.accounts, fixed.many) } : drawn;
  const contract = fixed.contract ?? raw.rules.contract;
  const lots = raw.accounts.reduce((sum, account) => sum + account.lots, 0);
  const tiers = tierTables((lots / raw.accounts.length) * (contract === 'linear' ? P0 : 1))[
    fixed.table ?? raw.table
  ]!;
  const own = accountsOf(raw.accounts, contract, tiers, raw.grouped);
  const accounts = (fixed.balanced ?? raw.balanced) ? balance(own, contract) : own;
  const sideQuantity = (side: number) =>
    accounts.filter((account) => account.side === side).reduce((sum, { quantity }) => sum + quantity, 0);
  const quantity = Math.max(sideQuantity(1), sideQuantity(-1));
  const size: Size = {
    contract,
    quantity,
    notional: quantity * Math.abs(u(contract, P0)),
    accounts: accounts.length,
  };
  const { dt, ticks, rule, fund, backstop, ...rest } = raw.rules;
  const shock = raw.path.shock / 1000;
  const rules: Rules = {
    ...rest,
    permanentTo: 'venue',
    contract,
    startPrice: P0,
    tickSeconds: dt,
    horizonSeconds: dt * ticks,
    triggerRule: rule,
    fund: (fund / 1000) * size.notional,
    backstop: backstopOf(backstop, size, dt),
    mechanism: mechanismOf(fixed.mechanism ?? raw.mechanism, raw.terms, size, dt),
    ...fixed.rules,
  };
  return {
    rules,
    depth: depthLaw(fixed.law ?? raw.law, raw.depth, size),
    tiers,
    accounts,
    shock,
    factors: fixed.factors ? fixed.factors(shock) : factorsOf(raw.path),
    depthScale: raw.depthScale,
  };
}

export const markets = (fixed: Fixed = {}): fc.Arbitrary<Scenario> =>
  raw.map((own) => scenarioOf(own, fixed));
