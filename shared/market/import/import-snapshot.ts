import * as z from 'zod/mini';
import { positionsFromColumns } from '../accounts.ts';
import { columnsFromCsv } from '../csv.ts';
import { sha256 } from '../digest.ts';
import { UtcTime } from '../fields.ts';
import { checked, readJson, refuse } from '../parse.ts';
import { Assumptions, Market, Snapshot, Sources, secondsOf, snapshotText } from '../snapshot.ts';
import { TierTable } from '../tier-table.ts';
import { barsOf, pricesFromCsv, worstMoves } from './prices.ts';
import { TIER_FORMATS, type TierFormat } from './tier-formats.ts';
import { type LevelSelection, venueLevels } from './venue-levels.ts';

/** A venue's file: its name, for refusals and sources, and its text. */
interface VenueFile {
  readonly name: string;
  readonly text: string;
}

/** Venue files, and the snapshot whose sections they replace or provide. */
export interface ImportRequest {
  /** JSON of a snapshot; sections that files provide may be missing. */
  readonly base: VenueFile;
  /** Becomes `depth`; what holds beyond the levels must be said. */
  readonly levels?: VenueFile &
    LevelSelection & { readonly beyond: 'stop' | 'flat' | 'extend'; readonly beyondShare?: number };
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

/** An order book may be this much older or younger than the snapshot. */
const LEVELS_SECONDS = 3_600;
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
export function importSnapshot({ base: file, levels, tiers, positions, prices }: ImportRequest): Imported {
  const base = checked(file.name, Base, readJson(file.name, file.text, MAX_CHARACTERS));
  const table = tiers ? tierTable(base, tiers) : base.tiers;
  const accounts = positions && knownPositions(base, table?.at(-1)?.cap ?? Infinity, positions);
  const sections = {
    ...(tiers && { tiers: table }),
    ...(prices && pricedSections(base, prices)),
    ...(accounts && { positions: accounts.section }),
    ...(levels && { depth: levelDepth(base, levels) }),
  };
  const origin = { tiers, history: prices, positions, depth: levels };
  const replaced = Object.entries(origin).filter(([, origin]) => origin !== undefined);
  const names = replaced.map(([section]) => section);
  const snapshot = checked('snapshot', Snapshot, {
    ...base,
    ...sections,
    assumptions: (base.assumptions ?? []).filter(({ of }) => of === undefined || !names.includes(of)),
    sources: [
      ...(base.sources ?? []).filter(({ name }) => !names.includes(name)),
      ...replaced.map(([section, origin]) => ({ name: section, source: `imported from ${origin!.name}` })),
    ],
  });
  return { snapshot, text: snapshotText(snapshot), files: accounts?.files ?? [] };
}

function tierTable({ market }: Base, { name, text, format, symbol }: NonNullable<ImportRequest['tiers']>) {
  const rows = TIER_FORMATS[format](name, text, symbol, market.markPrice, market.contract);
  return checked(`${name} ${symbol} tiers`, TierTable, rows);
}

function levelDepth({ asOf }: Base, levels: NonNullable<ImportRequest['levels']>) {
  const { name, text, beyond, beyondShare } = levels;
  const { bids, asks, receivedSeconds } = venueLevels(name, text, levels);
  if (!(Math.abs(receivedSeconds - secondsOf(asOf)) <= LEVELS_SECONDS)) {
    refuse(`${name} recv_ts`, `be within ${LEVELS_SECONDS} s of asOf, ${secondsOf(asOf)}`, receivedSeconds);
  }
  const reference = (bids[0]![0] + asks[0]![0]) / 2;
  return { kind: 'levels', reference, bids, asks, beyond, ...(beyondShare !== undefined && { beyondShare }) };
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
