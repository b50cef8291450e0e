import type { Side } from '../../sweep/cells.ts';
import type { Known, Reason } from './reasons.ts';

// What the report shows, as plain values: report.md 3 and 5.2. One assessment is one market. Money is in
// the settlement currency; shares, probabilities and shocks are fractions; a coordinate in basis points
// stands beside its fraction so that labels and keys stay exact. Nothing is averaged over sides.

export type Word = 'adequate' | 'watch' | 'inadequate' | 'none';
export type TestState = 'proven' | 'refuted' | 'open';
export type WatchState = 'inside' | 'outside';

/** How a bound was made. `bootstrap` and `normal` are approximate and prove nothing. */
export type Method =
  | 'clopper-pearson'
  | 'bounded-mean'
  | 'weighted-bounds'
  | 'quantile-ranks'
  | 'bootstrap'
  | 'paired-normal'
  | 'range-of-estimates'
  | 'none';

/** An end that does not exist is null, and `reason` says why. */
export interface Interval {
  readonly level: number;
  readonly sides: 1 | 2;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: Method;
  readonly reason: Reason | null;
}

/** A number of the page: what was seen, and between which ends it lies. */
export interface Estimate extends Known {
  readonly interval: Interval;
}

export interface PathCount {
  readonly planned: number;
  /** Finished; the rest were not run, or could not finish. */
  readonly done: number;
}

export const PROOF_METRICS = ['coverage', 'p_ruin', 'cover2', 'distance'] as const;
export const WATCH_METRICS = ['es_draw', 'lar', 'p_adl', 'thin_accounts'] as const;
export type ProofMetricId = (typeof PROOF_METRICS)[number];
export type WatchMetricId = (typeof WATCH_METRICS)[number];
export type MetricId = ProofMetricId | WatchMetricId;

export type Unit = 'ratio' | 'probability' | 'multiple' | 'money' | 'count' | 'seconds';
/** Whose account is meant: report.md 1. */
export type Space = 'equity' | 'pnl' | 'notional' | 'count' | 'ratio';

/** A limit in force: the sweep's own, or a default of ours (`owner` null: nobody's yet). */
export interface LimitInForce {
  readonly op: '<=' | '>=';
  readonly value: number;
  readonly owner: string | null;
  readonly since: string | null;
  readonly note: string | null;
}

/** A second number of the same metric, for the definition line (money beside a share, ...). */
export interface MetricPart extends Estimate {
  readonly name: string;
  readonly unit: Unit;
}

interface MetricBase {
  readonly market: string;
  readonly side: Side;
  /** Raised when the definition changes. */
  readonly version: 1;
  readonly unit: Unit;
  readonly space: Space;
  readonly horizonSeconds: number;
  readonly value: number | null;
  /** Why `value` is null. */
  readonly valueReason: Reason | null;
  /** Two-sided 95 %, in the metric's own unit. */
  readonly interval: Interval;
  readonly limit: LimitInForce;
  /** Why the test is open or refuted, or the watch metric outside; empty when proven or inside. */
  readonly reasons: readonly Reason[];
  /** Over the cells together, `failing` among the done; null where nothing is counted. */
  readonly paths: PathCount & { readonly failing: number | null };
  readonly cells: readonly string[];
  readonly parts: readonly MetricPart[];
}

/** The bounds a verdict is made of: always of the share that must stay small, whatever the metric's unit. */
export interface Proof {
  /** What is bounded, in words: "probability that draw exceeds the fund". */
  readonly of: string;
  /** The test: `upper <= tolerance` proves, `lower > tolerance` refutes. */
  readonly tolerance: number;
  readonly level: number;
  /** Tests in the market: the lower bound is at `(1 - level) / tests`. */
  readonly tests: number;
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number;
  /** From the done paths alone: printed, never used. Null when no path is done. */
  readonly upperOptimistic: number | null;
  readonly method: Method;
  /** Listed as refuted by Holm's further steps though not itself refuted at `(1 - level) / tests`. */
  readonly refutedByHolm: boolean;
}

export interface ProofMetric extends MetricBase {
  readonly id: ProofMetricId;
  readonly role: 'proof';
  readonly state: TestState;
  readonly proof: Proof;
  /** Paths per cell with which the present rate would be proven; `planned` itself when proven. */
  readonly pathsToProof: Known;
  /** cover2 only: its second limit, which can hold back `adequate`. */
  readonly watch: { readonly state: WatchState; readonly bound: Known; readonly limit: LimitInForce } | null;
}

