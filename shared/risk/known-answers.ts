import { normalQuantile } from '../cascade/random.ts';
import type { Word } from './findings/verdict.ts';
import { frontier } from './frontier/frontier.ts';
import { coverOf, coverOverShocks, groupShortfalls } from './fund/cover.ts';
import { drawsAbove, expectedExcess } from './fund/fund.ts';
import {
  type CaseInput,
  degreesOf,
  each,
  losses,
  numberOf,
  numbersOf,
  ppmOf,
  recordOf,
  recordsOf,
  watchedOf,
} from './known-inputs.ts';
import { overshoot } from './mechanisms/overshoot.ts';
import type { Evidence } from './proof/evidence.ts';
import { fewestPaths, pathsToProof } from './proof/paths-to-proof.ts';
import {
  lowerBound,
  optimisticUpperBound,
  type ProofTest,
  stateOf,
  upperBound,
  whyOpen,
} from './proof/proof-test.ts';
import { regularisedBeta } from './statistics/beta.ts';
import { binomialTail } from './statistics/binomial.ts';
import { boundedMeanLower, boundedMeanUpper } from './statistics/bounded-mean.ts';
import { clopperPearsonLower, clopperPearsonUpper } from './statistics/clopper-pearson.ts';
import { gini, hhi } from './statistics/concentration.ts';
import { chiSquareCritical, chiSquareTail, erfc } from './statistics/erfc.ts';
import { expectedShortfall, normalShortfall } from './statistics/expected-shortfall.ts';
import { poolAdjacentViolators } from './statistics/isotonic.ts';
import { kaplanMeier } from './statistics/kaplan-meier.ts';
import { ALPHA } from './statistics/level.ts';
import { lnGamma } from './statistics/log-gamma.ts';
import { benjaminiHochberg, holm } from './statistics/many-tests.ts';
import { mcnemar, pairedMean } from './statistics/pairing.ts';
import { fewestForUpperRank, quantileRank, quantileRanks, upperRank } from './statistics/quantile-ranks.ts';
import { newcombe, pathsToSee, pooledZ } from './statistics/unpaired.ts';
import { worstOfGrid } from './statistics/worst-of-grid.ts';
import { inverseLongGeometry, linearGeometry } from './tiers/margin-geometry.ts';
import { clampedPpm, maxLeverageOf, wantedPpm } from './tiers/tier-rate.ts';
import { type Night, publish } from './verdict/hysteresis.ts';

/** An answer in the keys of the case's expectation. */
export type KnownAnswer = (input: CaseInput) => Readonly<Record<string, unknown>>;

/**
 * How this edition answers a case of `golden/risk.json`, or of a venue's own file in that form: by the case's name
 * where two shapes are alike, else by the names of its inputs. `undefined`: not in this edition.
 *
 * @throws RangeError for a known group and a case of unknown shape
 */
export function knownAnswer(group: string, name: string, input: CaseInput): KnownAnswer | undefined {
  const answers = ANSWERS[group];
  if (!answers) return undefined;
  const shape = Object.keys(input).sort().join(' ');
  const answer = answers[name] ?? answers[shape];
  if (!answer) throw new RangeError(`case of ${group} must have a known shape, got ${shape}`);
  return answer;
}

/** Groups that `knownAnswer` can run. */
export const knownGroups = (): string[] => Object.keys(ANSWERS);

const levelOf = (input: CaseInput): number => 1 - numberOf(input, 'level');

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

