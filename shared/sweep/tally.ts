import { COLUMN, FLAG, OUTCOME_COLUMNS } from '../cascade/outcome.ts';
import type { Cell } from './cells.ts';
import {
  type CellSummary,
  PATH_COLUMNS,
  type PathColumn,
  type PathColumns,
  SUMMARY_COLUMNS,
  type SummaryColumn,
} from './results.ts';

/** What must be known of a cell's paths one by one: quantiles need order. */
const SAMPLED = [
  'draw',
  'need',
  'boundedNeed', // at most open interest
  'fundChange',
  'liquidatedNotional',
  'amplification',
  'seconds',
  'movePeak',
  'rounds',
] as const;

/** One cell while its paths run; memory is decided before the first. */
export interface Tally {
  readonly cell: Cell;
  readonly sums: Float64Array;
  readonly samples: Readonly<Record<(typeof SAMPLED)[number], Float64Array>>;
  readonly kept: PathColumns | null;
}

/** What a path is held against: the fund, and open interest, of which losses are shares. */
export interface Yardstick {
  /** Settlement currency. */
  readonly fund: number;
  /** Larger side's quantity times `|u(p0)|`, settlement currency, > 0. */
  readonly openInterestNotional: number;
  /** What the cushion rule added before the first tick, settlement currency. */
  readonly raised: number;
}

export function createTally(cell: Cell): Tally {
  const columns = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, new Float64Array(cell.paths)])) as Record<
      Name,
      Float64Array
    >;
  const sums = new Float64Array(SUMMARY_COLUMNS.length);
  sums[at.cell] = cell.index;
  sums[at.planned] = cell.paths;
  sums[at.firstFailed] = -1;
  return { cell, sums, samples: columns(SAMPLED), kept: cell.decision ? columns(PATH_COLUMNS) : null };
}

/**
 * Counts one path; paths come in ascending order, so that sums are the same whoever runs them.
 *
 * @param row outcome row (model.md 7). One that holds a number that is not finite, or says `UNFINISHED`,
 *   is a failed path.
 */
export function addPath(tally: Tally, path: number, row: Float64Array, yardstick: Yardstick): void {
  const { sums, samples, kept } = tally;
  const flags = row[COLUMN.flags]!;
  if (!isFinished(row) || (flags & FLAG.UNFINISHED && !(flags & FLAG.WORKING_OFF))) {
    if (sums[at.failed] === 0) sums[at.firstFailed] = path;
    sums[at.failed]!++;
    return;
  }
  const place = sums[at.done]!;
  sums[at.done] = place + 1;

  const { fund, openInterestNotional, raised } = yardstick;
  // What ADL took from winners no collateral has paid either, nor any fund: left out, a venue with ADL would never be short.
  const unpaid = row[COLUMN.openDeficit]! + row[COLUMN.adlHaircut]!;
  const draw = row[COLUMN.deficit]! + unpaid;
  const need = row[COLUMN.fundNeed]! + unpaid;
  const uncovered = Math.min(1, draw / openInterestNotional);
  const belowZero = Math.min(
    1,
    (row[COLUMN.deficitNotional]! + row[COLUMN.adlNotional]!) / openInterestNotional,
  );
  samples.draw[place] = draw;
  samples.need[place] = need;
  samples.boundedNeed[place] = Math.min(need, openInterestNotional);
  samples.fundChange[place] = row[COLUMN.fundIn]! - row[COLUMN.fundDraw]!;
  samples.liquidatedNotional[place] = row[COLUMN.liquidatedNotional]!;
  samples.amplification[place] = row[COLUMN.amplificationPeak]!;
  samples.seconds[place] = Math.max(row[COLUMN.lastSeconds]!, 0);
  samples.movePeak[place] = Math.abs(row[COLUMN.movePeak]!);
  samples.rounds[place] = row[COLUMN.rounds]!;

  if (need > fund) sums[at.failing]!++;
  sums[at.uncoveredSum]! += uncovered;
  sums[at.belowZeroSum]! += belowZero;
  sums[at.drawSum]! += draw;
  sums[at.needSum]! += need;
  sums[at.raisedMean]! += raised;
  for (let i = 0; i < SUMMED.length; i++) sums[SUMMED[i]!.into]! += row[SUMMED[i]!.from]!;
  for (let i = 0; i < COUNTED.length; i++) if (flags & COUNTED[i]!.flag) sums[COUNTED[i]!.into]!++;
  sums[at.conservationMax] = Math.max(sums[at.conservationMax]!, Math.abs(row[COLUMN.conservation]!));

  if (!kept) return;
  kept.path[place] = path;
  kept.draw[place] = draw;
  kept.need[place] = need;
  kept.uncoveredShare[place] = uncovered;
  kept.belowZeroShare[place] = belowZero;
  for (let i = 0; i < COPIED.length; i++) kept[COPIED[i]!.name][place] = row[COPIED[i]!.from]!;
}

