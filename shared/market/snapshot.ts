import * as z from 'zod/mini';
import { unitValue } from '../cascade/margin/contract.ts';
import { NEGATIVE } from './accounts.ts';
import { Depth } from './depth.ts';
import { canonicalJson, sha256 } from './digest.ts';
import {
  above,
  atLeast,
  type Broken,
  described,
  lawful,
  list,
  MarketId,
  object,
  oneOf,
  prose,
  text,
  UtcTime,
} from './fields.ts';
import { History } from './history.ts';
import { Accepted } from './inspect/accepted.ts';
import { withSchemaName } from './json-schema.ts';
import { checked, readJson, withoutSchemaName } from './parse.ts';
import { Positions } from './positions.ts';
import { Rules } from './rules.ts';
import { brokenUnits, TierTable } from './tier-table.ts';

/** Characters of snapshot.json; more positions belong into a file of columns. */
const MAX_CHARACTERS = 64_000_000;

const Currency = text('must be 2 to 12 of A-Z and 0-9', /^[A-Z0-9]{2,12}$/);
const Id = text('must be 1 to 40 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{0,39}$/);

const Section = oneOf(['market', 'tiers', 'positions', 'depth', 'rules', 'fund', 'history', 'path']);

/** What is assumed rather than known. */
export const Assumptions = list(
  object({
    id: Id,
    text: described('printed with every report', prose(1_000)),
    basis: described(
      'what it rests on; guessed if left out',
      z.exactOptional(oneOf(['guessed', 'fitted', 'published'])),
    ),
    of: described(
      'the part of the snapshot that it is about, or the path of the shock',
      z.exactOptional(Section),
    ),
  }),
  0,
  100,
);

/** Where each part comes from; named by the part, where it is one. */
export const Sources = list(
  object({
    name: Id,
    source: prose(1_000),
    asOf: z.exactOptional(z.union([UtcTime, z.iso.date()], 'must be a UTC date or time')),
  }),
  0,
  100,
);

/** One contract on one venue. */
export const Market = object({
  id: described('the name of the market in keys and reports', MarketId),
  venue: prose(64),
  symbol: described("the venue's own name", prose(64)),
  contract: described(
    'linear settles in the quote currency (a quanto in another), inverse in the coin',
    oneOf(['linear', 'inverse']),
  ),
  quoteCurrency: Currency,
  settlementCurrency: Currency,
  markPrice: described('quote currency per coin', above(0)),
  openInterest: described(
    'quantity per side: coin (linear), quote units (inverse), contracts times multiplier (quanto)',
    above(0),
  ),
  quantoMultiplier: described(
    'of a quanto, a linear contract whose prices are in another currency than it settles in: settlement currency that one ' +
      'contract pays per unit of price; every quantity is contracts times this',
    z.exactOptional(above(0)),
  ),
});
export type Market = Readonly<z.infer<typeof Market>>;

/** A quanto is linear, and pays in what its prices are not in. */
export function* brokenQuanto({
  contract,
  quantoMultiplier,
  quoteCurrency,
  settlementCurrency,
}: Omit<Market, 'id'>): Generator<Broken> {
  if (quantoMultiplier === undefined) return;
  const broken = { path: ['market', 'quantoMultiplier'], got: quantoMultiplier };
  if (contract === 'inverse') yield { ...broken, rule: 'must not stand beside an inverse contract' };
  if (quoteCurrency === settlementCurrency)
    yield {
      ...broken,
      rule: `must stand where prices are not in ${settlementCurrency}, in which it settles`,
    };
}

const Fields = object({
  schema: z.literal('market-snapshot/1', 'must be market-snapshot/1'),
  asOf: described('the moment that everything here describes', UtcTime),
  market: Market,
  tiers: described("the venue's margin table", TierTable),
  positions: Positions,
  depth: Depth,
  rules: Rules,
  fund: object({
    balance: described("insurance fund, this market's share of it, settlement currency", atLeast(0)),
    sharedBy: described(
      'ids of the other markets that draw on the same fund; the balance is then the whole of it',
      z.exactOptional(list(MarketId, 1, 1_000)),
    ),
  }),
  history: History,
  assumptions: described('what is assumed rather than known', Assumptions),
  sources: described('where each part comes from', Sources),
  accepted: described(
    'checks that the market does not pass, and why it is used all the same; nothing if left out',
    z.exactOptional(Accepted),
  ),
});
type Fields = z.infer<typeof Fields>;

/** The immutable input: one market as of one time. */
export const Snapshot = Fields.check(lawful(contradictions));
export type Snapshot = Readonly<z.infer<typeof Snapshot>>;

/** Reads snapshot.json; throws a RangeError `subject must rule, got value`. */
export const parseSnapshot = (text: string): Snapshot =>
  checked('snapshot', Snapshot, withoutSchemaName(readJson('snapshot', text, MAX_CHARACTERS)));

/** A snapshot as a file to read and edit: two blanks a level, lists of numbers wrapped into lines. */
export const snapshotText = (snapshot: Snapshot): string =>
  `${JSON.stringify(snapshot, null, 2).replace(/\[\s*([^[\]{}"]*?)\s*\](,?)(?=\n( *))/g, wrapped)}\n`;

const LINE = 100;

function wrapped(_list: string, numbers: string, comma: string, indent: string): string {
  const parts = numbers.split(/,\s*/);
  const whole = `[${parts.join(', ')}]${comma}`;
  if (whole.length + indent.length <= LINE) return whole;
  const lines = [''];
  for (const part of parts) {
    const line = lines[lines.length - 1]!;
    if (line.length + part.length + indent.length + 4 > LINE) lines.push(`${part}, `);
    else lines[lines.length - 1] = `${line}${part}, `;
  }
  const body = lines
    .map((line) => `${indent}  ${line.trimEnd()}`)
    .join('\n')
    .replace(/,$/, '');
  return `[\n${body}\n${indent}]${comma}`;
}

/** Names a snapshot by its content; the files of columns are inside by their own digests. */
export const snapshotDigest = (snapshot: Snapshot): string => sha256(canonicalJson(snapshot));

/** The published schema: what a venue's own tools can check. Rules between fields are ours alone. */
export const snapshotJsonSchema = () => ({
  $id: 'market-snapshot/1',
  title: 'Market snapshot of leverage-cascade, version 1',
  ...withSchemaName(z.toJSONSchema(Snapshot)),
});

/** Seconds since 1970 of a UTC time. */
export const secondsOf = (utcTime: string): number => Date.parse(utcTime) / 1000;

/** What one part of a snapshot demands of another. */
function* contradictions({
  asOf,
  market,
  tiers,
  positions,
  depth,
  assumptions,
  sources,
}: Fields): Generator<Broken> {
  const { markPrice, openInterest, contract } = market;
  yield* brokenQuanto(market);
  for (const broken of brokenUnits(tiers, market)) yield { ...broken, path: ['tiers', ...broken.path] };
  if (positions.kind === 'estimated') {
    const ends = positions.bars.endTimeSeconds;
    const last = ends[ends.length - 1]!;
    if (!(last <= secondsOf(asOf))) {
      yield {
        path: ['positions', 'bars', 'endTimeSeconds', ends.length - 1],
        rule: `must not be after asOf, ${asOf}`,
        got: last,
      };
    }
  }
  if (positions.kind === 'accounts' && positions.rows) {
    const unit = Math.abs(unitValue(contract, markPrice));
    const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
    const held = { long: 0, short: 0 };
    for (const [row, { side, quantity, entryPrice, collateral }] of positions.rows.entries()) {
      held[side > 0 ? 'long' : 'short'] += quantity;
      const gained = side * quantity * (unitValue(contract, markPrice) - unitValue(contract, entryPrice));
      if (collateral < 0 && !(collateral + gained > 0))
        yield {
          path: ['positions', 'rows', row, 'collateral'],
          rule: `must ${NEGATIVE}`,
          got: collateral,
        };
      if (quantity * unit <= cap) continue;
      yield {
        path: ['positions', 'rows', row, 'quantity'],
        rule: `must lie in a tier, at most ${cap / unit}`,
        got: quantity,
      };
    }
    for (const side of ['long', 'short'] as const) {
      if (held[side] <= openInterest * (1 + 1e-9)) continue;
      yield {
        path: ['market', 'openInterest'],
        rule: `must be at least what ${side}s hold, ${held[side]}`,
        got: openInterest,
      };
    }
  }
  if (depth.kind === 'levels' && !(Math.abs(depth.reference / markPrice - 1) <= 0.1)) {
    yield {
      path: ['depth', 'reference'],
      rule: `must be within 10 % of market.markPrice, ${markPrice}`,
      got: depth.reference,
    };
  }
  for (const [name, ids] of [
    ['assumptions', assumptions.map(({ id }) => id)],
    ['sources', sources.map(({ name }) => name)],
  ] as const) {
    const row = ids.findIndex((id, i) => ids.indexOf(id) < i);
    if (row >= 0) yield { path: [name, row], rule: 'must not be named twice', got: ids[row] };
  }
}
