import { count, duration, exactPercent } from '../display.ts';
import { moneyIn } from './contagion-words.ts';
import type { ReportedMarket, VenueReport } from './venue-report.ts';

/** What the venue does in stress, a line each; what it does not do is said too (contagion.md 2.10, 7). */
export function stressLines(report: VenueReport): string[] {
  const form = moneyIn(report);
  const { topUp, capital, markets } = report;
  return [
    ...markets.flatMap(ofMarket),
    ...absent(markets),
    topUp
      ? `Margin calls: an owner answers with probability ${exactPercent(topUp.share)}, ${duration(topUp.withinSeconds)} after equity has fallen below ${count(topUp.callAt)} times maintenance, and pays up to ${count(topUp.to)} times it, at most ${count(topUp.most)} times what there was.`
      : 'Nobody tops up.',
    capital.length > 0
      ? `Members pay for their owners before the fund does: ${capital.map((own) => form(own)).join(', ')}.`
      : 'No members stand between owners and the fund.',
  ];
}

function ofMarket({ symbol, stress: { halt, band, stressMaintenance } }: ReportedMarket): string[] {
  return [
    ...(halt
      ? [
          `${symbol}: a move of ${exactPercent(halt.move)} within ${duration(halt.windowSeconds)} halts trading for ${duration(halt.pauseSeconds)}.`,
        ]
      : []),
    ...(band ? [`${symbol}: close-outs trade within ${exactPercent(band.width)} of the mark.`] : []),
    ...(stressMaintenance
      ? [
          `${symbol}: ${duration(stressMaintenance.delaySeconds)} after a move of ${exactPercent(stressMaintenance.move)} maintenance is ${count(stressMaintenance.factor)} times as high.`,
        ]
      : []),
  ];
}

const RULES = {
  halt: 'Trading is halted nowhere.',
  band: 'No price bands.',
  stressMaintenance: 'Maintenance is not raised in stress.',
} as const;

const absent = (markets: readonly ReportedMarket[]): string[] =>
  (Object.keys(RULES) as (keyof typeof RULES)[])
    .filter((rule) => markets.every(({ stress }) => stress[rule] === undefined))
    .map((rule) => RULES[rule]);
