import * as z from 'zod/mini';
import { positionsFromColumns } from '../accounts.ts';
import type { Say } from '../csv.ts';
import { sha256 } from '../digest.ts';
import { UtcTime } from '../fields.ts';
import { Accepted } from '../inspect/accepted.ts';
import type { Finding } from '../inspect/finding.ts';
import { inspect, priceFindings, refuseUnaccepted } from '../inspect/inspect.ts';
import { marketOf } from '../market.ts';
import { checked, readJson, withoutSchemaName } from '../parse.ts';
import { Assumptions, Market, Snapshot, Sources, secondsOf, snapshotText } from '../snapshot.ts';
import { TierTable } from '../tier-table.ts';
import { type OutsideRequest, outsideDepth } from './outside-depth.ts';
import { positionColumns } from './positions.ts';
import { barsOf, type Prices, pricesOf, worstMoves } from './prices.ts';
import { inQuantity, OF_CURRENCIES, withQuanto } from './quanto.ts';
import type { VenueFile, VenueTable } from './table.ts';
import { readTiers, type TierFormatName } from './tier-formats.ts';
import { bookAround, type VenueBook } from './venue-levels.ts';

/** Venue files, and the snapshot whose sections they replace or provide. */
export interface ImportRequest {
  /** JSON of a snapshot; sections that files provide may be missing. */
  readonly base: VenueFile;
  /** Becomes `depth`; what holds beyond the levels must be said. */
  readonly levels?: VenueBook & {
    readonly beyond: 'stop' | 'flat' | 'extend';
    readonly beyondShare?: number;
  };
  /** Becomes the part of `depth` that lies on other venues, beside `levels` or the depth of the base. */
  readonly outside?: OutsideRequest;
  /** Becomes `tiers`; recognised where the format is not named, of the market's own symbol where none is. */
  readonly tiers?: VenueFile & { readonly format?: TierFormatName; readonly symbol?: string };
  /** Account list: side, quantity, entryPrice, collateral, account, owner. Becomes `positions`. */
  readonly positions?: VenueTable & {
    /** Margin is as posted, or holds the unrealised profit at the mark price already; as posted if not given. */
    readonly marginAt?: 'entry' | 'mark';
    /** Which market's rows, where the file names several. */
    readonly symbol?: string;
  };
  /** Becomes `history`, and the bars of estimated positions. */
  readonly prices?: VenueFile;
  /** Becomes the market's open interest, in contracts where `contractValue` is given. */
  readonly openInterest?: number;
  /** Units of quantity in one contract, in which account list, open interest and margin levels count; 1 if not given. */
  readonly contractValue?: number;
  /** Added to what the base accepts. */
  readonly accepted?: Accepted;
}

export interface Imported {
  readonly snapshot: Snapshot;
  /** snapshot.json. */
  readonly text: string;
  /** To be written beside it. */
  readonly files: readonly VenueFile[];
  /** What readers took for granted or left out, a sentence each. */
  readonly notes: readonly string[];
  /** What the market was asked, and did not pass or should be known for. */
  readonly findings: readonly Finding[];
}

const WINDOWS_SECONDS = [3_600, 14_400];
const BAR_SECONDS = 14_400;
/** 30 days. */
const BARS = 180;
/** More positions than this go into a file of their own. */
const INLINE_POSITIONS = 1_000;
const MAX_CHARACTERS = 64_000_000;

/** What the files cannot say: the rest of the base is checked when everything is in place. */
const Base = z.looseObject(
  {
    asOf: UtcTime,
    market: Market,
    tiers: z.optional(TierTable),
    positions: z.optional(z.unknown()),
    depth: z.optional(z.looseObject({})),
    assumptions: z.optional(Assumptions),
    sources: z.optional(Sources),
    accepted: z.optional(Accepted),
  },
  'must be an object with asOf and market',
);
type Base = z.infer<typeof Base>;

/**
 * Makes a snapshot of venue files. A section that a file provides replaces that of the base, together with its
 * source and the assumptions that are `of` it. The result is checked as any snapshot is, and asked whatever a sweep asks.
 */
export function importSnapshot(given: ImportRequest): Imported {
  const notes: string[] = [];
  const told: z.infer<typeof Assumptions> = [];
  const say: Say = (note, assumption) => {
    notes.push(note);
    if (assumption) told.push({ ...assumption, text: note });
  };
  const { base, request } = inOwnUnits(given, say);
  const { levels, outside, tiers, positions, prices } = request;
  const table = tiers ? tierTable(base, request, tiers, say) : base.tiers;
  const bars = prices && pricesOf(prices, secondsOf(base.asOf), say);
  const accounts = positions && knownPositions(base, table?.at(-1)?.cap ?? Infinity, request, say);
  const sections = {
    ...(tiers && { tiers: table }),
    ...(bars && pricedSections(base, bars, say)),
    ...(accounts && { positions: accounts.section }),
    ...((levels || outside) && { depth: depthSection(base, request, say) }),
  };
  const { names, imported } = originOf(request);
  const again = [...told.map(({ id }) => id), ...OF_CURRENCIES];
  const accepted = [
    ...(base.accepted ?? []).filter(({ what }) => !request.accepted?.some((own) => own.what === what)),
    ...(request.accepted ?? []),
  ];
  const snapshot = checked('snapshot', Snapshot, {
    ...base,
    ...sections,
    ...(accepted.length > 0 && { accepted }),
    assumptions: [
      ...(base.assumptions ?? []).filter(
        ({ id, of }) => (of === undefined || !names.includes(of)) && !again.includes(id),
      ),
      ...told,
    ],
    sources: [...(base.sources ?? []).filter(({ name }) => !names.includes(name)), ...imported],
  });
  // First: with prices of another market no positions can be estimated.
  refuseUnaccepted([...priceFindings(snapshot, bars?.lastClose)], snapshot, 'import');
  const market = marketOf(snapshot, accounts?.columns ? { positions: accounts.columns } : {});
  const findings = inspect(market, bars?.lastClose);
  refuseUnaccepted(findings, snapshot, 'import');
  return { snapshot, text: snapshotText(snapshot), files: accounts?.files ?? [], notes, findings };
}

