import type { Metric } from '../../risk/findings/metric.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { CLOSING_SHORTFALL } from '../../risk/metrics/thin-accounts.ts';
import { money, percent } from '../display.ts';
import { decidingOf, type MarketView } from '../market-view.ts';
import { listed, moveText } from './section.ts';

/**
 * What it means to change nothing, where every test is proven and only watched numbers hold the word back: then nothing is owed to a
 * test, and leaving it is a choice that somebody may make by name (report.md 3.1). Null: a test is not proven, or nothing is outside.
 */
export function leaving(view: MarketView): string | null {
  const { verdict, metrics } = view;
  const proofs = metrics.filter(({ role }) => role === 'proof');
  if (verdict.raw !== 'watch' || proofs.some(({ state }) => state !== 'proven')) return null;
  const outside = metrics.filter(({ state, watch }) => state === 'outside' || watch?.state === 'outside');
  const deciding = decidingOf(view);
  if (outside.length === 0 || deciding === null) return null;
  const names = [...new Set(outside.map(({ id }) => METRICS[id].name))];
  const ids = [...new Set(outside.map(({ id }) => id))];
  return `all ${proofs.length} tests are proven as it is. ${atStake(view, deciding)}It stays watch until ${listed(names)} ${names.length === 1 ? 'is' : 'are'} inside, or until somebody who may accept it sets the limit of ${listed(ids)} by name and date.`;
}

/** Of accounts that are thin, what closing them all at once costs beyond their margin; the paths tell what a mechanism makes of it. */
function atStake({ side, market }: MarketView, metric: Metric): string {
  const part = metric.parts.find(({ name }) => name === CLOSING_SHORTFALL);
  if (part?.value == null) return '';
  const { mixture } = side[metric.side].design;
  const after = listed(mixture.map(({ shockBps }) => moveText(shockBps)));
  const most = part.interval.upper ?? part.value;
  const atMost = (words: (value: number, rounding?: 'up') => string) =>
    most === part.value ? words(most, 'up') : `${words(part.value!)} (at most ${words(most, 'up')})`;
  const lost = atMost((value, rounding) => money(value, market.settlementCurrency, rounding));
  const share =
    market.fund > 0
      ? `, ${atMost((value, rounding) => percent(value / market.fund, rounding))} of the fund`
      : '';
  return `Closing those accounts at once after ${after} is modelled to cost ${lost} beyond their margin${share}; what the mechanism makes of it in the paths is the money above. `;
}
