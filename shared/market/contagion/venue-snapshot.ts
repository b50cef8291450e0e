import * as z from 'zod/mini';
import { Depth } from '../depth.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import {
  above,
  atLeast,
  type Broken,
  Digest,
  described,
  lawful,
  list,
  MarketId,
  object,
  oneOf,
  prose,
  UtcTime,
  whole,
} from '../fields.ts';
import { schemaAsRead } from '../json-schema.ts';
import { checked, readJson, withoutSchemaName } from '../parse.ts';
import { ColumnFile } from '../positions.ts';
import { marksOnItself, Rules } from '../rules.ts';
import { Market as AloneMarket, Assumptions, brokenQuanto, Snapshot, Sources } from '../snapshot.ts';
import { inStress, OF_MARKET, OF_VENUE, ofCalls, ofTakeover } from '../stress-rules.ts';
import { brokenUnits, TierTable } from '../tier-table.ts';
import { AssetTerms, Closing, Money } from '../wallet-schema.ts';
import { brokenMoney } from './one-money.ts';

const MAX_CHARACTERS = 64_000_000;
const MOST_INLINE = 100_000;
const MOST_FILED = 5_000_000;
const MOST_MARKETS = 100;

/** What all markets share, and what has no place where they share a fund. */
const { adl, leftover, socialised, backstop: _, ...ofOneMarket } = Rules.shape;

/** Mechanisms that are known where markets share a fund. */
export const SHARED_MECHANISMS = ['full', 'target-margin', 'stepped', 'rate-limited', 'takeover'] as const;
export const isShared = (name: string): boolean => SHARED_MECHANISMS.some((own) => own === name);

const MarketRules = object({ ...ofOneMarket, ...OF_MARKET }).check(
  lawful(function* (rules) {
    yield* marksOnItself(rules);
    const { name } = rules.mechanism;
    if (!isShared(name))
      yield {
        path: ['mechanism', 'name'],
        rule: `must be ${SHARED_MECHANISMS.join(', ')} where markets share a fund`,
        got: name,
      };
  }),
);

const { id: __, ...ofContract } = AloneMarket.shape;

const VenueMarket = object({
  id: described('the name of the market in columns, sweeps and reports', MarketId),
  market: object(ofContract),
  tiers: described("the venue's margin table", TierTable),
  depth: Depth,
  rules: MarketRules,
}).check(
  lawful(function* ({ market, tiers, depth, rules }) {
    yield* brokenQuanto(market);
    for (const broken of inStress({ ...rules, tiers })) yield { ...broken, path: ['rules', ...broken.path] };
    for (const broken of brokenUnits(tiers, market)) yield { ...broken, path: ['tiers', ...broken.path] };
    if (depth.kind === 'levels' && !(Math.abs(depth.reference / market.markPrice - 1) <= 0.1))
      yield {
        path: ['depth', 'reference'],
        rule: `must be within 10 % of market.markPrice, ${market.markPrice}`,
        got: depth.reference,
      };
  }),
);

/** Rows in the snapshot itself, or a file of columns beside it. */
const rowsOrFile = <T extends z.ZodMiniType>(row: T, what: string) =>
  object({
    rows: described(what, z.exactOptional(list(row, 1, MOST_INLINE))),
    file: described('or the file that holds them', z.exactOptional(ColumnFile)),
    sha256: described('of that file', z.exactOptional(Digest)),
    count: described('rows in that file', z.exactOptional(whole(1, MOST_FILED))),
  }).check(
    lawful(function* ({ rows, file, sha256: digest, count }): Generator<Broken> {
      const filed = [file, digest, count].filter((part) => part !== undefined).length;
      if (rows ? filed === 0 : filed === 3) return;
      yield {
        path: [],
        rule: 'must have either rows, or file, sha256 and count',
        got: rows ? 'both' : 'neither',
      };
    }),
  );

const owner = z.exactOptional(prose(128));
const walletNumber = whole(-1, MOST_FILED - 1);

