import type { Account } from '../risk/findings/account.ts';
import type { CellRow } from '../risk/findings/cell.ts';
import type { FundCurvePoint } from '../risk/findings/fund.ts';
import type { Prediction } from '../risk/findings/own-record.ts';
import type { ThinAccount } from '../risk/findings/thin-account.ts';
import type { Side } from '../sweep/cells.ts';
import type { PathColumns } from '../sweep/results.ts';
import type { DeltaCell } from './delta-map.ts';
import type { Sequence } from './table.ts';
import type { PageMarket } from './whatif/page-market.ts';

/** The done paths of a cell that keeps them; columns, because there are a hundred thousand. */
export interface CellPaths extends PathColumns {
  readonly cellId: string;
  /** 1 where need > fund. */
  readonly failing: Float64Array;
  readonly topTwoGroups: Float64Array;
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
  readonly fundCurve: readonly FundCurvePoint[];
  readonly accountsThin: readonly ThinAccount[];
  /** Cells of the planes on both nights; null: the night before is not at hand. */
  readonly deltas: readonly DeltaCell[] | null;
  /** What reports said of the time after them, oldest first, this one's last; null: there was none before. */
  readonly predictions: readonly Prediction[] | null;
  /** What the page carries for its what-if panel, in the order of the report's markets; in no table. */
  readonly whatIf: readonly PageMarket[];
  /** Largest first. */
  readonly accounts: readonly Account[];
}
