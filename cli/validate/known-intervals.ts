import { fewestPaths } from '../../shared/risk/proof/paths-to-proof.ts';
import { bentkusLower, bentkusUpper } from '../../shared/risk/statistics/bentkus.ts';
import { ALPHA } from '../../shared/risk/statistics/level.ts';
import {
  capitals,
  logCapital,
  meanLower,
  meanSample,
  meanUpper,
} from '../../shared/risk/statistics/mean-bound.ts';
import { pairedAmount, pairedCount } from '../../shared/risk/statistics/paired-interval.ts';
import { shortfallInterval } from '../../shared/risk/statistics/shortfall-interval.ts';
import {
  type CaseInput,
  each,
  type KnownAnswer,
  levelOf,
  numberOf,
  numbersOf,
  ppmOf,
  recordsOf,
} from './known-inputs.ts';

/** How bounds and intervals answer the cases of `golden/statistics.json`, in which paths that are not listed have 0. */
export const INTERVALS: Readonly<Record<string, Readonly<Record<string, KnownAnswer>>>> = {
  'bounded-mean': {
    'level n sum': (input) => ({
      lower: each(input, ['sum', 'n'], (sum, n) => bentkusLower(sum, n, levelOf(input))),
      upper: each(input, ['sum', 'n'], (sum, n) => bentkusUpper(sum, n, levelOf(input))),
    }),
    'level tolerance': (input) => ({
      paths: each(input, ['tolerance'], (tolerance) => fewestPaths('sum', tolerance, levelOf(input))),
    }),
  },
  'es-interval': {
    'c level losses paths range': (input) =>
      shortfall(
        input,
        [1],
        numbersOf(input, 'losses').map((loss) => [loss]),
      ),
    'c level losses paths range weights': (input) =>
      shortfall(input, numbersOf(input, 'weights'), recordsOf(input, 'losses') as number[][]),
  },
  'paired-rare': {
    'kind level newlyFailing newlyPassing pairs': (input) => {
      needLevel(input);
      return pairedCount(
        numberOf(input, 'newlyFailing'),
        numberOf(input, 'newlyPassing'),
        numberOf(input, 'pairs'),
      );
    },
    'differences kind level pairs range': (input) => {
      needLevel(input);
      const differences = withZeros(numbersOf(input, 'differences'), numberOf(input, 'pairs'));
      const { lower, upper, method, ...found } = pairedAmount(differences, rangeOf(input));
      const ends = { lower: lower.value, upper: upper.value, reason: upper.reason };
      return { ...found, ...ends, method: method.replace('paired-', '') };
    },
  },
  'mean-bound': {
    'a missing paths values': (input) => mean(input),
    'a missing paths tolerance values': (input) => {
      const lnCapitalAtTolerance = logCapital(
        capitals(sampleOf(input), numberOf(input, 'tolerance'), numberOf(input, 'missing')),
      );
      const answer = mean(input);
      return { ...answer, lnCapitalAtTolerance, proven: answer.upper <= numberOf(input, 'tolerance') };
    },
    'a tolerance': (input) => ({
      fewestPaths: fewestPaths('mean', numberOf(input, 'tolerance'), numberOf(input, 'a')),
    }),
  },
};

function shortfall(input: CaseInput, weights: readonly number[], rows: readonly (readonly number[])[]) {
  needLevel(input);
  const parts = weights.map((weight, i) => ({
    weight,
    losses: withZeros(
      rows.map((row) => row[i]!),
      numberOf(input, 'paths'),
    ),
  }));
  const { lower, upper, method, padded, ...found } = shortfallInterval(parts, ppmOf(input.c), rangeOf(input));
  return {
    ...found,
    paddedEs: padded?.es,
    paddedSe: padded?.se,
    lower: lower.value,
    upper: upper.value,
    method: method.replace('es-', ''),
    reason: upper.reason,
  };
}

const sampleOf = (input: CaseInput) =>
  meanSample(withZeros(numbersOf(input, 'values'), numberOf(input, 'paths') - numberOf(input, 'missing')));

function mean(input: CaseInput) {
  const [sample, a, missing] = [sampleOf(input), numberOf(input, 'a'), numberOf(input, 'missing')];
  return { upper: meanUpper(sample, a, { ones: missing }), lower: meanLower(sample, a, missing) };
}

function withZeros(numbers: readonly number[], length: number): Float64Array {
  const all = new Float64Array(length);
  all.set(numbers);
  return all;
}

const rangeOf = (input: CaseInput): number | null => (input.range === null ? null : numberOf(input, 'range'));

function needLevel(input: CaseInput): void {
  const level = numberOf(input, 'level');
  if (level !== 1 - ALPHA) throw new RangeError(`level must be ${1 - ALPHA}, got ${level}`);
}
