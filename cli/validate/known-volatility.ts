import { ewma, filteredReturns, garchForecast, halfLife } from '../../shared/risk/statistics/volatility.ts';
import { each, type KnownAnswer, numberOf, numbersOf } from './known-inputs.ts';

/** Group `volatility` of `golden/risk.json` (report.md 8.6), by the inputs of a case. */
export const VOLATILITY: Readonly<Record<string, KnownAnswer>> = {
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
};
