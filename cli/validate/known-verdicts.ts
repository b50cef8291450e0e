import type { Word } from '../../shared/risk/findings/verdict.ts';
import type { Evidence } from '../../shared/risk/proof/evidence.ts';
import { pathsToProof } from '../../shared/risk/proof/paths-to-proof.ts';
import {
  lowerBound,
  optimisticUpperBound,
  type ProofTest,
  stateOf,
  upperBound,
  whyOpen,
} from '../../shared/risk/proof/proof-test.ts';
import { ALPHA } from '../../shared/risk/statistics/level.ts';
import { type Night, publish } from '../../shared/risk/verdict/hysteresis.ts';
import {
  type CaseInput,
  each,
  type KnownAnswer,
  levelOf,
  numberOf,
  numbersOf,
  recordsOf,
} from './known-inputs.ts';

/** How verdicts, and what they are made of, answer the cases of `golden/risk.json`. */
export const VERDICT: Readonly<Record<string, KnownAnswer>> = {
  'failures n tests tolerance': (input) => ({
    state: numbersOf(input, 'failures').map((failures) => {
      const n = numberOf(input, 'n');
      return stateOf(single(failures, n, n, numberOf(input, 'tolerance')), numberOf(input, 'tests'));
    }),
  }),
  'n tests tolerance': (input) => ({
    thresholds: numbersOf(input, 'n').map((n, i) =>
      thresholds(n, numbersOf(input, 'tolerance')[i]!, numberOf(input, 'tests')),
    ),
  }),
  'done failures planned tolerance': (input) => stateAndReason(input, 1),
  'done failures planned tests tolerance': (input) => stateAndReason(input, numberOf(input, 'tests')),
  'failures level n weights': (input) => {
    const n = numberOf(input, 'n');
    const parts = numbersOf(input, 'failures').map((amount, i) => ({
      weight: numbersOf(input, 'weights')[i]!,
      evidence: { kind: 'count' as const, amount, done: n, planned: n },
    }));
    const test: ProofTest = { parts, over: 'mixture', tolerance: 1 };
    return { upper: upperBound(test, levelOf(input)), lower: lowerBound(test, levelOf(input)) };
  },
  'failures n tolerance': (input) => ({
    paths: each(
      input,
      ['failures', 'n', 'tolerance'],
      (failures, n, tolerance) => pathsToProof(single(failures, n, n, tolerance)).value,
    ),
  }),
  'easy raw': (input) => {
    let night: Night | null = null;
    const published: Word[] = [];
    for (const [i, word] of recordsOf(input, 'raw').entries()) {
      night = publish(wordOf(word), recordsOf(input, 'easy')[i] === true, night);
      published.push(night.published);
    }
    return { published };
  },
};

const single = (failing: number, done: number, planned: number, tolerance: number): ProofTest => {
  const evidence: Evidence = { kind: 'count', amount: failing, done, planned };
  return { parts: [{ weight: 1, evidence }], over: 'mixture', tolerance };
};

const oneCell = (input: CaseInput): ProofTest =>
  single(
    numberOf(input, 'failures'),
    numberOf(input, 'done'),
    numberOf(input, 'planned'),
    numberOf(input, 'tolerance'),
  );

const stateAndReason = (input: CaseInput, tests: number) => {
  const test = oneCell(input);
  const state = stateOf(test, tests);
  return {
    lower: lowerBound(test, ALPHA / tests),
    upperOptimistic: optimisticUpperBound(test, ALPHA),
    upperPessimistic: upperBound(test, ALPHA),
    state,
    reason: state === 'open' ? whyOpen(test) : null,
  };
};

/** Most failures that still prove, fewest that refute; null: not even none. */
function thresholds(n: number, tolerance: number, tests: number) {
  let provenUpTo: number | null = null;
  for (let failures = 0; failures <= n; failures++) {
    const state = stateOf(single(failures, n, n, tolerance), tests);
    if (state === 'proven') provenUpTo = failures;
    if (state === 'refuted') return { provenUpTo, refutedFrom: failures };
  }
  return { provenUpTo, refutedFrom: null };
}

function wordOf(value: unknown): Word {
  const word = (['adequate', 'watch', 'inadequate', 'none'] as const).find((known) => known === value);
  if (!word) throw new RangeError(`word must be adequate, watch, inadequate or none, got ${String(value)}`);
  return word;
}
