// Random paths over several markets, in the words of golden `cross-margin-traces`: wallets stand close to where they are reached.
import fc from 'fast-check';
import { between, sometimes } from './markets.ts';
import { maintenance, u } from './oracle/margin.ts';

const START = [100.3, 50.7, 20.9];

/** What a venue does in stress, off the round numbers. */
const stress = {
  halt: sometimes(
    fc.record({
      move: fc.constantFrom(0.0117, 0.0523),
      windowSeconds: between(1, 6),
      pauseSeconds: between(1, 5),
    }),
  ),
  band: sometimes(fc.constantFrom({ width: 0.0053 }, { width: 0.0211 })),
  stressMaintenance: sometimes(
    fc.record({
      move: fc.constantFrom(0.0113, 0.0407),
      factor: fc.constantFrom(1.2713, 2.0931),
      delaySeconds: between(0, 4),
    }),
  ),
};
const calls = fc.record({
  share: between(0, 10).map((tenths) => tenths / 10),
  withinSeconds: between(0, 3),
  callAt: fc.constantFrom(1.3117, 2.0731),
  to: fc.constantFrom(1.2519, 2.5317),
  most: fc.constantFrom(0.1117, 3.0371),
  seed: between(0, 99),
});

const terms = fc.record({
  name: fc.constant('takeover' as const),
  patienceTicks: between(0, 4),
  easePerTick: fc.constantFrom(0, 0.0213, 0.1117),
  stepDown: fc.constantFrom('none' as const, 'take' as const, 'reduce' as const),
});

const market = fc.record({
  law: fc.constantFrom('linear', 'exponential', 'square-root', 'flat', 'stop'),
  size: between(4, 60),
  shock: fc.oneof(fc.constant(0), between(-150, 60), between(-150, 60)),
  ramp: between(0, 3),
  flat: fc.boolean(),
  fee: between(0, 8),
  decay: between(3, 10),
  kept: between(0, 10),
  toIndex: sometimes(fc.constant(true)),
  rule: fc.constantFrom(
    { rule: 'last' },
    { rule: 'last' },
    { rule: 'lagged', ticks: 2 },
    { rule: 'ema', weight: 0.6173 },
    { rule: 'capped', capPerTick: 0.0517 },
  ),
  own: between(3, 10),
  funding: sometimes(
    fc.constantFrom(
      { intervalSeconds: 3, rate: 0.0017 },
      { intervalSeconds: 2, rate: -0.0031 },
      { intervalSeconds: 4, interest: 0.0001, band: 0.0005, cap: 0.0075 },
    ),
  ),
  ...stress,
  withdrawal: sometimes(fc.constant([[0.02, 1] as const, [0.3, 0.4] as const])),
  mechanism: fc.constantFrom(
    { name: 'full' },
    { name: 'full' },
    { name: 'target-margin', multiple: 1.37, minNotional: 0 },
    { name: 'stepped', variant: 'share', threshold: 200.03, firstShare: 0.2, coolDown: 2 },
  ),
});

const position = fc.record({
  market: between(0, 2),
  long: fc.boolean(),
  lots: between(1, 60),
  entry: between(-50, 50),
});
const isolated = fc.record({ position, leverage: between(4, 40), owner: between(0, 5) });
const wallet = fc.record({
  positions: fc.array(position, { minLength: 1, maxLength: 4 }),
  /** Equity over maintenance, in hundredths. */
  cover: between(102, 260),
  assets: fc.array(fc.record({ market: between(-1, 2), amount: between(0, 30), haircut: between(0, 40) }), {
    minLength: 0,
    maxLength: 2,
  }),
  owner: between(0, 5),
});

export interface Shape {
  readonly markets: readonly [number, number];
  readonly isolated: readonly [number, number];
  readonly wallets: readonly [number, number];
  /** The venue takes accounts and wallets over on every path. */
  readonly takesOver?: boolean;
}

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

