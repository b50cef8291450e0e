import { binomialCdf } from '../../shared/risk/statistics/binomial.ts';
import {
  conditionalCoverage,
  independence,
  type Transitions,
  transitionsOf,
} from '../../shared/risk/statistics/christoffersen.ts';
import { flipOf } from '../../shared/risk/statistics/flip.ts';
import { kupiec, kupiecAccepts, kupiecPower } from '../../shared/risk/statistics/kupiec.ts';
import { squareRootCost } from '../../shared/risk/statistics/liquidation-cost.ts';
import {
  art28Tools,
  largestCall,
  peakToTrough,
  releasedBuffer,
} from '../../shared/risk/statistics/procyclicality.ts';
import { shapley } from '../../shared/risk/statistics/shapley.ts';
import {
  fisslerZiegel,
  type LossLaw,
  shortfallCritical,
  shortfallStatistics,
} from '../../shared/risk/statistics/shortfall-backtest.ts';
import { stabilityIndex } from '../../shared/risk/statistics/stability-index.ts';
import { zonesOf } from '../../shared/risk/statistics/traffic-light.ts';
import { type CaseInput, each, type KnownAnswer, numberOf, numbersOf, ppmOf } from './known-inputs.ts';

const transitionsIn = (input: CaseInput): Transitions => ({
  n00: numberOf(input, 'n00'),
  n01: numberOf(input, 'n01'),
  n10: numberOf(input, 'n10'),
  n11: numberOf(input, 'n11'),
});

const independent = (transitions: Transitions) => {
  const { lr, pValue, reason } = independence(transitions);
  return { lr, pValue, lrInd: lr, pInd: pValue, reason };
};

/** How tests of past reports, and what compares two nights, answer the cases of `golden/risk.json`. */
export const BACKTESTS: Readonly<Record<string, Readonly<Record<string, KnownAnswer>>>> = {
  kupiec: {
    'n p x': (input) => ({
      lr: each(input, ['n', 'x', 'p'], (n, x, p) => kupiec(n, x, p).lr),
      pValue: each(input, ['n', 'x', 'p'], (n, x, p) => kupiec(n, x, p).pValue),
    }),
    'n p': (input) => ({
      acceptFrom: each(input, ['n', 'p'], (n, p) => kupiecAccepts(n, p).from),
      acceptTo: each(input, ['n', 'p'], (n, p) => kupiecAccepts(n, p).to),
    }),
    'n p trueRate': (input) => ({ power: each(input, ['n', 'p', 'trueRate'], kupiecPower) }),
  },
  christoffersen: {
    'n00 n01 n10 n11': (input) => independent(transitionsIn(input)),
    'n n00 n01 n10 n11 p x': (input) => {
      const transitions = transitionsIn(input);
      const [n, x, p] = [numberOf(input, 'n'), numberOf(input, 'x'), numberOf(input, 'p')];
      const both = conditionalCoverage(n, x, p, transitions);
      return { ...independent(transitions), lrCc: both.lr, pCc: both.pValue };
    },
    'days n': (input) => {
      const days = numbersOf(input, 'days');
      const transitions = transitionsOf(
        Array.from({ length: numberOf(input, 'n') }, (_, day) => days.includes(day)),
      );
      return { ...transitions, ...independent(transitions) };
    },
  },
  'traffic-light': {
    'n p x': (input) => ({ cumulative: each(input, ['x', 'n', 'p'], binomialCdf) }),
    'n p': (input) => ({
      yellowFrom: each(input, ['n', 'p'], (n, p) => zonesOf(n, p).yellowFrom),
      redFrom: each(input, ['n', 'p'], (n, p) => zonesOf(n, p).redFrom),
    }),
  },
  'es-backtests': {
    'T es exceptions tail var': (input) => {
      const profits = numbersOf(input, 'exceptions');
      return {
        ...tested(input, profits, numberOf(input, 'es')),
        sum: profits.reduce((sum, own) => sum + own, 0),
      };
    },
    'T exceptions tail': (input) => tested(input, numbersOf(input, 'exceptions'), 1),
    'T quantile tail': (input) => {
      const critical = (law: LossLaw) =>
        each(input, ['quantile'], (quantile) =>
          shortfallCritical(numberOf(input, 'T'), ppmOf(input.tail) / 1e6, law, quantile),
        );
      return { normal: critical('normal'), t3: critical('t3') };
    },
    'a e v y': (input) => ({ score: each(input, ['y', 'v', 'e', 'a'], fisslerZiegel) }),
  },
  procyclicality: {
    margin: (input) => {
      const margin = numbersOf(input, 'margin');
      const [one, five] = [largestCall(margin, 1), largestCall(margin, 5)];
      return {
        peakToTrough: peakToTrough(margin),
        call1: one?.share,
        call5: five?.share,
        call5Units: five?.money,
      };
    },
    'longLookback model stressed': (input) =>
      art28Tools(numberOf(input, 'model'), numberOf(input, 'stressed'), numberOf(input, 'longLookback')),
    'buffer margin': (input) => {
      const { called, exhausted } = releasedBuffer(numbersOf(input, 'margin'), numberOf(input, 'buffer'));
      return { called, bufferExhausted: exhausted };
    },
  },
  'reverse-stress': {
    'draw99 fund shock': (input) => {
      const { value, reason } = flipOf(
        numbersOf(input, 'shock'),
        numbersOf(input, 'draw99'),
        numberOf(input, 'fund'),
      );
      return { flip: value, reason };
    },
  },
  attribution: {
    'f00 f01 f10 f11': (input) => {
      const values = ['f00', 'f10', 'f01', 'f11'].map((key) => numberOf(input, key));
      const [first, second] = shapley(2, (swapped) => values[swapped]!);
      return { first, second, sum: first! + second! };
    },
    'actual expected': (input) => ({
      psi: stabilityIndex(numbersOf(input, 'expected'), numbersOf(input, 'actual')),
    }),
  },
  'liquidation-cost': {
    'coefficient dailySigma participation': (input) => ({
      cost: squareRootCost(
        numberOf(input, 'coefficient'),
        numberOf(input, 'dailySigma'),
        numberOf(input, 'participation'),
        0,
      ),
    }),
  },
};

function tested(input: CaseInput, profits: readonly number[], shortfall: number) {
  const days = numberOf(input, 'T');
  const exceptions = profits.map((profit) => ({ profit, shortfall }));
  const { z1, z2 } = shortfallStatistics(exceptions, days, ppmOf(input.tail) / 1e6);
  return { z1: z1.value, reason: z1.reason, z2 };
}