export interface WatchMetric extends MetricBase {
  readonly id: WatchMetricId;
  readonly role: 'watch';
  readonly state: WatchState;
  /** The pessimistic bound that is held against the limit. */
  readonly bound: Known;
}

export type Metric = ProofMetric | WatchMetric;

export interface VerdictReason {
  readonly code: Reason;
  readonly metric: MetricId | null;
  readonly side: Side | null;
  readonly cells: readonly string[];
}

export interface LimitChange {
  readonly id: string;
  readonly old: number;
  readonly new: number;
}

export interface Verdict {
  readonly market: string;
  readonly raw: Word;
  readonly published: Word;
  /** Last published word that was not `none`, tonight's included: what tomorrow's hysteresis starts from. */
  readonly level: Word | null;
  /** Last night's published word. */
  readonly previous: Word | null;
  /** `metric/side` of the test that set the word. */
  readonly decidedBy: string | null;
  readonly reasons: readonly VerdictReason[];
  /** Paths per cell that would settle every open test; null with a reason if none would. */
  readonly pathsToProof: Known;
  /** Smallest fund that would still be proven for p_ruin's tolerance, worse side. */
  readonly provenFund: Known;
  readonly limitsChanged: readonly LimitChange[];
}

export interface MixtureShock {
  readonly shockBps: number;
  readonly shock: number;
  readonly weight: number;
}

export interface Design {
  readonly market: string;
  readonly side: Side;
  readonly minutes: number;
  readonly mixture: readonly MixtureShock[];
  /** First grid shock of at least 1.25 times the largest of the mixture; null: GRID_TOO_SHORT. */
  readonly beyondBps: number | null;
}

export type CellStatus = 'complete' | 'partial' | 'missing' | 'failed';

/** A cell of the `cells` table and of the maps. */
export interface CellRisk {
  readonly cell: number;
  readonly id: string;
  readonly side: Side;
  readonly mechanism: string;
  readonly leverageBps: number;
  readonly maintenanceBps: number;
  readonly depthBps: number;
  readonly shockBps: number;
  readonly tiers: 'current' | 'candidate';
  readonly splitting: number;
  readonly decision: boolean;
  readonly status: CellStatus;
  readonly paths: PathCount;
  /** Done paths with draw > fund; null when missing. */
  readonly failing: number | null;
  /** What colours the map: missing paths counted as failing, `(x + miss) / N`. */
  readonly p: number;
  /** Two-sided 95 % with missing paths against both ends. */
  readonly lower: number;
  readonly upper: number;
  readonly upperOptimistic: number | null;
  /** The interval does not contain the map tolerance. */
  readonly settled: boolean;
  readonly uncovered: { readonly mean: number | null; readonly lower: number; readonly upper: number };
  /** Expected shortfall 97.5 % of draw over the done paths: money, and share of the fund. */
  readonly drawEs975: Known;
  readonly drawEs975OfFund: Known;
}

export interface DepthAndSpeed {
  readonly market: string;
  readonly side: Side;
  readonly shockBps: number;
  readonly shock: number;
  readonly cell: string;
  readonly paths: PathCount;
  readonly rows: readonly {
    readonly id: 'totalMove' | 'amplification' | 'liquidatedNotional' | 'seconds' | 'rounds';
    readonly unit: Unit;
    readonly median: Estimate;
    readonly q99: Estimate;
  }[];
}

/** Largest leverage, as a multiple of today's, up to which a line is proven; null: none, not even the first. */
export interface FrontierLine {
  readonly provenSafe: number | null;
  readonly notRefuted: number | null;
}

export interface FrontierPoint extends FrontierLine {
  readonly market: string;
  readonly side: Side;
  readonly mechanism: string;
  readonly shockBps: number;
  readonly shock: number;
  readonly tolerance: number;
  /** The lower of the two lines is the frontier. */
  readonly margin: FrontierLine;
  readonly fund: FrontierLine;
  readonly flags: readonly 'NONMONOTONE'[];
}

export type TierDriver = 'gap' | 'impact' | 'fee' | 'buffer' | 'clamp' | 'monotone' | 'held';
export type TierFlag =
  /** The wanted rate lies outside the allowed step from the current one. */
  | 'CLAMPED'
  /** A lower rate was wanted; lowering is not allowed tonight. */
  | 'LOWERING_HELD'
  /** Too few windows for a finite bound of the gap: the largest move was taken. */
  | 'GAP_NO_FINITE_BOUND'
  /** The bound's rank lies below the listed moves: the smallest listed, which is larger, was taken. */
  | 'GAP_LIST_TOO_SHORT'
  /** Closing the position reaches beyond the depth that is known. */
  | 'IMPACT_BEYOND_DEPTH'
  /** The table's own deductions follow no rule of ours; the recommended ones are by recursion. */
  | 'DEDUCTIONS_BY_RECURSION';

