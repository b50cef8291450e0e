import type { Of } from '../risk/findings/shape.ts';
import type { CellStatus } from './charts/coverage.ts';
import type { side } from './report-verdict.ts';
import type { Sequence } from './table.ts';

type Side = Of<typeof side>;

/** One cell of the sweep. Leverage, maintenance and depth are multiples of today's, shock a signed fraction. */
export interface CellRow {
  readonly cellId: string;
  readonly market: string;
  readonly side: Side;
  readonly mechanism: string;
  readonly leverage: number;
  readonly maintenance: number;
  readonly depthScale: number;
  readonly shock: number;
  readonly tiers: 'current' | 'candidate';
  /** Tier above whose cap accounts are split, counted from 1; 0: nobody splits. */
  readonly splitting: number;
  readonly pathsPlanned: number;
  readonly pathsDone: number;
  /** Done paths with draw > fund. */
  readonly failing: number | null;
  /** Missing paths counted as failing; what colours the maps. */
  readonly p: number;
  /** Two-sided 95%, missing paths against both ends. */
  readonly lower: number;
  readonly upper: number;
  readonly upperOptimistic: number | null;
  readonly uncoveredMean: number | null;
  readonly uncoveredLower: number;
  readonly uncoveredUpper: number;
  /** Money in the settlement currency; null where no path is done. */
  readonly drawMean: number | null;
  readonly drawQ95: number | null;
  readonly drawQ99: number | null;
  readonly drawEs975: number | null;
  readonly liquidatedQ95: number | null;
  readonly amplificationMedian: number | null;
  readonly amplificationQ99: number | null;
  readonly secondsQ95: number | null;
  /** Means over the done paths. */
  readonly adlAccounts: number | null;
  readonly haircutNeeded: number | null;
  readonly haircutTaken: number | null;
  readonly innocent: number | null;
  readonly status: CellStatus;
  readonly drawEs975OfFund: number | null;
}

/** One done path of a cell that keeps them; columns, because there are a hundred thousand. */
export interface CellPaths {
  readonly cellId: string;
  readonly path: ArrayLike<number>;
  /** 1 where draw > fund. */
  readonly failing: ArrayLike<number>;
  readonly draw: ArrayLike<number>;
  readonly uncoveredShare: ArrayLike<number>;
  readonly liquidated: ArrayLike<number>;
  readonly adlNotional: ArrayLike<number>;
  readonly haircutNeeded: ArrayLike<number>;
  readonly haircutTaken: ArrayLike<number>;
  readonly largestHaircut: ArrayLike<number>;
  readonly badDebt: ArrayLike<number>;
  readonly fundPaid: ArrayLike<number>;
  readonly topTwoGroups: ArrayLike<number>;
  readonly totalMove: ArrayLike<number>;
  readonly amplification: ArrayLike<number>;
  readonly rounds: ArrayLike<number>;
  readonly seconds: ArrayLike<number>;
}

/** One of the largest draws of a market, and how to see it again. */
export interface TailRow {
  readonly market: string;
  readonly cellId: string;
  readonly path: number;
  readonly seed: string;
  readonly draw: number;
  readonly command: string;
}

export interface FundCurveRow {
  readonly market: string;
  readonly side: Side;
  readonly draw: number;
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
}

/** An account above the first tier whose maintenance does not cover its close-out; named by a keyed hash. */
export interface ThinAccountRow {
  readonly account: string;
  readonly market: string;
  readonly side: Side;
  readonly tier: number;
  readonly notional: number;
  readonly maintenanceRate: number;
  readonly modelledCost: number;
}

/** Base values on every axis but leverage and shock, today's tiers: what the maps of one side draw. */
export interface Plane {
  readonly market: string;
  readonly side: Side;
  readonly leverages: readonly number[];
  /** From the smallest outward. */
  readonly shocksBps: readonly number[];
  /** Row by row from the smallest shock outward; leverage ascends in a row. */
  readonly cells: readonly CellRow[];
  /** What the plane has and the page leaves out, so that a map can be read. */
  readonly leftOut: { readonly leverages: number; readonly shocks: number };
}

/** The rows that the report's value does not hold itself; in the order in which the tables print them. */
export interface Rows {
  readonly cells: Sequence<CellRow>;
  readonly planes: readonly Plane[];
  readonly paths: readonly CellPaths[];
  readonly pathsTail: readonly TailRow[];
  readonly fundCurve: readonly FundCurveRow[];
  readonly accountsThin: readonly ThinAccountRow[];
}
