import type {
  LimitChange,
  Metric,
  MetricId,
  ProofMetric,
  Quality,
  Verdict,
  VerdictReason,
  WatchMetric,
  Word,
} from '../findings/assessment.ts';
import { type Known, known, unknown } from '../findings/reasons.ts';
import type { Limits } from '../metrics/limits.ts';
import { largest } from '../metrics/proof-metric-values.ts';
import { type Night, publish } from './hysteresis.ts';
import { marketWord } from './market-word.ts';

/** What last night's report tells tonight's. */
export interface LastNight extends Night {
  readonly limits: readonly { readonly id: string; readonly value: number }[];
}

/** How far inside its tolerance every test must be to move up at once. */
const CLEAR = 0.8;

/** The word of a market before hysteresis, and the test that set it. */
export function rawVerdict(
  gatePasses: boolean,
  proof: readonly ProofMetric[],
  watch: readonly WatchMetric[],
): { word: Word; decidedBy: string | null } {
  const held = [...watch.map(({ state }) => state), ...proof.flatMap((metric) => metric.watch?.state ?? [])];
  const word = marketWord(
    gatePasses,
    proof.map(({ state }) => state),
    held,
  );
  return { word, decidedBy: decidedBy(word, proof, watch) };
}

/** The published verdict with everything the banner says. */
export function verdictOf(
  market: string,
  quality: Quality,
  proof: readonly ProofMetric[],
  watch: readonly WatchMetric[],
  provenFund: readonly Known[],
  limits: Limits,
  lastNight: LastNight | null,
): Verdict {
  const { word: raw, decidedBy: test } = rawVerdict(quality.gate === 'pass', proof, watch);
  const clear = proof.every(({ proof: { upper, tolerance } }) => upper <= CLEAR * tolerance);
  const { published, level } = publish(raw, clear, lastNight);
  const held: VerdictReason[] =
    published === raw ? [] : [{ code: 'HELD_BY_HYSTERESIS', metric: null, side: null, cells: [] }];
  return {
    market,
    raw,
    published,
    level,
    previous: lastNight?.published ?? null,
    decidedBy: test,
    reasons: [...gateReasons(quality), ...held, ...[...proof, ...watch].flatMap(metricReasons)],
    pathsToProof: pathsOf(proof),
    provenFund: largest(provenFund),
    limitsChanged: changesOf(limits, lastNight),
  };
}

/** Of the tests that set the word, the one furthest beyond its tolerance; the first of equals. */
function decidedBy(word: Word, proof: readonly ProofMetric[], watch: readonly WatchMetric[]): string | null {
  if (word === 'none') return null;
  const state = { adequate: 'proven', watch: 'open', inadequate: 'refuted' }[word];
  const tests = proof.filter((metric) => metric.state === state);
  const first = worst(tests, ({ proof: { upper, tolerance } }) => upper / tolerance);
  if (first) return nameOf(first);
  // Every test is proven, and a watch metric holds the word back.
  const outside = [
    ...proof.filter((metric) => metric.watch?.state === 'outside'),
    ...watch.filter((metric) => metric.state === 'outside'),
  ];
  const holding = worst<Metric>(outside, beyondLimit);
  return holding && nameOf(holding);
}

/** How many times its limit a watch metric's bound is, turned so that more than 1 is worse. */
function beyondLimit(metric: Metric): number {
  const { bound, limit } = metric.role === 'watch' ? metric : metric.watch!;
  if (bound.value === null) return Infinity;
  return limit.op === '<=' ? bound.value / limit.value : limit.value / bound.value;
}

const nameOf = ({ id, side }: Metric): string => `${id satisfies MetricId}/${side}`;

function worst<T>(items: readonly T[], size: (item: T) => number): T | null {
  let found: T | null = null;
  for (const item of items) if (found === null || size(item) > size(found)) found = item;
  return found;
}

const gateReasons = ({ reasons }: Quality): VerdictReason[] =>
  reasons.map(({ code, cells }) => ({ code, metric: null, side: null, cells }));

const metricReasons = ({ id, side, cells, reasons }: Metric): VerdictReason[] =>
  reasons.map((code) => ({ code, metric: id, side, cells }));

/** Paths a cell that would settle every open test; a refuted one no number of paths will prove. */
function pathsOf(proof: readonly ProofMetric[]): Known {
  const unproven = proof.filter(({ state }) => state !== 'proven');
  if (unproven.length === 0) return known(Math.max(...proof.map(({ paths }) => paths.planned)));
  if (unproven.some(({ state }) => state === 'refuted')) return unknown('RATE_ABOVE_TOLERANCE');
  return largest(unproven.map(({ pathsToProof }) => pathsToProof));
}

function changesOf(limits: Limits, lastNight: LastNight | null): LimitChange[] {
  const before = new Map(lastNight?.limits.map(({ id, value }) => [id, value]));
  return Object.entries(limits).flatMap(([id, { value }]) => {
    const old = before.get(id);
    return old === undefined || old === value ? [] : [{ id, old, new: value }];
  });
}