const rawOf = (shape: Shape) =>
  fc
    .record({
      inverse: sometimes(fc.constant(true)),
      markets: fc.array(market, {
        minLength: shape.markets[0],
        maxLength: shape.markets[1],
      }),
      isolated: fc.array(isolated, { minLength: shape.isolated[0], maxLength: shape.isolated[1] }),
      wallets: fc.array(wallet, { minLength: shape.wallets[0], maxLength: shape.wallets[1] }),
      leftover: fc.constantFrom('return', 'fund'),
      fund: between(0, 300),
      adl: fc.oneof(
        fc.constant({ when: 'never' }),
        fc.record({
          when: fc.constantFrom('negative-equity', 'fund-empty'),
          policy: fc.constantFrom('queue', 'pro-rata', 'water-filling'),
        }),
      ),
      socialised: sometimes(fc.constant(true)),
      closeOut: fc.constantFrom(
        { order: 'pro-rata', amount: 'all' },
        { order: 'largest', amount: 'all' },
        { order: 'largest', amount: 'one' },
        { order: 'pro-rata', amount: 'target', multiple: 1.2517 },
        { order: 'largest', amount: 'target', multiple: 1.2517 },
        { order: 'pro-rata', amount: 'step', step: 0.2003, ratio: 0.9017, penalty: 0.2 },
      ),
      /** In all markets, in place of their mechanisms. */
      takeover: shape.takesOver ? terms : fc.constant(undefined),
      hedge: fc.constantFrom('net', 'gross'),
      topUp: sometimes(calls),
      /** Capital of each, and which member each owner answers to, if any. */
      members: sometimes(
        fc.record({
          capital: fc.array(between(0, 300), { minLength: 1, maxLength: 2 }),
          of: fc.array(between(-1, 1), { minLength: 6, maxLength: 6 }),
        }),
      ),
    })
    .filter((own) => own.isolated.length + own.wallets.flatMap(({ positions }) => positions).length > 0);
type Raw = Of<ReturnType<typeof rawOf>>;
type RawPosition = Of<typeof position>;

/** Positions of markets that are not there fall into the first. */
export const manyMarkets = (shape: Shape = { markets: [1, 3], isolated: [0, 6], wallets: [1, 5] }) =>
  fc.noBias(rawOf(shape)).map(pathOf);