/** One row of the recommended table. Rates in ppm; floors and deductions exact, as text. */
export interface TierRecommendation {
  readonly tier: number;
  /** Notional in `unitsPerCurrency`-ths of the settlement currency; `to` null: no cap. */
  readonly from: string;
  readonly to: string | null;
  readonly currentPpm: number;
  readonly recommendedPpm: number;
  readonly wantedPpm: number;
  readonly gapPpm: number;
  readonly impactPpm: number;
  readonly feePpm: number;
  readonly currentMaxLeverage: number;
  readonly recommendedMaxLeverage: number;
  readonly currentInitialPpm: number;
  readonly recommendedInitialPpm: number;
  /** Settlement currency, decimal text; all "0" where the table is charged on the whole value. */
  readonly currentDeduction: string;
  readonly recommendedDeduction: string;
  readonly driver: TierDriver;
  readonly clamped: boolean;
  readonly flags: readonly TierFlag[];
}

/** What the change means for those who hold positions; for estimated positions a mean, so not whole. */
export interface TierConsequences {
  readonly accounts: number;
  readonly shareOfOpenInterest: number;
  readonly newlyUnderInitial: number;
  readonly extraMargin: number;
  readonly liquidatedByChange: number;
}

export interface PhaseInStep {
  readonly daysAfterApproval: number;
  readonly applies: 'new positions' | 'present positions';
  readonly ppm: number;
}

export interface TierAssessment extends TierRecommendation, TierConsequences {
  readonly market: string;
  /** Empty when nobody would be liquidated by the change itself. */
  readonly phaseIn: readonly PhaseInStep[];
  readonly joint: Word | null;
  readonly jointReason: Reason | null;
}

export interface TierTable {
  readonly heading: 'recommended' | 'candidate' | 'first step';
  readonly changed: boolean;
  readonly kind: 'recursion' | 'whole-value';
  /** 100 (cents) or 100,000,000 (satoshi): what `from` and `to` count. */
  readonly unitsPerCurrency: number;
  readonly joint: Word | null;
  readonly jointReason: Reason | null;
  readonly jointDecidedBy: string | null;
  readonly rows: readonly TierAssessment[];
  /** Over all tiers: the cost of the change. */
  readonly total: TierConsequences;
  readonly windowSeconds: number;
  readonly windows: number;
  readonly quantile: number;
}

export interface FundCurvePoint {
  readonly draw: number;
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
}

/** Money of one path, in the order in which it pays. */
export interface WaterfallPath {
  readonly quantile: 'median' | 'q99';
  readonly path: number;
  readonly draw: number;
  readonly layers: readonly {
    readonly id: 'collateral' | 'fund' | 'adl' | 'socialised' | 'badDebt' | 'openDeficit';
    readonly money: Known;
  }[];
}

export interface DepletionStep {
  readonly seconds: number;
  readonly atRisk: number;
  readonly events: number;
  readonly survival: number;
  readonly se: number;
}

export interface FundShock {
  readonly shockBps: number;
  readonly shock: number;
  readonly weight: number;
  readonly cell: string;
  readonly paths: PathCount;
  readonly waterfall: readonly WaterfallPath[];
  /** Kaplan-Meier of the time to an empty fund; empty list: never emptied. */
  readonly depletion: readonly DepletionStep[];
  /** Done paths that touched the price floor, where one path may decide a mean (model.md 7). */
  readonly floorHitPaths: number;
}

export interface FundAssessment {
  readonly market: string;
  readonly side: Side;
  readonly unit: string;
  readonly resources: number;
  /** 99 % quantile of the largest, and of the two largest, group shortfalls; worst mixture shock. */
  readonly cover1: Estimate;
  readonly cover2: Estimate;
  /** 99.9 % quantile of draw; worst mixture shock. */
  readonly draw999: Estimate;
  readonly expectedExcess: Known;
  /** Smallest fund proven for p_ruin's tolerance: the largest over the mixture's shocks. */
  readonly provenFund: Known;
  readonly tolerance: number;
  /** P(draw > x) over the mixture with pointwise 95 % band, x ascending from 0. */
  readonly curve: readonly FundCurvePoint[];
  readonly shocks: readonly FundShock[];
}

export type MechanismMetricId =
  | 'meanDraw'
  | 'pRuin'
  | 'overshoot'
  | 'adlAccounts'
  | 'largestHaircut'
  | 'haircutGini'
  | 'haircutHhi'
  | 'innocent'
  | 'amplification'
  | 'secondsToEnd';

