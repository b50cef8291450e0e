import { normalQuantile } from '../../shared/cascade/numbers/random.ts';
import { frontier } from '../../shared/risk/frontier/frontier.ts';
import { coverOverShocks } from '../../shared/risk/fund/cover.ts';
import { excesses, needsAbove } from '../../shared/risk/fund/fund.ts';
import { overshoot } from '../../shared/risk/mechanisms/overshoot.ts';
import { sumOf } from '../../shared/risk/statistics/average.ts';
import { regularisedBeta } from '../../shared/risk/statistics/beta.ts';
import { binomialTail } from '../../shared/risk/statistics/binomial.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { gini, hhi } from '../../shared/risk/statistics/concentration.ts';
import { chiSquareCritical, chiSquareTail, erfc } from '../../shared/risk/statistics/erfc.ts';
import { expectedShortfall, normalShortfall } from '../../shared/risk/statistics/expected-shortfall.ts';
import { poolAdjacentViolators } from '../../shared/risk/statistics/isotonic.ts';
import { kaplanMeier } from '../../shared/risk/statistics/kaplan-meier.ts';
import { ALPHA } from '../../shared/risk/statistics/level.ts';
import { lnGamma } from '../../shared/risk/statistics/log-gamma.ts';
import { benjaminiHochberg, holm } from '../../shared/risk/statistics/many-tests.ts';
import { mcnemar, pairedMean } from '../../shared/risk/statistics/pairing.ts';
import {
  fewestForUpperRank,
  quantileRank,
  quantileRanks,
  upperRank,
} from '../../shared/risk/statistics/quantile-ranks.ts';
import { newcombe, pathsToSee, pooledZ } from '../../shared/risk/statistics/unpaired.ts';
import { worstOfGrid } from '../../shared/risk/statistics/worst-of-grid.ts';
import { inverseLongGeometry, linearGeometry } from '../../shared/risk/tiers/margin-geometry.ts';
import { clampedPpm, maxLeverageOf, wantedPpm } from '../../shared/risk/tiers/tier-rate.ts';
import { BACKTESTS } from './known-backtests.ts';
import { coverOfAccounts, groupOf } from './known-cover.ts';
import {
  type CaseInput,
  degreesOf,
  each,
  type KnownAnswer,
  levelOf,
  losses,
  numberOf,
  numbersOf,
  ppmOf,
  recordsOf,
  watchedOf,
} from './known-inputs.ts';
import { INTERVALS } from './known-intervals.ts';
import { TAILS } from './known-tails.ts';
import { VERDICT } from './known-verdicts.ts';
import { VOLATILITY } from './known-volatility.ts';

/**
 * How this edition answers a case of `golden/risk.json` or `golden/statistics.json`, or of a venue's own file in that form: by the case's name
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
  ...INTERVALS,
  verdict: VERDICT,
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
      const above = needsAbove(draws, fund);
      return {
        survival: 1 - above / draws.length,
        expectedExcess: sumOf(excesses(draws, fund)) / draws.length,
        rank99: draws[quantileRank(draws.length, 990_000) - 1],
        ruinLower95: clopperPearsonLower(above, draws.length, ALPHA / 2),
        ruinUpper95: clopperPearsonUpper(above, draws.length, ALPHA / 2),
      };
    },
    events: (input) => ({ steps: kaplanMeier(watchedOf(input, 'events')) }),
  },
  'cover-k': {
    'loss margin': (input) => coverOfAccounts(input, (account) => account),
    'affiliates loss margin': (input) => coverOfAccounts(input, groupOf(input, 'affiliates')),
    'groups loss margin': (input) => coverOfAccounts(input, groupOf(input, 'groups')),
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
      const [x1, n1] = [numberOf(input, 'x1'), numberOf(input, 'n1')];
      const [x2, n2] = [numberOf(input, 'x2'), numberOf(input, 'n2')];
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
  'peaks-over-threshold': TAILS,
  volatility: VOLATILITY,
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
  ...BACKTESTS,
};