function pathOf(raw: Raw) {
  const contract = raw.inverse ? 'inverse' : 'linear';
  const N = raw.markets.length;
  const lot = (k: number) => (raw.inverse ? 100 * START[k]! : 1000 / START[k]!) / 10;
  const tiersOf = (own: Raw['markets'][number]) =>
    own.flat
      ? [{ floor: 0, rate: 0.02 }]
      : [
          { floor: 0, rate: 0.01 },
          { floor: raw.inverse ? 200 : 2_000, rate: 0.03 },
        ];
  const tables = raw.markets.map(tiersOf);
  const place = (own: RawPosition, off: number) => {
    const k = own.market % N;
    const quantity = own.lots * lot(k) * (1 + 0.00037 * off);
    const entry = START[k]! * (1 + own.entry / 1000) + 0.0137 * off;
    const side = own.long ? (1 as const) : (-1 as const);
    const unit = u(contract, START[k]!);
    const rows = tables[k]!.map((tier) => ({ ...tier, maxLeverage: 1 / tier.rate }));
    return {
      account: { market: k, side, quantity, entry },
      profit: side * quantity * (unit - u(contract, entry)),
      notional: quantity * Math.abs(unit),
      MM: maintenance(rows, quantity * Math.abs(unit)),
    };
  };
  let off = 1;
  const accounts = raw.isolated.map(({ position: own, leverage, owner }) => {
    const { account, profit, notional, MM } = place(own, off++);
    const collateral = Math.max(notional / leverage, 1.1003 * MM - profit, 0);
    return { ...account, collateral, owner: `owner ${owner}` };
  });
  const crossed = raw.wallets.flatMap(({ positions }, w) =>
    positions.map((own) => ({ ...place(own, off++), wallet: w })),
  );
  const wallets = raw.wallets.map(({ cover, assets, owner }, w) => {
    const own = crossed.filter(({ wallet: at }) => at === w);
    const MM = own.reduce((sum, { MM: one }) => sum + one, 0);
    const profit = own.reduce((sum, one) => sum + one.profit, 0);
    const pledged = assets.map(({ market: k, amount, haircut }, i) => {
      const at = k < 0 ? undefined : k % N;
      // A unit is worth what a hundredth of a lot is.
      const price = at === undefined ? 1 : Math.abs(u(contract, START[at]!));
      return {
        ...(at !== undefined && { market: at }),
        factor: 1,
        amount: (amount * (1 + 0.0031 * i) * (raw.inverse ? 1 : 10)) / price,
        haircut: haircut / 100,
      };
    });
    const worth = pledged.reduce(
      (sum, { market: k, amount, haircut }) =>
        sum + amount * (1 - haircut) * (k === undefined ? 1 : Math.abs(u(contract, START[k]!))),
      0,
    );
    const cash = own.length === 0 ? 7 : (cover / 100) * 1.000_13 * MM - profit - worth;
    return { cash, assets: pledged, owner: `owner ${owner}` };
  });
  const held = (k: number) =>
    [...accounts, ...crossed.map(({ account }) => account)]
      .filter(({ market: at }) => at === k)
      .reduce((sum, { quantity }) => sum + quantity, lot(k));
  return {
    name: 'random',
    config: {
      dt: 1,
      horizon: 40,
      leftover: raw.leftover,
      fund: raw.inverse ? raw.fund / 10 : raw.fund,
      adl: raw.takeover && raw.adl.when === 'fund-empty' ? { ...raw.adl, when: 'negative-equity' } : raw.adl,
      socialised: raw.socialised ?? false,
      closeOut: raw.takeover ? { order: 'pro-rata', amount: 'all' } : raw.closeOut,
      hedge: raw.hedge,
      ...(raw.topUp && { topUp: raw.topUp }),
      ...membersOf(raw, [...accounts, ...wallets]),
      markets: raw.markets.map((own, k) => ({
        contract,
        p0: START[k]!,
        // Off the round numbers, so that no mark stands on a bound.
        shock: own.shock === 0 ? 0 : own.shock / 1000 + 0.000_17,
        rampSeconds: own.ramp,
        depth: depthOf(raw.inverse && own.law === 'flat' ? 'linear' : own.law, own.size, START[k]!, held(k)),
        decayPerTick: own.decay / 10,
        permanentShare: own.kept / 10,
        permanentTo: own.toIndex && own.law !== 'stop' ? 'index' : 'venue',
        triggerRule: own.rule,
        ownShare: own.rule.rule === 'last' ? 1 : own.own / 10,
        feeRate: own.fee / 1_000,
        withdrawal: own.withdrawal,
        mechanism: raw.takeover ?? own.mechanism,
        ...(own.funding && !raw.takeover && { funding: own.funding }),
        ...(own.halt && !raw.takeover && { halt: own.halt }),
        ...(own.band && !raw.takeover && { band: own.band }),
        ...(own.stressMaintenance && { stressMaintenance: own.stressMaintenance }),
        tiers: tables[k]!,
      })),
    },
    accounts: [...accounts, ...crossed.map(({ account, wallet: at }) => ({ ...account, wallet: at }))],
    wallets,
  };
}

/** Members of those owners who are there. */
function membersOf({ members, inverse }: Raw, holders: readonly { readonly owner: string }[]) {
  const there = new Set(holders.map(({ owner }) => owner));
  const all = (members?.capital ?? []).map((capital, g) => ({
    capital: inverse ? capital / 10 : capital,
    owners: [...there].filter((owner) => members!.of[Number(owner.slice(6))] === g),
  }));
  const own = all.filter(({ owners }) => owners.length > 0);
  return own.length > 0 ? { members: own } : {};
}

/** All that is held moves the price by some hundredths. */
function depthOf(law: string, size: number, p0: number, held: number) {
  const share = size / 200;
  switch (law) {
    case 'linear':
      return { law, slope: (share * p0) / held };
    case 'exponential':
      return { law, beta: share / held };
    case 'square-root':
      return { law, c: share / Math.sqrt(held) };
    case 'flat':
      return { law: 'linear', slope: 0 };
    default: {
      const levels = (sign: number) =>
        [1, 2, 3].map((step): [number, number] => [p0 * (1 + sign * 0.0123 * step), held / 4.03]);
      return { law: 'walk', reference: p0, bids: levels(-1), asks: levels(1), beyond: 'stop' };
    }
  }
}