/** A cell less its base, path by path. Ends are null with MISSING_PATHS if a pair lacks a path. */
export interface PairedDifference {
  readonly pairs: number;
  readonly mean: number;
  readonly interval: Interval;
  /** pRuin only: exact two-sided p of McNemar's test. */
  readonly mcnemar: {
    readonly newlyFailing: number;
    readonly newlyPassing: number;
    readonly exactP: number;
  } | null;
}

export interface MechanismMetric extends Known {
  readonly id: MechanismMetricId;
  readonly unit: Unit;
  readonly space: Space;
  /** What `value` is over the paths. */
  readonly of: 'mean' | 'probability' | 'ratio of sums' | 'largest';
  readonly difference: PairedDifference | null;
}

export interface MechanismAssessment {
  readonly market: string;
  readonly side: Side;
  readonly mechanism: string;
  readonly base: boolean;
  readonly shockBps: number;
  readonly shock: number;
  readonly cell: string;
  readonly paths: PathCount;
  readonly horizonSeconds: number;
  /** Base of Gini and HHI: accounts with profit when the first haircut fell, mean over the paths that had one. */
  readonly winners: Known;
  readonly floorHitPaths: number;
  readonly metrics: readonly MechanismMetric[];
}

/** The tail of draw at one mixture shock, base values otherwise, with accounts above a tier's cap split. */
export interface SplittingAssessment {
  readonly market: string;
  readonly side: Side;
  readonly shockBps: number;
  readonly shock: number;
  /** Counted from 1; 0: nobody splits. */
  readonly tier: number;
  readonly cell: string;
  readonly paths: PathCount;
  /** Draw over the paths, money. */
  readonly mean: Known;
  readonly q95: Estimate;
  readonly q99: Estimate;
  readonly q999: Estimate;
  /** Draw less the one of tier 0, path by path; null for tier 0 itself. */
  readonly difference: Omit<PairedDifference, 'mcnemar'> | null;
}

export interface CellRange {
  readonly from: string;
  readonly to: string;
  readonly cells: number;
}

export interface Quality {
  readonly status: 'complete' | 'partial';
  readonly gate: 'pass' | 'fail';
  readonly reasons: readonly { readonly code: Reason; readonly cells: readonly string[] }[];
  readonly cells: {
    readonly planned: number;
    readonly complete: number;
    readonly partial: number;
    readonly missing: number;
  };
  readonly paths: PathCount & {
    /** Run, but not to an end: horizon or numerical guard. They count as failing. */
    readonly unfinished: number;
  };
  readonly missingCells: readonly CellRange[];
  /** Cells with paths that could not finish, the first 10,000: how many of how many, and the first that could not. */
  readonly unfinished: readonly {
    readonly cell: string;
    readonly planned: number;
    readonly unfinished: number;
    readonly first: number | null;
  }[];
  /** Paths that broke conservation or balance. */
  readonly violations: number;
  readonly conservationMax: number | null;
  readonly snapshotAgeHours: number;
  readonly maxAgeHours: number;
  readonly positionsEstimated: boolean;
  /** Share of quantity raised by the cushion rule (model.md 1.6), base cell, mean over paths. */
  readonly clampedShare: Known;
}

/** An account whose maintenance rate is below the modelled cost of closing it. */
export interface ThinAccount {
  readonly side: Side;
  readonly account: number;
  readonly tier: number;
  readonly notional: number;
  readonly maintenanceRate: number;
  readonly modelledCost: number;
}

/** Everything the report shows about one market. */
export interface Assessment {
  readonly market: string;
  readonly settlementCurrency: string;
  readonly quoteCurrency: string;
  readonly markPrice: number;
  /** Larger side, settlement currency, at the mark price. */
  readonly openInterest: number;
  readonly fund: number;
  readonly design: readonly Design[];
  readonly quality: Quality;
  readonly verdict: Verdict;
  /** Order of report.md 3.2, down before up. */
  readonly metrics: readonly Metric[];
  readonly depthAndSpeed: readonly DepthAndSpeed[];
  readonly frontier: readonly FrontierPoint[];
  readonly tiers: TierTable;
  readonly fundSurvival: readonly FundAssessment[];
  readonly mechanisms: readonly MechanismAssessment[];
  readonly splitting: readonly SplittingAssessment[];
  /** Of the snapshot's accounts, or of path 0's where positions are estimated. */
  readonly thinAccounts: readonly ThinAccount[];
}
