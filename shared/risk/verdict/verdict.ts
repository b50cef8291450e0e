import type { Alternative } from '../findings/alternative.ts';
import type { JudgedMetric, LimitInForce, Metric, ProofMetric, WatchMetric } from '../findings/metric.ts';
import type { Quality } from '../findings/quality.ts';
import type { Verdict, Word } from '../findings/verdict.ts';
import type { KeyNumbers } from '../metrics/key-numbers.ts';
import { unknown } from '../shapes/number.ts';
import type { Flips } from './flips.ts';
import { type Night, publish } from './hysteresis.ts';
import { marketWord, wordUnder } from './market-word.ts';

/** How far inside its tolerance every test must be to move up at once. */
const CLEAR = 0.8;

/** The word of a market before hysteresis, and the test that set it. */
export function rawVerdict(
  { gate }: Pick<Quality, 'gate'>,
  { proof, watch }: KeyNumbers,
): { word: Word; decidedBy: JudgedMetric | null } {
  const held = [...watch.map(({ state }) => state), ...proof.flatMap((metric) => metric.watch?.state ?? [])];
  const word = marketWord(
    gate === 'pass',
    proof.map(({ state }) => state),
    held,
  );
  return { word, decidedBy: decidedBy(word, proof, watch) };
}

/** What is judged, besides last night. */
interface Judged {
  readonly quality: Quality;
  readonly metrics: KeyNumbers;
  readonly limits: readonly LimitInForce[];
  /** What would have changed the word that a test set. */
  readonly flips: (deciding: JudgedMetric) => Flips;
  readonly alternatives: readonly Alternative[];
}

/** Last night's words and limits. */
export interface NightBefore extends Night {
  readonly limits: readonly Pick<LimitInForce, 'id' | 'value'>[];
}

/** The published verdict with everything the banner says. */
export function verdictOf(
  { quality, metrics, limits, flips, alternatives }: Judged,
  lastNight: NightBefore | null,
): Verdict {
  const { word, decidedBy: test } = rawVerdict(quality, metrics);
  const raw = wordUnder(
    word,
    alternatives.map((own) => own.word),
  );
  const deciding = raw === word ? test : null;
  const { proof, watch } = metrics;
  const clear = proof.every(({ proof: { upper, tolerance } }) => upper <= CLEAR * tolerance);
  const { published, level } = publish(raw, clear, lastNight);
  const held: Verdict['reasons'] =
    published === raw ? [] : [{ code: 'HELD_BY_HYSTERESIS', metric: null, side: null, cells: [] }];
  return {
    market: quality.market,
    raw,
    published,
    level,
    previous: lastNight?.published ?? null,
    decidedBy: deciding && nameOf(deciding),
    reasons: [
      ...gateReasons(quality),
      ...held,
      ...(raw === word ? [] : alternatives.flatMap(refutingReasons)),
      ...[...proof, ...watch].flatMap(metricReasons),
    ],
    ...(deciding ? flips(deciding) : NOTHING_DECIDED),
    limitsChanged: changesOf(limits, lastNight),
  };
}

/** No test did where a gate failed, or an assumption decides. */
const NOTHING_DECIDED: Flips = {
  pathsToProof: unknown('NO_TEST_DECIDED'),
  provenFund: unknown('NO_TEST_DECIDED'),
  margins: null,
};

/** Of the tests that set the word, the one furthest beyond its tolerance; the first of equals. */
function decidedBy(
  word: Word,
  proof: readonly ProofMetric[],
  watch: readonly WatchMetric[],
): JudgedMetric | null {
  if (word === 'none') return null;
  const state = { adequate: 'proven', watch: 'open', inadequate: 'refuted' }[word];
  const tests = proof.filter((metric) => metric.state === state);
  const first = worst(tests, ({ proof: { upper, tolerance } }) => upper / tolerance);
  if (first) return first;
  // Every test is proven, and a watch metric holds the word back.
  const outside = [
    ...proof.filter((metric) => metric.watch?.state === 'outside'),
    ...watch.filter((metric) => metric.state === 'outside'),
  ];
  return worst<JudgedMetric>(outside, beyondLimit);
}

/** How many times its limit a watch metric's bound is, turned so that more than 1 is worse. */
function beyondLimit(metric: JudgedMetric): number {
  const { bound, limit } = metric.role === 'watch' ? metric : metric.watch!;
  if (bound.value === null) return Infinity;
  return limit.op === '<=' ? bound.value / limit.value : limit.value / bound.value;
}

export const nameOf = ({ id, side }: Metric): string => `${id}/${side}`;

function worst<T>(items: readonly T[], size: (item: T) => number): T | null {
  let found: T | null = null;
  for (const item of items) if (found === null || size(item) > size(found)) found = item;
  return found;
}

const gateReasons = ({ reasons }: Quality): Verdict['reasons'] =>
  reasons.map(({ code, cells }) => ({ code, metric: null, side: null, cells }));

/** The cells name the alternative. */
function refutingReasons({ tests }: Alternative): Verdict['reasons'] {
  const cells = tests.filter(({ state }) => state === 'refuted').flatMap((test) => test.cells);
  const code = 'ASSUMPTION_DECIDES';
  return cells.length === 0 ? [] : [{ code, metric: null, side: null, cells: [...new Set(cells)] }];
}

const metricReasons = ({ id, side, cells, reasons }: Metric): Verdict['reasons'] =>
  reasons.map((code) => ({ code, metric: id, side, cells }));

function changesOf(limits: readonly LimitInForce[], lastNight: NightBefore | null): Verdict['limitsChanged'] {
  const before = new Map(lastNight?.limits.map(({ id, value }) => [id, value]));
  return limits.flatMap(({ id, value }) => {
    const old = before.get(id);
    return old === undefined || old === value ? [] : [{ id, old, new: value }];
  });
}
