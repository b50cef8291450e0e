import type { Side } from '../../sweep/cells.ts';
import { mixtureCells, SIDES } from '../cells/decision-cells.ts';
import type {
  Metric,
  MetricLimit,
  ProofMetric,
  ShownMetric,
  WatchMetric,
  WatchState,
} from '../findings/metric.ts';
import { pathsToProof } from '../proof/paths-to-proof.ts';
import {
  lowerBound,
  methodOf,
  observed,
  optimisticUpperBound,
  refutedByHolm,
  stateOf,
  upperBound,
  whyOpen,
} from '../proof/proof-test.ts';
import { isoDuration } from '../shapes/horizon.ts';
import type { Known } from '../shapes/number.ts';
import type { Reason } from '../shapes/reasons.ts';
import { ALPHA } from '../statistics/level.ts';
import type { SideTest, Subject, Taken } from './subject.ts';
import {
  METRIC_IDS,
  METRICS,
  type MetricId,
  OTHER_IDS,
  PROOF_IDS,
  PROVING,
  type ProofId,
  WATCHING,
} from './table.ts';

/** Values of the night before, as far as they are compared. */
export type ValuesBefore = readonly Pick<Metric, 'id' | 'side' | 'market' | 'version' | 'value'>[];

/** The key numbers of a market under one margin table: order of report.md 3.2, down before up. */
export function keyNumbers(subject: Subject, before: ValuesBefore): KeyNumbers {
  const tested = PROOF_IDS.flatMap((id) =>
    SIDES.map((side) => ({ id, own: PROVING[id].test(subject, side) })),
  );
  const refuted = refutedByHolm(tested.map(({ own }) => own.test));
  const proof = tested.map(({ id, own }, i): ProofMetric => {
    const taken = PROVING[id].take(subject, own);
    const { state, ...judged } = judge(own, tested.length, refuted[i]!);
    const outside: Reason[] = taken.watch?.state === 'outside' ? ['WATCH_METRIC_OUTSIDE'] : [];
    return {
      ...common(subject, id, own.side, taken, before),
      role: 'proof',
      limit: subject.limits.of[id]!, // every proof metric has a default
      state,
      reasons: [...judged.reasons, ...outside],
      paths: pathsOf(own),
      cells: own.cells.map(({ cell }) => cell.id),
      proof: { of: METRICS[id].of, ...judged.proof },
      pathsToProof: pathsToProof(own.test),
      watch: taken.watch,
      bound: null,
    };
  });
  const others = OTHER_IDS.flatMap((id) =>
    SIDES.map((side) => watchedOrShown(subject, { id, side }, before)),
  );
  return {
    proof,
    watch: others.filter((metric) => metric.role === 'watch'),
    shown: others.filter((metric) => metric.role === 'shown'),
  };
}

export interface KeyNumbers {
  readonly proof: readonly ProofMetric[];
  readonly watch: readonly WatchMetric[];
  readonly shown: readonly ShownMetric[];
}

/** In the order of report.md 3.2, down before up. */
export const inOrder = ({ proof, watch, shown }: KeyNumbers): Metric[] =>
  METRIC_IDS.flatMap((id) => [...proof, ...watch, ...shown].filter((metric) => metric.id === id));

/** Judged where there is a limit: a default, or for one that is only shown a sweep's own. */
function watchedOrShown(
  subject: Subject,
  { id, side }: { readonly id: Exclude<MetricId, ProofId>; readonly side: Side },
  before: ValuesBefore,
): WatchMetric | ShownMetric {
  const { bound, failing, ...taken } = WATCHING[id](subject, side);
  const mixture = mixtureCells(subject.scene, subject.tiers, side).map(({ view }) => view);
  const metric = {
    ...common(subject, id, side, taken, before),
    paths: { ...planned(mixture), failing },
    cells: mixture.map(({ cell }) => cell.id),
    proof: null,
    pathsToProof: null,
    watch: null,
  };
  const limit = subject.limits.of[id];
  if (!limit) return { ...metric, role: 'shown', state: null, limit: null, bound: null, reasons: [] };
  const state = watchState(bound, limit);
  const reasons: Reason[] = state === 'outside' ? [bound.reason ?? 'WATCH_METRIC_OUTSIDE'] : [];
  return { ...metric, role: 'watch', state, limit, bound, reasons };
}

/** What every metric says, whatever its role. */
function common(
  { scene: { manifest } }: Subject,
  id: MetricId,
  side: Side,
  { value, interval, parts }: Taken,
  before: ValuesBefore,
) {
  const { version, unit, space } = METRICS[id];
  const { market } = manifest;
  const last = before.find(
    (own) => own.id === id && own.side === side && own.market === market && own.version === version,
  );
  return {
    id,
    version,
    market,
    side,
    unit,
    space,
    horizon: isoDuration(manifest.sweep.path.horizonSeconds),
    ...value,
    interval,
    parts,
    previous: last?.value ?? null,
  };
}

function judge({ test }: SideTest, tests: number, holmRefutes: boolean) {
  const state = stateOf(test, tests);
  const reasons: Reason[] = [];
  if (state === 'refuted') reasons.push('LOWER_BOUND_ABOVE_LIMIT');
  if (state === 'open') reasons.push(whyOpen(test));
  const proof = {
    tolerance: test.tolerance,
    level: 1 - ALPHA,
    tests,
    value: observed(test),
    lower: lowerBound(test, ALPHA / tests),
    upper: upperBound(test, ALPHA),
    upperOptimistic: optimisticUpperBound(test, ALPHA),
    method: methodOf(test),
    refutedByHolm: holmRefutes && state !== 'refuted',
  };
  return { state, reasons, proof };
}

function pathsOf({ test: { parts } }: SideTest): Metric['paths'] {
  const counted = parts.every(({ evidence }) => evidence.kind === 'count');
  const failing = parts.reduce((sum, { evidence }) => sum + evidence.amount, 0);
  return { ...planned(parts.map(({ evidence }) => evidence)), failing: counted ? failing : null };
}

const planned = (cells: readonly { readonly planned: number; readonly done: number }[]) => ({
  planned: cells.reduce((sum, own) => sum + own.planned, 0),
  done: cells.reduce((sum, own) => sum + own.done, 0),
});

function watchState(bound: Known, limit: MetricLimit): WatchState {
  if (bound.reason === 'TOO_FEW_IN_TAIL') return 'unjudged';
  if (bound.value === null) return 'outside';
  const inside = limit.op === '<=' ? bound.value <= limit.value : bound.value >= limit.value;
  return inside ? 'inside' : 'outside';
}