/** The cell's summary, and the paths it keeps. */
export function summarise(tally: Tally): {
  readonly summary: CellSummary;
  readonly paths: PathColumns | null;
} {
  const { sums, samples, kept } = tally;
  const done = sums[at.done]!;
  const values = Object.fromEntries(SUMMARY_COLUMNS.map((name, i) => [name, sums[i]!])) as Record<
    SummaryColumn,
    number
  >;
  if (done > 0) {
    const sorted = (name: keyof typeof samples) => samples[name].slice(0, done).sort();
    const draw = sorted('draw');
    values.drawQ95 = atRank(draw, 95);
    values.drawQ99 = atRank(draw, 99);
    values.needQ99 = atRank(sorted('need'), 99);
    values.needEs975 = expectedShortfall975(sorted('boundedNeed'));
    values.fundChangeMedian = atRank(sorted('fundChange'), 50);
    values.liquidatedQ95 = atRank(sorted('liquidatedNotional'), 95);
    const amplification = sorted('amplification');
    values.amplificationMedian = atRank(amplification, 50);
    values.amplificationQ99 = atRank(amplification, 99);
    const seconds = sorted('seconds');
    values.secondsMedian = atRank(seconds, 50);
    values.secondsQ95 = atRank(seconds, 95);
    values.secondsQ99 = atRank(seconds, 99);
    const movePeak = sorted('movePeak');
    values.movePeakMedian = atRank(movePeak, 50);
    values.movePeakQ99 = atRank(movePeak, 99);
    const rounds = sorted('rounds');
    values.roundsMedian = atRank(rounds, 50);
    values.roundsQ99 = atRank(rounds, 99);
    values.clampedShareMean /= done;
    values.raisedMean /= done;
  }
  const shortened = (name: PathColumn) => kept![name].subarray(0, done);
  const paths =
    kept && (Object.fromEntries(PATH_COLUMNS.map((name) => [name, shortened(name)])) as PathColumns);
  return { summary: values, paths };
}

/** Rank `ceil(n percent / 100)`, in integers; `sorted` ascends and is not empty. */
const atRank = (sorted: Float64Array, percent: number): number =>
  sorted[Math.floor((sorted.length * percent + 99) / 100) - 1]!;

/**
 * Mean of the worst 2.5 %, the last one in part (report.md 7.6): with `n (1 - c) = n / 40`,
 * `k = floor(n / 40)`, it is `(40 sum of the k largest + (n mod 40) L_(k+1)) / n`.
 */
function expectedShortfall975(sorted: Float64Array): number {
  const n = sorted.length;
  const whole = Math.floor(n / 40);
  let worst = 0;
  for (let i = 1; i <= whole; i++) worst += sorted[n - i]!;
  const part = n - 40 * whole;
  return (40 * worst + (part === 0 ? 0 : part * sorted[n - whole - 1]!)) / n;
}

function isFinished(row: Float64Array): boolean {
  for (let i = 0; i < OUTCOME_COLUMNS.length; i++) if (!Number.isFinite(row[i]!)) return false;
  return true;
}

const at = Object.fromEntries(SUMMARY_COLUMNS.map((name, i) => [name, i])) as Record<SummaryColumn, number>;

const SUMMED = (
  [
    ['liquidatedSum', 'liquidatedNotional'],
    ['liquidatedShareSum', 'liquidatedShare'],
    ['adlAccountsSum', 'adlAccounts'],
    ['haircutNeededSum', 'haircutNeeded'],
    ['haircutTakenSum', 'haircutTaken'],
    ['badDebtSum', 'badDebt'],
    ['innocentSum', 'accountsInnocent'],
    ['clampedShareMean', 'clampedShare'],
  ] as const
).map(([into, from]) => ({ into: at[into], from: COLUMN[from] }));

const COUNTED = (
  [
    ['triggered', FLAG.TRIGGERED],
    ['adlPaths', FLAG.ADL],
    ['floorHit', FLAG.FLOOR_HIT],
    ['ceilingHit', FLAG.CEILING_HIT],
    ['beyondDepth', FLAG.BEYOND_DEPTH],
    ['notConserved', FLAG.NOT_CONSERVED],
    ['unbalanced', FLAG.UNBALANCED],
  ] as const
).map(([into, flag]) => ({ into: at[into], flag }));

const COPIED = PATH_COLUMNS.slice(5).map((name) => ({
  name,
  from: COLUMN[name as Exclude<PathColumn, 'path' | 'draw' | 'need' | 'uncoveredShare' | 'belowZeroShare'>],
}));
