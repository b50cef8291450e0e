import type { Cell, Side } from '../../sweep/cells.ts';
import type { CellView, Scene } from '../cells/cell-view.ts';
import type { BySide } from '../cells/decision-cells.ts';
import type { Metric } from '../findings/metric.ts';
import type { ProofTest } from '../proof/proof-test.ts';
import type { Interval, Known } from '../shapes/number.ts';
import type { Limits } from './limits.ts';
import type { ThinSide } from './thin-accounts.ts';

/** What the metrics are taken of: a market under one margin table, its limits, and what is dear to compute twice. */
export interface Subject {
  readonly scene: Scene;
  readonly tiers: Cell['tiers'];
  readonly limits: Limits;
  readonly thin: BySide<ThinSide>;
}

/** The test of a proof metric on one side. */
export interface SideTest {
  readonly side: Side;
  /** Part by part of the test. */
  readonly cells: readonly CellView[];
  readonly test: ProofTest;
}

/** What a metric says in its own unit. */
export interface Taken {
  readonly value: Known;
  /** Two-sided 95 %. */
  readonly interval: Interval;
  /** A second number of the same thing, for the definition line: money beside a share, ... */
  readonly parts: Metric['parts'];
}

export interface TakenProof extends Taken {
  readonly watch: Metric['watch'];
}

export interface TakenWatch extends Taken {
  /** Pessimistic end, which is held against the limit. */
  readonly bound: Known;
  /** Failing paths among the done; null where nothing is counted. */
  readonly failing: number | null;
}