const Account = object({
  market: MarketId,
  side: described('1 long, -1 short', z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1')),
  quantity: described('coin (linear) or quote units (inverse)', above(0)),
  entryPrice: described('average entry, quote currency per coin', above(0)),
  collateral: described(
    'of an isolated account, settlement currency, without unrealised profit',
    z.exactOptional(Money),
  ),
  wallet: described(
    'row of the wallet that backs it, from 0; -1, or left out: isolated',
    z.exactOptional(walletNumber),
  ),
  owner: described('accounts and wallets of one owner fail together', owner),
});
const Wallet = object({ cash: described('settlement currency, may be negative', Money), owner });
const Asset = object({
  wallet: described('row of the wallet that holds it, from 0', whole(0, MOST_FILED - 1)),
  market: described('whose unit it is; left out: its price stands', z.exactOptional(MarketId)),
  ...AssetTerms,
});

/** What is broken of a market stands in its rules. */
function inRules(broken: Broken): Broken {
  const [first, k, ...rest] = broken.path;
  return first === 'markets' ? { ...broken, path: [first, k!, 'rules', ...rest] } : broken;
}

/** Several markets of one venue, the wallets that hold positions in them, and what they share: contagion.md 13. */
export const VenueSnapshot = object({
  schema: z.literal('market-snapshot/2', 'must be market-snapshot/1 or market-snapshot/2'),
  asOf: described('the moment that everything here describes', UtcTime),
  markets: list(VenueMarket, 1, MOST_MARKETS),
  fund: object({ balance: described('insurance fund of all markets, settlement currency', atLeast(0)) }),
  leftover,
  adl,
  socialised,
  closeOut: described(
    'what is closed of a wallet that is reached; everything if left out',
    z._default(Closing, { order: 'pro-rata', amount: 'all' }),
  ),
  hedge: described(
    'both sides of one market in one wallet are merged at the start (net), or both need margin (gross)',
    z._default(oneOf(['net', 'gross']), 'net'),
  ),
  ...OF_VENUE,
  accounts: rowsOrFile(Account, 'the positions themselves'),
  wallets: described(
    'collateral for several positions',
    z.exactOptional(rowsOrFile(Wallet, 'the wallets themselves')),
  ),
  assets: described(
    'collateral of wallets besides cash',
    z.exactOptional(rowsOrFile(Asset, 'the assets themselves')),
  ),
  assumptions: described('what is assumed rather than known', Assumptions),
  sources: described('where each part comes from', Sources),
}).check(
  lawful(function* ({ markets, adl, closeOut, topUp, wallets, assets }): Generator<Broken> {
    const { when } = adl;
    const terms = markets.map(({ rules, tiers }) => ({ ...rules, tiers }));
    for (const broken of [...ofTakeover({ markets: terms, closeOut, adl }), ...ofCalls(terms, topUp)])
      yield inRules(broken);
    const ids = markets.map(({ id }) => id);
    const currency = markets[0]!.market.settlementCurrency;
    for (const [k, { id, market }] of markets.entries()) {
      if (ids.indexOf(id) < k) yield { path: ['markets', k, 'id'], rule: 'must stand once', got: id };
      if (market.settlementCurrency !== currency)
        yield {
          path: ['markets', k, 'market', 'settlementCurrency'],
          rule: `must be that of all markets, ${currency}`,
          got: market.settlementCurrency,
        };
      for (const broken of brokenMoney(market))
        yield { ...broken, path: ['markets', k, 'market', ...broken.path] };
    }
    if (when === 'fund-drawdown')
      yield {
        path: ['adl', 'when'],
        rule: 'must be never, negative-equity or fund-empty where markets share a fund',
        got: when,
      };
    if (assets && !wallets) yield { path: ['assets'], rule: 'must stand beside wallets', got: 'no wallets' };
  }),
);
export type VenueSnapshot = Readonly<z.infer<typeof VenueSnapshot>>;

/** Reads a snapshot of either version; throws a RangeError `snapshot... must rule, got value`. */
export function parseVenueSnapshot(text: string): VenueSnapshot | Snapshot {
  const value = withoutSchemaName(readJson('snapshot', text, MAX_CHARACTERS));
  const isAlone = (value as { readonly schema?: unknown } | null)?.schema === 'market-snapshot/1';
  return isAlone ? checked('snapshot', Snapshot, value) : checked('snapshot', VenueSnapshot, value);
}

export const isVenue = (snapshot: VenueSnapshot | Snapshot): snapshot is VenueSnapshot =>
  'markets' in snapshot;

/** Names a snapshot by its content; the files of columns are inside by their own digests. */
export const venueDigest = (snapshot: VenueSnapshot | Snapshot): string => sha256(canonicalJson(snapshot));

/** Of parts of a snapshot that its report holds as they are. */
export function venuePartsAsRead() {
  const { closeOut, assumptions, sources, topUp } = VenueSnapshot.shape;
  return {
    closeOut: schemaAsRead(closeOut),
    assumptions: schemaAsRead(assumptions),
    sources: schemaAsRead(sources),
    topUp: schemaAsRead(topUp),
    stress: schemaAsRead(object(OF_MARKET)),
  };
}
