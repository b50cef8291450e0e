import type { Scene } from '../cells/cell-view.ts';
import type { Interval, MetricPart, PROOF_METRICS, ProofMetric, WatchState } from '../findings/assessment.ts';
import { type Known, known, type Reason, unknown } from '../findings/reasons.ts';
import { pathsToProof } from '../proof/paths-to-proof.ts';
import {
  ALPHA,
  lowerBound,
  observed,
  optimisticUpperBound,
  refutedByHolm,
  stateOf,
  upperBound,
  whyOpen,
} from '../proof/proof-test.ts';
import { quantileEstimate, twoSided, upperQuantile } from '../statistics/quantile-estimate.ts';
import type { Limits } from './limits.ts';
import { type KeyTest, largestBps, topTwoAscending } from './proof-metrics.ts';

/** The proof metrics as the page shows them; `tests` are all tests of the market. */
export function proofMetrics(scene: Scene, tests: readonly KeyTest[], limits: Limits): ProofMetric[] {
  const refuted = refutedByHolm(tests.map(({ test }) => test));
  return tests.map((key, i) => proofMetric(scene, tests, key, limits, refuted[i]!));
}

function proofMetric(
  scene: Scene,
  tests: readonly KeyTest[],
  key: KeyTest,
  limits: Limits,
  holmRefutes: boolean,
): ProofMetric {
  const { id, side, of, test, cells } = key;
  const state = stateOf(test, tests.length);
  const shown = SHOWN[id](scene, tests, key, limits);
  const failing = test.parts.every(({ evidence }) => evidence.kind === 'count');
  const sum = (pick: (part: (typeof test.parts)[number]) => number) =>
    test.parts.reduce((total, part) => total + pick(part), 0);
  const reasons: Reason[] = [];
  if (state === 'refuted') reasons.push('LOWER_BOUND_ABOVE_LIMIT');
  if (state === 'open') reasons.push(whyOpen(test));
  if (shown.watch?.state === 'outside') reasons.push('WATCH_METRIC_OUTSIDE');
  return {
    id,
    role: 'proof',
    state,
    market: scene.manifest.market,
    side,
    version: 1,
    unit: UNITS[id].unit,
    space: UNITS[id].space,
    horizonSeconds: scene.manifest.sweep.path.horizonSeconds,
    value: shown.value.value,
    valueReason: shown.value.reason,
    interval: shown.interval,
    limit: limits[id],
    reasons,
    paths: {
      planned: sum(({ evidence }) => evidence.planned),
      done: sum(({ evidence }) => evidence.done),
      failing: failing ? sum(({ evidence }) => evidence.amount) : null,
    },
    cells: cells.map(({ cell }) => cell.id),
    parts: shown.parts,
    proof: {
      of,
      tolerance: test.tolerance,
      level: 1 - ALPHA,
      tests: tests.length,
      value: observed(test),
      lower: lowerBound(test, ALPHA / tests.length),
      upper: upperBound(test, ALPHA),
      upperOptimistic: optimisticUpperBound(test, ALPHA),
      method: methodOf(key),
      refutedByHolm: holmRefutes && state !== 'refuted',
    },
    pathsToProof: pathsToProof(test),
    watch: shown.watch,
  };
}

const UNITS = {
  coverage: { unit: 'ratio', space: 'notional' },
  p_ruin: { unit: 'probability', space: 'equity' },
  cover2: { unit: 'ratio', space: 'equity' },
  distance: { unit: 'multiple', space: 'equity' },
} as const;

/** Value and interval in the metric's own unit. */
interface Shown {
  readonly value: Known;
  readonly interval: Interval;
  readonly parts: readonly MetricPart[];
  readonly watch: ProofMetric['watch'];
}

type Show = (scene: Scene, tests: readonly KeyTest[], key: KeyTest, limits: Limits) => Shown;

