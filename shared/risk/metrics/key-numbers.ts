import type { Side } from '../../sweep/cells.ts';
import { mixtureCells, SIDES } from '../cells/decision-cells.ts';
import type { Metric, ProofMetric, WatchMetric, WatchState } from '../findings/metric.ts';
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
import { METRIC_IDS, METRICS, type MetricId } from './table.ts';

/** Values of the night before, as far as they are compared. */
export type ValuesBefore = readonly Pick<Metric, 'id' | 'side' | 'market' | 'version' | 'value'>[];

/** The key numbers of a market under one margin table: order of report.md 3.2, down before up. */
export function keyNumbers(subject: Subject, before: ValuesBefore): KeyNumbers {
  const rows = METRIC_IDS.map((id) => ({ id, row: METRICS[id] }));
  const tested = rows.flatMap(({ id, row }) =>
    row.role === 'proof' ? SIDES.map((side) => ({ id, row, own: row.test(subject, side) })) : [],
  );
  const refuted = refutedByHolm(tested.map(({ own }) => own.test));
  const proof = tested.map(({ id, row, own }, i): ProofMetric => {
    const taken = row.take(subject, own);
    const { state, ...judged } = judge(own, tested.length, refuted[i]!);
    const outside: Reason[] = taken.watch?.state === 'outside' ? ['WATCH_METRIC_OUTSIDE'] : [];
    return {
      ...common(subject, id, own.side, taken, before),
      role: 'proof',
      state,
      reasons: [...judged.reasons, ...outside],
      paths: pathsOf(own),
      cells: own.cells.map(({ cell }) => cell.id),
      proof: { of: row.of, ...judged.proof },
      pathsToProof: pathsToProof(own.test),
      watch: taken.watch,
      bound: null,
    };
  });
  const watch = rows.flatMap(({ id, row }) =>
    row.role === 'watch'
      ? SIDES.map((side): WatchMetric => {
          const { bound, failing, ...taken } = row.take(subject, side);
          const mixture = mixtureCells(subject.scene, subject.tiers, side).map(({ view }) => view);
          const state = watchState(bound, subject.limits.of[id]);
          return {
            ...common(subject, id, side, taken, before),
            role: 'watch',
            state,
            reasons: state === 'outside' ? [bound.reason ?? 'WATCH_METRIC_OUTSIDE'] : [],
            paths: { ...planned(mixture), failing },
            cells: mixture.map(({ cell }) => cell.id),
            bound,
            proof: null,
            pathsToProof: null,
            watch: null,
          };
        })
      : [],
  );
  return { proof, watch };
}

export interface KeyNumbers {
  readonly proof: readonly ProofMetric[];
  readonly watch: readonly WatchMetric[];
}

/** What every metric says, proof or watch. */
function common(
  { scene: { manifest }, limits }: Subject,
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
    limit: limits.of[id],
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

function watchState(bound: Known, limit: Metric['limit']): WatchState {
  if (bound.reason === 'TOO_FEW_IN_TAIL') return 'unjudged';
  if (bound.value === null) return 'outside';
  const inside = limit.op === '<=' ? bound.value <= limit.value : bound.value >= limit.value;
  return inside ? 'inside' : 'outside';
}
