import {
  fitTail,
  shapeError,
  type Tail,
  tailInterval,
  tailQuantile,
  tailShortfall,
} from '../../shared/market/tail-fit.ts';
import { type CaseInput, type KnownAnswer, numberOf, numbersOf, textOf } from './known-inputs.ts';

/** Group `peaks-over-threshold` of `golden/risk.json` (report.md 8.5), by the inputs of a case. */
export const TAILS: Readonly<Record<string, KnownAnswer>> = {
  'losses observations threshold': (input) => {
    const threshold = numberOf(input, 'threshold');
    const excesses = numbersOf(input, 'losses').flatMap((loss) =>
      loss > threshold ? [loss - threshold] : [],
    );
    return fitted(excesses, threshold, numberOf(input, 'observations'));
  },
  'excesses observations threshold': (input) => {
    const excesses = excessesOf(input);
    const {
      var99: q99,
      var995: q995,
      var999: q999,
      var999Profile95: q999Profile95,
      ...fit
    } = fitted(excesses, numberOf(input, 'threshold'), numberOf(input, 'observations'));
    return { ...fit, ...moments(excesses), q99, q995, q999, q999Profile95 };
  },
  'excesses observations scale sigmaNext threshold xi': (input) => {
    const tail = tailOf(input);
    const z999 = tailQuantile(tail, 0.999);
    return {
      z99: tailQuantile(tail, 0.99),
      es99: tailShortfall(tail, 0.99),
      z999,
      shock999: z999 * numberOf(input, 'sigmaNext'),
    };
  },
  'c excesses observations scale threshold xi': (input) => {
    const tail = tailOf(input);
    const c = numberOf(input, 'c');
    return { var: tailQuantile(tail, c), es: tailShortfall(tail, c) };
  },
};

function fitted(excesses: readonly number[], threshold: number, observations: number) {
  const law = fitTail(excesses);
  const tail: Tail = { ...law, threshold, excesses: excesses.length, observations };
  const interval = (c: number) => tailInterval(excesses, { threshold, observations }, c);
  return {
    excesses: excesses.length,
    ...law,
    seXiExpected: shapeError(tail),
    var99: tailQuantile(tail, 0.99),
    var995: tailQuantile(tail, 0.995),
    var999: tailQuantile(tail, 0.999),
    es99: tailShortfall(tail, 0.99),
    es999: tailShortfall(tail, 0.999),
    var99Profile95: interval(0.99),
    var995Profile95: interval(0.995),
    var999Profile95: interval(0.999),
  };
}

const tailOf = (input: CaseInput): Tail => ({
  xi: numberOf(input, 'xi'),
  scale: numberOf(input, 'scale'),
  threshold: numberOf(input, 'threshold'),
  excesses: numberOf(input, 'excesses'),
  observations: numberOf(input, 'observations'),
});

/** `(b/xi)*((1-(i-0.5)/n)^(-xi)-1), i=1..n`: quantiles of a law. */
function excessesOf(input: CaseInput): number[] {
  const text = textOf(input, 'excesses');
  const parts = /^\(([\d.]+)\/([\d.]+)\)\*\(\(1-\(i-0\.5\)\/(\d+)\)\^\(-\2\)-1\), i=1\.\.\3$/.exec(text);
  if (!parts) throw new RangeError(`excesses must be quantiles of a law, got ${text}`);
  const [scale, xi, n] = parts.slice(1).map(Number) as [number, number, number];
  return Array.from({ length: n }, (_, i) => (scale / xi) * ((1 - (i + 0.5) / n) ** -xi - 1));
}

/** Method of moments, for comparison: `xi = (1 - mean²/var)/2`. */
function moments(excesses: readonly number[]) {
  const n = excesses.length;
  const mean = excesses.reduce((sum, own) => sum + own, 0) / n;
  const variance = excesses.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (n - 1);
  const ratio = mean ** 2 / variance;
  return { momentsXi: (1 - ratio) / 2, momentsScale: (mean * (1 + ratio)) / 2 };
}
