import * as z from 'zod/mini';
import { above, atLeast, between, flag, lawful, list, object, oneOf, prose, text, whole } from './fields.ts';
import { MechanismInTicks } from './mechanism.ts';
import { AdlInTicks, marksOnItself, Withdrawal } from './rules.ts';
import { Law, TriggerInTicks } from './scenario-laws.ts';
import { inStress, OF_ALL, OF_MARKET, ofCalls, ofMembers, ofTakeover, ownerNames } from './stress-rules.ts';
import { TierTable } from './tier-table.ts';
import { AssetTerms, Closing, Money } from './wallet-schema.ts';

const MOST_MARKETS = 100;
const MOST_ACCOUNTS = 1_000_000;
const MOST_TICKS = 1_000_000;

const Move = z
  .number('must be a number above -1')
  .check(z.gt(-1, 'must be above -1'), z.maximum(100, 'must be at most 100'));

/** A flat depth: whatever is sold, the price stays. */
const Flat = object({ law: z.literal('linear'), slope: z.literal(0) });

const interval = { intervalSeconds: above(0, 'seconds') };
/** What longs pay shorts: contagion.md 6.1. */
const Funding = z.union(
  [
    object({ ...interval, rate: between(-1, 1) }),
    object({ ...interval, interest: between(-1, 1), band: between(0, 1), cap: between(0, 1) }),
  ],
  'must be an object with intervalSeconds and rate, or with intervalSeconds, interest, band, cap',
);

const Market = object({
  id: z.exactOptional(text('must be 1 to 31 letters, digits, - and _', /^[\w-]{1,31}$/)),
  contract: oneOf(['linear', 'inverse']),
  p0: above(0, 'quote currency per coin'),
  shock: Move,
  beta: between(-100, 100),
  rampSeconds: atLeast(0, 'seconds'),
  depth: z.union([Flat, Law], 'must be linear, exponential, square-root, amm, floor or walk'),
  depthScale: above(0),
  withdrawal: z.nullable(Withdrawal),
  decayPerTick: between(0, 1),
  permanentShare: between(0, 1),
  permanentTo: oneOf(['venue', 'index']),
  triggerRule: TriggerInTicks,
  ownShare: between(0, 1),
  feeRate: between(0, 0.5),
  mechanism: MechanismInTicks,
  funding: z.exactOptional(Funding),
  ...OF_MARKET,
  tiers: TierTable,
}).check(
  lawful(function* (market) {
    yield* marksOnItself(market);
    const { depth, contract } = market;
    if (depth.law === 'linear' && depth.slope === 0 && contract === 'inverse')
      yield { path: ['depth', 'slope'], rule: 'must be > 0 for an inverse contract', got: 0 };
    const { name } = market.mechanism;
    if (name === 'auction')
      yield {
        path: ['mechanism', 'name'],
        rule: 'must be full, target-margin, stepped, rate-limited or takeover where markets share a fund',
        got: name,
      };
    yield* inStress(market);
  }),
);

const Config = object({
  dt: above(0, 'seconds'),
  horizon: above(0, 'seconds'),
  commonShock: Move,
  fund: atLeast(0, 'settlement currency'),
  leftover: oneOf(['fund', 'return']),
  adl: AdlInTicks,
  socialised: flag(),
  closeOut: Closing,
  hedge: oneOf(['net', 'gross']),
  crossed: oneOf(['as-is', 'cut']),
  ...OF_ALL,
  markets: list(Market, 1, MOST_MARKETS),
}).check(
  lawful(function* (config) {
    const { dt, horizon, adl, markets, commonShock, topUp } = config;
    yield* ofTakeover(config);
    yield* ofCalls(markets, topUp);
    const ticks = `must be at most ${MOST_TICKS} ticks of ${dt} s`;
    if (!(horizon / dt <= MOST_TICKS)) yield { path: ['horizon'], rule: ticks, got: horizon };
    if (adl.when === 'fund-drawdown')
      yield {
        path: ['adl', 'when'],
        rule: 'must be never, negative-equity or fund-empty where markets share a fund',
        got: adl.when,
      };
    if (new Set(markets.map(({ contract }) => contract)).size > 1)
      yield {
        path: ['markets'],
        rule: 'must settle in one currency: all linear or all inverse',
        got: 'both',
      };
    const ids = markets.map(({ id }) => id);
    for (const [k, { id, shock, beta, rampSeconds }] of markets.entries()) {
      if (id !== undefined && ids.indexOf(id) !== k)
        yield { path: ['markets', k, 'id'], rule: 'must stand once', got: id };
      if (!(rampSeconds / dt <= MOST_TICKS))
        yield { path: ['markets', k, 'rampSeconds'], rule: ticks, got: rampSeconds };
      const move = beta * commonShock + shock;
      if (!(move > -1))
        yield { path: ['markets', k, 'shock'], rule: 'must be above -1 with the common shock', got: move };
    }
  }),
);

const Account = object({
  market: whole(0, MOST_MARKETS - 1),
  side: z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1'),
  quantity: above(0),
  entry: above(0, 'quote currency per coin'),
  collateral: z.exactOptional(atLeast(0, 'settlement currency')),
  wallet: z.exactOptional(whole(0, MOST_ACCOUNTS - 1)),
  owner: z.exactOptional(prose(128)),
});

const Wallet = object({
  cash: Money,
  assets: z._default(
    list(object({ market: z.exactOptional(whole(0, MOST_MARKETS - 1)), ...AssetTerms }), 0, MOST_ACCOUNTS),
    [],
  ),
  owner: z.exactOptional(prose(128)),
});

/** A path over several markets, with wallets that hold positions in them. */
export const MarketsFile = object({
  name: z._default(prose(200), 'markets'),
  config: Config,
  accounts: list(Account, 1, MOST_ACCOUNTS),
  wallets: z._default(list(Wallet, 0, MOST_ACCOUNTS), []),
}).check(
  lawful(function* ({ config: { markets, members }, accounts, wallets }) {
    const known = `must be a market, 0 to ${markets.length - 1}`;
    const holds = new Set<number>();
    for (const [i, { market, wallet, collateral, owner }] of accounts.entries()) {
      if (market >= markets.length) yield { path: ['accounts', i, 'market'], rule: known, got: market };
      if (wallet === undefined && collateral === undefined)
        yield { path: ['accounts', i, 'collateral'], rule: 'must be there, or a wallet', got: 'neither' };
      if (wallet === undefined) continue;
      holds.add(wallet);
      if (collateral !== undefined)
        yield { path: ['accounts', i, 'collateral'], rule: 'must be that of the wallet', got: collateral };
      if (wallet >= wallets.length)
        yield {
          path: ['accounts', i, 'wallet'],
          rule: `must be a wallet, below ${wallets.length}`,
          got: wallet,
        };
      else if (owner !== undefined && owner !== wallets[wallet]!.owner)
        yield { path: ['accounts', i, 'owner'], rule: 'must be that of its wallet', got: owner };
    }
    for (const [w, { cash, assets }] of wallets.entries()) {
      if (cash < 0 && !holds.has(w))
        yield { path: ['wallets', w, 'cash'], rule: 'must not be negative without an account', got: cash };
      for (const [i, { market }] of assets.entries())
        if (market !== undefined && market >= markets.length)
          yield { path: ['wallets', w, 'assets', i, 'market'], rule: known, got: market };
    }
    for (const broken of ofMembers(members, ownerNames(wallets, accounts)))
      yield { ...broken, path: ['config', ...broken.path] };
  }),
);
export type MarketsFile = Readonly<z.infer<typeof MarketsFile>>;