/** Base and request once it is known whether the market is a quanto. */
function inOwnUnits(
  given: ImportRequest,
  say: Say,
): { readonly base: Base; readonly request: ImportRequest } {
  const base = baseOf(given);
  const market = withQuanto(base.market, given.tiers);
  const request = inQuantity(given, market, say);
  return { base: { ...base, market: withOpenInterest(market, request) }, request };
}

const baseOf = ({ base: { name, text } }: ImportRequest): Base =>
  checked(name, Base, withoutSchemaName(readJson(name, text, MAX_CHARACTERS)));

const withOpenInterest = (
  market: Base['market'],
  { openInterest, contractValue = 1 }: ImportRequest,
): Base['market'] =>
  openInterest === undefined ? market : { ...market, openInterest: openInterest * contractValue };

/** Sections that files provide, and the sources that say so. */
function originOf({ tiers, prices, positions, levels, outside }: ImportRequest) {
  const origin: [section: string, files: readonly ({ readonly name: string } | undefined)[]][] = [
    ['tiers', [tiers]],
    ['history', [prices]],
    ['positions', [positions]],
    ['depth', [levels]],
    ['outside-depth', outside?.books ?? []],
  ];
  const imported = origin.flatMap(([name, files]) => {
    const from = files.flatMap((one) => (one ? [one.name] : []));
    return from.length > 0 ? [{ name, source: `imported from ${[...new Set(from)].join(', ')}` }] : [];
  });
  // Depth that is replaced takes with it what was known of other venues.
  const names = [...imported.map(({ name }) => name), ...(levels || outside ? ['outside-depth'] : [])];
  return { imported, names };
}

function tierTable(
  { market }: Base,
  { contractValue }: ImportRequest,
  { name, text, format, symbol = market.symbol }: NonNullable<ImportRequest['tiers']>,
  say: Say,
) {
  const { markPrice, contract, quantoMultiplier } = market;
  const file = { subject: name, text, symbol, markPrice, contract, quantoMultiplier, contractValue, say };
  const rows = readTiers(format, file);
  return checked(`${name} ${symbol} tiers`, TierTable, rows);
}

function depthSection({ asOf, depth, market }: Base, request: ImportRequest, say: Say) {
  const { levels, outside, contractValue } = request;
  if (levels && contractValue === undefined && market.contract === 'linear')
    say(`${levels.name}: sizes are taken for coins; where they are contracts, say --contract-value`);
  const own = levels ? levelDepth(secondsOf(asOf), levels, say) : depth;
  return { ...own, ...(outside && { outside: outsideDepth(secondsOf(asOf), outside, say) }) };
}

function levelDepth(asOfSeconds: number, levels: NonNullable<ImportRequest['levels']>, say: Say) {
  const { beyond, beyondShare } = levels;
  const rule = { beyond, ...(beyondShare !== undefined && { beyondShare }) };
  return { kind: 'levels', ...bookAround(asOfSeconds, levels, say), ...rule };
}

function pricedSections({ positions }: Base, prices: Prices, say: Say) {
  const estimated = z.safeParse(z.looseObject({ kind: z.literal('estimated') }), positions);
  return {
    history: { windows: WINDOWS_SECONDS.map((seconds) => worstMoves(prices, seconds, say)) },
    ...(estimated.success && { positions: { ...estimated.data, bars: barsOf(prices, BAR_SECONDS, BARS) } }),
  };
}

/** Names of accounts and owners stay at home: the snapshot numbers them in order of appearance. */
function knownPositions({ market }: Base, cap: number, request: ImportRequest, say: Say) {
  const { positions: file, contractValue = 1 } = request;
  const { name, columns } = positionColumns(file!, { ...market, contractValue }, say);
  const { count, side, quantity, entryPrice, collateral, owner, account, named } = positionsFromColumns(
    name,
    columns,
    {
      ...market,
      cap,
    },
  );
  // Nobody is given a name: rows that repeat another are then looked for without names too.
  // Where owners are named, accounts tell their rows apart.
  const isApart = account?.some((own, i) => own !== owner[i]);
  const rows = Array.from({ length: count }, (_row, i) => ({
    side: side[i]!,
    quantity: quantity[i]!,
    entryPrice: entryPrice[i]!,
    collateral: collateral[i]!,
    ...(isApart && { account: String(account![i]) }),
    ...(named && { owner: String(owner[i]) }),
  }));
  if (count <= INLINE_POSITIONS) return { section: { kind: 'accounts', rows }, files: [] };
  const lines = rows.map((row) => Object.values(row).join(','));
  const csv = `${Object.keys(rows[0]!).join(',')}\n${lines.join('\n')}\n`;
  const written = { name: 'positions.csv', text: csv };
  return {
    section: { kind: 'accounts', file: written.name, sha256: sha256(csv), count },
    files: [written],
    columns: {
      ...{ side, quantity, entryPrice, collateral },
      ...(named && { owner }),
      ...(isApart && { account: account! }),
    },
  };
}
