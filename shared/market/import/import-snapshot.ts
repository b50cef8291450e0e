import * as z from 'zod/mini';
import { positionsFromColumns } from '../accounts.ts';
import { columnsFromCsv } from '../csv.ts';
import { sha256 } from '../digest.ts';
import { UtcTime } from '../fields.ts';
import { checked, readJson } from '../parse.ts';
import { Assumptions, Market, Snapshot, Sources, secondsOf, snapshotText } from '../snapshot.ts';
import { TierTable } from '../tier-table.ts';
import { type OutsideRequest, outsideDepth } from './outside-depth.ts';
import { barsOf, pricesFromCsv, worstMoves } from './prices.ts';
import { TIER_FORMATS, type TierFormat } from './tier-formats.ts';
import { bookAround, type VenueBook, type VenueFile } from './venue-levels.ts';

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
  /** Becomes `tiers`. */
  readonly tiers?: VenueFile & { readonly format: TierFormat; readonly symbol: string };
  /** Account list, CSV: side, quantity, entryPrice, collateral, account, owner. Becomes `positions`. */
  readonly positions?: VenueFile;
  /** Becomes `history`, and the bars of estimated positions. */
  readonly prices?: VenueFile;
}

export interface Imported {
  readonly snapshot: Snapshot;
  /** snapshot.json. */
  readonly text: string;
  /** To be written beside it. */
  readonly files: readonly VenueFile[];
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
  },
  'must be an object with asOf and market',
);
type Base = z.infer<typeof Base>;

/**
 * Makes a snapshot of venue files. A section that a file provides replaces that of the base, together with its
 * source and the assumptions that are `of` it. The result is checked as any snapshot is.
 */
export function importSnapshot(request: ImportRequest): Imported {
  const { base: file, levels, outside, tiers, positions, prices } = request;
  const base = checked(file.name, Base, readJson(file.name, file.text, MAX_CHARACTERS));
  const table = tiers ? tierTable(base, tiers) : base.tiers;
  const accounts = positions && knownPositions(base, table?.at(-1)?.cap ?? Infinity, positions);
  const sections = {
    ...(tiers && { tiers: table }),
    ...(prices && pricedSections(base, prices)),
    ...(accounts && { positions: accounts.section }),
    ...((levels || outside) && { depth: depthSection(base, levels, outside) }),
  };
  const origin: [section: string, files: readonly (VenueFile | undefined)[]][] = [
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
  const snapshot = checked('snapshot', Snapshot, {
    ...base,
    ...sections,
    assumptions: (base.assumptions ?? []).filter(({ of }) => of === undefined || !names.includes(of)),
    sources: [...(base.sources ?? []).filter(({ name }) => !names.includes(name)), ...imported],
  });
  return { snapshot, text: snapshotText(snapshot), files: accounts?.files ?? [] };
}

function tierTable({ market }: Base, { name, text, format, symbol }: NonNullable<ImportRequest['tiers']>) {
  const rows = TIER_FORMATS[format](name, text, symbol, market.markPrice, market.contract);
  return checked(`${name} ${symbol} tiers`, TierTable, rows);
}

function depthSection(
  { asOf, depth }: Base,
  levels: ImportRequest['levels'],
  outside: ImportRequest['outside'],
) {
  const own = levels ? levelDepth(secondsOf(asOf), levels) : depth;
  return { ...own, ...(outside && { outside: outsideDepth(secondsOf(asOf), outside) }) };
}

function levelDepth(asOfSeconds: number, levels: NonNullable<ImportRequest['levels']>) {
  const { beyond, beyondShare } = levels;
  const rule = { beyond, ...(beyondShare !== undefined && { beyondShare }) };
  return { kind: 'levels', ...bookAround(asOfSeconds, levels), ...rule };
}

function pricedSections({ asOf, positions }: Base, { name, text }: VenueFile) {
  const prices = pricesFromCsv(name, text, secondsOf(asOf));
  const estimated = z.safeParse(z.looseObject({ kind: z.literal('estimated') }), positions);
  return {
    history: { windows: WINDOWS_SECONDS.map((seconds) => worstMoves(prices, seconds)) },
    ...(estimated.success && { positions: { ...estimated.data, bars: barsOf(prices, BAR_SECONDS, BARS) } }),
  };
}

/** Names of accounts and owners stay at home: the snapshot numbers owners in order of appearance. */
function knownPositions({ market }: Base, cap: number, { name, text }: VenueFile) {
  const { count, side, quantity, entryPrice, collateral, owner } = positionsFromColumns(
    name,
    columnsFromCsv(name, text),
    { ...market, cap },
  );
  const rows = Array.from({ length: count }, (_row, i) => ({
    side: side[i]!,
    quantity: quantity[i]!,
    entryPrice: entryPrice[i]!,
    collateral: collateral[i]!,
    owner: String(owner[i]),
  }));
  if (count <= INLINE_POSITIONS) return { section: { kind: 'accounts', rows }, files: [] };
  const lines = rows.map((row) => Object.values(row).join(','));
  const csv = `${Object.keys(rows[0]!).join(',')}\n${lines.join('\n')}\n`;
  const file = { name: 'positions.csv', text: csv };
  return { section: { kind: 'accounts', file: file.name, sha256: sha256(csv), count }, files: [file] };
}
