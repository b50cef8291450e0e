import { expm1, log } from '../../shared/cascade/numbers/math.ts';
import {
  fitTail,
  lawOf,
  type TailLaw,
  tailByMoments,
  tailQuantile,
  tailQuantileInterval,
  tailShortfall,
  xiError,
} from '../../shared/risk/statistics/tail-fit.ts';
import { ewma, filteredReturns, garchForecast, halfLife } from '../../shared/risk/statistics/volatility.ts';
import { type CaseInput, each, type KnownAnswer, numberOf, numbersOf, textOf } from './known-inputs.ts';

/** How tails and volatility answer the cases of `golden/risk.json`. */
export const TAILS: Readonly<Record<string, Readonly<Record<string, KnownAnswer>>>> = {
  'peaks-over-threshold': {
    'losses observations threshold': (input) => fitted(input, numbersOf(input, 'losses')),
    'excesses observations threshold': (input) => {
      const threshold = numberOf(input, 'threshold');
      return fitted(
        input,
        quantilesIn(input).map((excess) => threshold + excess),
      );
    },
    'excesses observations scale sigmaNext threshold xi': (input) => {
      const law = lawIn(input);
      const [z99, z999] = [tailQuantile(law, 0.99), tailQuantile(law, 0.999)];
      return {
        z99,
        es99: tailShortfall(law, 0.99),
        z999,
        shock999: z999 * numberOf(input, 'sigmaNext'),
      };
    },
    'c excesses observations scale threshold xi': (input) => {
      const [law, c] = [lawIn(input), numberOf(input, 'c')];
      return { var: tailQuantile(law, c), es: tailShortfall(law, c) };
    },
  },
  volatility: {
    'decay returns sigma0': (input) => {
      const variance = ewma(numberOf(input, 'sigma0'), numbersOf(input, 'returns'), numberOf(input, 'decay'));
      return { variance, sigma: Math.sqrt(variance.at(-1)!) };
    },
    decay: (input) => ({ halfLife: each(input, ['decay'], halfLife) }),
    'alpha beta horizon omega varianceNext': (input) => {
      const law = {
        omega: numberOf(input, 'omega'),
        alpha: numberOf(input, 'alpha'),
        beta: numberOf(input, 'beta'),
      };
      const { ahead, ...forecast } = garchForecast(
        law,
        numberOf(input, 'varianceNext'),
        numberOf(input, 'horizon'),
      );
      return { ...forecast, h5: ahead };
    },
    'decay returns sigma1': (input) => {
      const { sigmaNext, rescaled } = filteredReturns(
        numberOf(input, 'sigma1'),
        numbersOf(input, 'returns'),
        numberOf(input, 'decay'),
      );
      return { sigma9: sigmaNext, rescaledReturns: rescaled };
    },
  },
};

function fitted(input: CaseInput, losses: readonly number[]) {
  const fit = fitTail(losses, numberOf(input, 'threshold'), numberOf(input, 'observations'));
  const law = lawOf(fit);
  const moments = tailByMoments(fit.excesses);
  const profile = (c: number) => {
    const { lower, upper } = tailQuantileInterval(fit, c);
    return [lower, upper];
  };
  const at = { 99: tailQuantile(law, 0.99), 995: tailQuantile(law, 0.995), 999: tailQuantile(law, 0.999) };
  return {
    excesses: fit.excesses.length,
    xi: fit.xi,
    scale: fit.scale,
    negLogLik: fit.negLogLik,
    seXiExpected: xiError(fit),
    momentsXi: moments.xi,
    momentsScale: moments.scale,
    var99: at[99],
    q99: at[99],
    var995: at[995],
    q995: at[995],
    var999: at[999],
    q999: at[999],
    es99: tailShortfall(law, 0.99),
    es999: tailShortfall(law, 0.999),
    // Taken where a case asks for them.
    get var99Profile95() {
      return profile(0.99);
    },
    get var995Profile95() {
      return profile(0.995);
    },
    get q999Profile95() {
      return profile(0.999);
    },
  };
}

const lawIn = (input: CaseInput): TailLaw => ({
  threshold: numberOf(input, 'threshold'),
  xi: numberOf(input, 'xi'),
  scale: numberOf(input, 'scale'),
  share: numberOf(input, 'excesses') / numberOf(input, 'observations'),
});

/** `(0.02/0.25)*((1-(i-0.5)/100)^(-0.25)-1), i=1..100`: the quantiles of a generalised Pareto law. */
function quantilesIn(input: CaseInput): number[] {
  const text = textOf(input, 'excesses');
  const found = /^\(([\d.]+)\/([\d.]+)\)\*\(\(1-\(i-0\.5\)\/(\d+)\)\^\(-([\d.]+)\)-1\), i=1\.\.(\d+)$/.exec(
    text,
  );
  if (!found) throw new RangeError(`excesses must be quantiles of a generalised Pareto law, got ${text}`);
  const [scale, xi, of, , count] = found.slice(1).map(Number) as [number, number, number, number, number];
  return Array.from({ length: count }, (_, i) => (scale / xi) * expm1(-xi * log(1 - (i + 0.5) / of)));
}
