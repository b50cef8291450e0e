import type { CellCounts } from './cell-counts.ts';
import type { Listing } from './listing.ts';

/**
 * What a cell's paths came to. Exact, because a cell is never split between shards. A path that could not
 * finish (flag `UNFINISHED`, or a number that is not finite) is failed: it counts in `planned`, not in `done`.
 * Quantiles are at rank `ceil(n c)` of the done paths, sums run over them in path order; money is in the
 * settlement currency. **Where `done` is 0 every number after `failing` is 0 and says nothing.**
 */
export const SUMMARY_COLUMNS = [
  'cell', // index
  'planned', // paths
  'done', // paths
  'failed', // paths; planned = done + failed
  'firstFailed', // lowest number of a failed path, -1 if none
  'failing', // paths with need > fund
  'uncoveredSum', // sum of min(1, draw / open interest)
  'belowZeroSum', // sum of min(1, (deficitNotional + adlNotional) / open interest)
  'drawSum', // draw = deficit + openDeficit + adlHaircut
  'drawQ95',
  'drawQ99',
  'needSum', // need = fundNeed + openDeficit + adlHaircut
  'needQ99',
  'needEs975', // expected shortfall of min(need, open interest) at 97.5 % (report.md 7.6)
  'fundChangeMedian', // of what came into the fund less what it paid
  'liquidatedSum', // of liquidatedNotional
  'liquidatedQ95',
  'liquidatedShareSum',
  'amplificationMedian', // of amplificationPeak
  'amplificationQ99',
  'secondsMedian', // from first to last liquidation; 0 where nothing was liquidated
  'secondsQ95',
  'secondsQ99',
  'movePeakMedian', // of its size: how far, not which way
  'movePeakQ99',
  'roundsMedian',
  'roundsQ99',
  'triggered', // paths in which at least one account was
  'adlPaths', // paths with any ADL
  'adlAccountsSum',
  'haircutNeededSum',
  'haircutTakenSum',
  'badDebtSum',
  'innocentSum', // accounts
  'floorHit', // paths near the price floor
  'ceilingHit', // paths near the price ceiling
  'beyondDepth', // paths that traded beyond the visible levels
  'conservationMax', // largest size, fraction of open interest
  'notConserved', // paths
  'unbalanced', // paths
  'clampedShareMean', // accounts raised by the cushion rule, by quantity
  'raisedMean', // what the cushion rule added to collateral
] as const;
export type SummaryColumn = (typeof SUMMARY_COLUMNS)[number];
export type CellSummary = Readonly<Record<SummaryColumn, number>>;
/** Row `i` of every column is one cell. */
export type SummaryColumns = Readonly<Record<SummaryColumn, Float64Array>>;

export function summaryAt(columns: SummaryColumns, row: number): CellSummary {
  const summary = {} as Record<SummaryColumn, number>;
  // Not from entries, which would take twenty times as long, and a sweep may have millions of cells.
  for (const name of SUMMARY_COLUMNS) summary[name] = columns[name][row]!;
  return summary;
}

/** Columns kept per done path in decision cells, named as in the outcome row (model.md 7) but for the first five. */
export const PATH_COLUMNS = [
  'path', // number
  'draw', // deficit + openDeficit + adlHaircut: gross money beyond margins
  'need', // fundNeed + openDeficit + adlHaircut: the fund that would have sufficed, income of the path counted
  'uncoveredShare', // min(1, draw / open interest)
  'belowZeroShare', // min(1, (deficitNotional + adlNotional) / open interest)
  'deficit',
  'openDeficit',
  'deficitFirst',
  'deficitSecond',
  'liquidatedNotional',
  'liquidatedShare',
  'marketNotional',
  'beyondDepthShare',
  'closeOutCost',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'fundEmptySeconds',
  'adlNotional',
  'adlAccounts',
  'haircutNeeded',
  'haircutTaken',
  'haircutWorst',
  'haircutGini',
  'haircutHhi',
  'winners',
  'socialised',
  'badDebt',
  'movePeak',
  'moveFinal',
  'amplificationPeak',
  'rounds',
  'firstSeconds',
  'halfSeconds',
  'lastSeconds',
  'ratePeak',
  'accountsTriggered',
  'accountsInnocent',
  'dislocationHour',
  'flags',
] as const;
export type PathColumn = (typeof PATH_COLUMNS)[number];
/** Row `i` of every column is one done path; `path` ascends, and a number that is absent failed. */
export type PathColumns = Readonly<Record<PathColumn, Float64Array>>;

/** Summaries by cell index; null where no shard brought the cell. They need not all exist at once. */
export interface CellSummaries {
  readonly length: number;
  at(index: number): CellSummary | null | undefined;
}

/** What the reduce hands to risk and report: a pure function of manifest and present shards. */
export interface Results {
  readonly cells: CellSummaries;
  /** By cell index, for the present decision cells. */
  readonly paths: ReadonlyMap<number, PathColumns>;
  /** Where there are too many cells to list them all: what is known of the others. */
  readonly unlisted?: Unlisted;
}

export interface Unlisted {
  readonly listing: Listing;
  readonly counts: CellCounts;
  /** All cells that a shard brought, listed or not: from, to, from, to, ...; ascending. */
  readonly brought: readonly number[];
}

/** What `runShard` computes and one Parquet object holds: the cells of one shard, ascending. */
export interface ShardResult {
  readonly cells: readonly CellSummary[];
  readonly paths: ReadonlyMap<number, PathColumns>;
}