const ANSWERS: Readonly<Record<string, Readonly<Record<string, KnownAnswer>>>> = {
  primitives: {
    lnGamma: (input) => ({ value: each(input, ['x'], lnGamma) }),
    erfc: (input) => ({ value: each(input, ['x'], erfc) }),
    'a b x': (input) => ({ value: each(input, ['x', 'a', 'b'], regularisedBeta) }),
    p: (input) => ({ value: each(input, ['p'], normalQuantile) }),
    'df x': (input) => ({ value: each(input, ['x', 'df'], (x, df) => chiSquareTail(x, degreesOf(df))) }),
    'df tail': (input) => ({
      value: each(input, ['tail', 'df'], (tail, df) => chiSquareCritical(tail, degreesOf(df))),
    }),
    'n p x': (input) => ({ value: each(input, ['x', 'n', 'p'], binomialTail) }),
  },
  'margin-geometry': {
    'leverage maintenance': (input) => ({
      ...linearGeometry(numberOf(input, 'leverage'), numberOf(input, 'maintenance')),
    }),
    'contractsUsd entry equityCoin maintenance': (input) =>
      inverseLongGeometry(
        numberOf(input, 'contractsUsd'),
        numberOf(input, 'entry'),
        numberOf(input, 'equityCoin'),
        numberOf(input, 'maintenance'),
      ),
  },
  'tier-rounding': {
    'bufferPpm feePpm gapPpm impactPpm initialOverMaintenance stepPpm': (input) => {
      const need = {
        gapPpm: numberOf(input, 'gapPpm'),
        impactPpm: numberOf(input, 'impactPpm'),
        feePpm: numberOf(input, 'feePpm'),
      };
      const maintenancePpm = wantedPpm(need, numberOf(input, 'bufferPpm'), numberOf(input, 'stepPpm'));
      const ratioPpm = Math.ceil(numberOf(input, 'initialOverMaintenance') * 1_000_000);
      return { maintenancePpm, maxLeverage: maxLeverageOf(maintenancePpm, ratioPpm) };
    },
    'clampPpm currentPpm stepPpm wantedPpm': (input) => {
      const allow = (current: number, wanted: number) =>
        clampedPpm(current, wanted, numberOf(input, 'clampPpm'), numberOf(input, 'stepPpm'));
      return {
        allowedPpm: each(input, ['currentPpm', 'wantedPpm'], (current, wanted) => allow(current, wanted).ppm),
        clamped: numbersOf(input, 'wantedPpm').map(
          (wanted, i) => allow(numbersOf(input, 'currentPpm')[i]!, wanted).clamped,
        ),
      };
    },
  },
  'clopper-pearson': {
    'level n sides x': (input) => {
      const a = levelOf(input) / numberOf(input, 'sides');
      return {
        lower: each(input, ['x', 'n'], (x, n) => clopperPearsonLower(x, n, a)),
        upper: each(input, ['x', 'n'], (x, n) => clopperPearsonUpper(x, n, a)),
      };
    },
  },
  'bounded-mean': {
    'level n sum': (input) => ({
      lower: each(input, ['sum', 'n'], (sum, n) => boundedMeanLower(sum, n, levelOf(input))),
      upper: each(input, ['sum', 'n'], (sum, n) => boundedMeanUpper(sum, n, levelOf(input))),
    }),
    'level tolerance': (input) => ({
      paths: each(input, ['tolerance'], (tolerance) => fewestPaths('mean', tolerance, levelOf(input))),
    }),
  },
  verdict: {
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
  },
  'quantile-ranks': {
    'c level n sides': (input) => {
      const ranks = (n: number, c: number) => {
        if (numberOf(input, 'sides') === 1)
          return { lower: 0, upper: upperRank(n, ppmOf(c), levelOf(input)), coverage: 0 };
        return quantileRanks(n, ppmOf(c), levelOf(input));
      };
      return {
        lowerRank: each(input, ['n', 'c'], (n, c) => ranks(n, c).lower),
        upperRank: each(input, ['n', 'c'], (n, c) => ranks(n, c).upper),
        coverage: each(input, ['n', 'c'], (n, c) => ranks(n, c).coverage),
      };
    },
    'c r': (input) => ({ n: each(input, ['c', 'r'], (c, r) => fewestForUpperRank(ppmOf(c), r, ALPHA)) }),
  },
  'expected-shortfall': {
    'c losses': (input) => ({ es: expectedShortfall(losses(input, 'losses'), ppmOf(input.c)) }),
    'c n': (input) => normalShortfall(numberOf(input, 'n'), ppmOf(input.c)),
  },
  frontier: {
    'values weights': (input) => ({
      fitted: poolAdjacentViolators(numbersOf(input, 'values'), numbersOf(input, 'weights')).fitted,
    }),
    'failures leverage n tolerance': (input) => {
      const n = numberOf(input, 'n');
      const points = numbersOf(input, 'leverage').map((leverage, i) => ({
        leverage,
        evidence: { kind: 'count' as const, amount: numbersOf(input, 'failures')[i]!, done: n, planned: n },
      }));
      return { ...frontier(points, numberOf(input, 'tolerance')) };
    },
  },
  fund: {
    'draws fund': (input) => {
      const draws = Float64Array.from(losses(input, 'draws')).sort();
      const fund = numberOf(input, 'fund');
      const above = drawsAbove(draws, fund);
      return {
        survival: 1 - above / draws.length,
        expectedExcess: expectedExcess(draws, fund),
        rank99: draws[quantileRank(draws.length, 990_000) - 1],
        ruinLower95: clopperPearsonLower(above, draws.length, ALPHA / 2),
        ruinUpper95: clopperPearsonUpper(above, draws.length, ALPHA / 2),
      };
    },
    events: (input) => ({ steps: kaplanMeier(watchedOf(input, 'events')) }),
  },
  'cover-k': {
    'loss margin': (input) => {
      const margin = recordOf(input, 'margin');
      const accounts = Object.entries(recordOf(input, 'loss')).map(([group, loss]) => ({
        group,
        margin: margin[group]!,
        loss,
      }));
      const shortfall = groupShortfalls(accounts);
      return {
        shortfall: Object.fromEntries(shortfall),
        cover1: coverOf(shortfall.values(), 1),
        cover2: coverOf(shortfall.values(), 2),
      };
    },
    shortfallByShock: (input) => {
      const shocks = recordsOf(input, 'shortfallByShock').map((shock) =>
        Object.values(shock as Record<string, number>),
      );
      return { cover1: coverOverShocks(shocks, 1), cover2: coverOverShocks(shocks, 2) };
    },
    shares: (input) => {
      const index = hhi(numbersOf(input, 'shares'));
      return { hhi: index, effectiveNumber: index === null ? null : 1 / index };
    },
  },
  mechanisms: {
    haircuts: (input) => ({
      gini: gini(numbersOf(input, 'haircuts')),
      hhi: hhi(numbersOf(input, 'haircuts')),
    }),
    'needed taken': (input) => {
      const reasons = numbersOf(input, 'taken').map(
        (taken, i) => overshoot(taken, numbersOf(input, 'needed')[i]!).reason,
      );
      return {
        overshoot: each(input, ['taken', 'needed'], (taken, needed) => overshoot(taken, needed).value),
        reason: reasons,
      };
    },
  },
  pairing: {
    'newlyFailing newlyPassing': (input) =>
      mcnemar(numberOf(input, 'newlyFailing'), numberOf(input, 'newlyPassing')),
    differences: (input) => pairedMean(numbersOf(input, 'differences')),
    'n1 n2 x1 x2': (input) => {
      const [x1, n1, x2, n2] = ['x1', 'n1', 'x2', 'n2'].map((key) => numberOf(input, key)) as [
        number,
        number,
        number,
        number,
      ];
      const { difference, lower, upper } = newcombe(x1, n1, x2, n2);
      return { difference, newcombeLower: lower, newcombeUpper: upper, ...pooledZ(x1, n1, x2, n2) };
    },
    'level p1 p2 power sides': (input) => ({
      pathsPerNight: pathsToSee(
        numberOf(input, 'p1'),
        numberOf(input, 'p2'),
        numberOf(input, 'power'),
        numberOf(input, 'level'),
      ),
    }),
  },
  'many-tests': {
    Holm: (input) => ({ adjusted: holm(numbersOf(input, 'p')) }),
    'Benjamini-Hochberg': (input) => ({ adjusted: benjaminiHochberg(numbersOf(input, 'p')) }),
    p: (input) => ({ holm: holm(numbersOf(input, 'p')), bh: benjaminiHochberg(numbersOf(input, 'p')) }),
    'cells paths trueProbability': (input) => {
      const { mean, percentile95 } = worstOfGrid(
        numberOf(input, 'cells'),
        numberOf(input, 'paths'),
        numberOf(input, 'trueProbability'),
      );
      return { expectedMaximum: mean, percentile95 };
    },
  },
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