const SHOWN: Readonly<Record<(typeof PROOF_METRICS)[number], Show>> = {
  coverage: (_scene, _tests, key) => {
    const uncovered = observed(key.test);
    return {
      value: uncovered === null ? unknown('NO_PATHS_DONE') : known(1 - uncovered),
      interval: twoSided(
        known(1 - upperBound(key.test, ALPHA / 2)),
        known(1 - lowerBound(key.test, ALPHA / 2)),
        methodOf(key),
      ),
      parts: [],
      watch: null,
    };
  },
  p_ruin: (_scene, _tests, key) => {
    const value = observed(key.test);
    return {
      value: value === null ? unknown('NO_PATHS_DONE') : known(value),
      interval: twoSided(
        known(lowerBound(key.test, ALPHA / 2)),
        known(upperBound(key.test, ALPHA / 2)),
        methodOf(key),
      ),
      parts: [],
      watch: null,
    };
  },
  cover2: (scene, _tests, { cells }, limits) => {
    const samples = cells.map((view) => ({ ascending: topTwoAscending(view), planned: view.planned }));
    const quantiles = samples.map((sample) => quantileEstimate(sample, 990_000));
    const worst = largest(quantiles);
    const [low, high] = [
      largest(quantiles.map(({ interval }) => endOf(interval, 'lower'))),
      largest(quantiles.map(({ interval }) => endOf(interval, 'upper'))),
    ];
    const bound = largest(samples.map((sample) => upperQuantile(sample, 990_000)));
    const ratio = (shortfall: Known): Known => {
      if (shortfall.value === null) return shortfall;
      return shortfall.value > 0 ? known(scene.market.fund / shortfall.value) : unknown('NO_SHORTFALL');
    };
    const watched = ratio(bound);
    const limit = limits.cover2_watch;
    const inside =
      watched.reason === 'NO_SHORTFALL' || (watched.value !== null && watched.value >= limit.value);
    const money: MetricPart = {
      name: 'two largest group shortfalls, 99 % quantile',
      unit: 'money',
      ...worst,
      interval: twoSided(low, high, 'quantile-ranks'),
    };
    return {
      value: ratio(worst),
      interval: twoSided(ratio(high), ratio(low), 'quantile-ranks'),
      parts: [money],
      watch: { state: inside ? 'inside' : 'outside', bound: watched, limit },
    };
  },
  distance: (scene, tests, key) => {
    const multiple = provenMultiple(scene, tests, key);
    return {
      value: multiple,
      interval: twoSided(multiple, unknown('NO_FINITE_BOUND'), methodOf(key)),
      parts: [],
      watch: null,
    };
  },
};

/** Largest shock of the decision region up to which p_ruin's tolerance is proven, over the largest mixture shock. */
function provenMultiple(scene: Scene, tests: readonly KeyTest[], { side, test }: KeyTest): Known {
  const ruin = tests.find((other) => other.id === 'p_ruin' && other.side === side)!;
  const beyond = tests.find((other) => other.id === 'distance' && other.side === side)!;
  const steps = [ruin, beyond].flatMap(({ cells, test: { parts } }) =>
    parts.map(({ evidence }, i) => ({ size: Math.abs(cells[i]!.cell.shockBps), evidence })),
  );
  steps.sort((a, b) => a.size - b.size);
  const proves = (step: (typeof steps)[number]) =>
    upperBound({ parts: [{ weight: 1, evidence: step.evidence }], over: 'mixture', tolerance: 0 }, ALPHA) <=
    test.tolerance;
  const open = steps.findIndex((step) => !proves(step));
  const last = steps.at(open === -1 ? -1 : open - 1);
  if (open === 0 || !last) return unknown('NOT_PROVEN');
  return known(last.size / largestBps(scene, side));
}

/** The largest of numbers that all exist; else the first reason why one does not. */
export function largest(numbers: readonly Known[]): Known {
  const missing = numbers.find(({ value }) => value === null);
  if (missing) return unknown(missing.reason!);
  if (numbers.length === 0) return unknown('NO_PATHS_DONE');
  return known(Math.max(...numbers.map(({ value }) => value!)));
}

const endOf = ({ lower, upper, reason }: Interval, end: 'lower' | 'upper'): Known => {
  const value = end === 'lower' ? lower : upper;
  return value === null ? unknown(reason!) : known(value);
};

function methodOf({ test }: KeyTest): Interval['method'] {
  if (test.parts.length === 0) return 'none';
  if (test.over === 'mixture' && test.parts.length > 1) return 'weighted-bounds';
  return test.parts[0]!.evidence.kind === 'mean' ? 'bounded-mean' : 'clopper-pearson';
}

export const watchState = (bound: Known, limit: { op: '<=' | '>='; value: number }): WatchState => {
  if (bound.value === null) return 'outside';
  const inside = limit.op === '<=' ? bound.value <= limit.value : bound.value >= limit.value;
  return inside ? 'inside' : 'outside';
};
