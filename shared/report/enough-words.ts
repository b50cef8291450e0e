import type { Enough, Price, Remedy, Tried } from '../risk/findings/enough.ts';
import { METRICS } from '../risk/metrics/table.ts';
import { count, exactPercent, multipleText, percent, timeText } from './display.ts';
import type { MarketView } from './market-view.ts';
import { boundText, limitText, moneyText } from './metric-words.ts';

type Named = Pick<Tried, 'tiers' | 'maintenance' | 'mechanism'>;

/** "1.5 times today’s maintenance under full": what a rung changes, in words. */
export function changeName(
  { base }: Pick<MarketView, 'base'>,
  { tiers, maintenance, mechanism }: Named,
): string {
  const isToday = tiers === 'current' && maintenance === base.maintenance;
  const table = {
    current: isToday ? 'today’s table' : `${multipleText(maintenance)} times today’s maintenance`,
    candidate: 'the proposed table',
    unclamped: 'the proposed table without its clamp',
    closing: 'today’s table raised where it does not pay for closing accounts',
  }[tiers];
  return mechanism === base.mechanism ? table : `${table} under the mechanism ${mechanism}`;
}

export const isToday = (
  { base }: Pick<MarketView, 'base'>,
  { tiers, maintenance, mechanism }: Named,
): boolean => tiers === 'current' && maintenance === base.maintenance && mechanism === base.mechanism;

/** "It raises tiers 2 to 29 of 29", or nothing where it raises all of them or none. */
export function raisedText({ rates }: Remedy): string {
  const raised = rates.filter(({ currentPpm, ppm }) => ppm > currentPpm);
  if (raised.length === 0 || raised.length === rates.length) return '';
  const [first, last] = [raised[0]!.tier, raised.at(-1)!.tier];
  const isRow = last - first + 1 === raised.length;
  if (!isRow) return `It raises ${count(raised.length)} of ${count(rates.length)} tiers. `;
  return `It raises ${first === last ? `tier ${first}` : `tiers ${first} to ${last}`} of ${count(rates.length)}. `;
}

/** "It calls 1.3 XBT of margin from 1.4 accounts, and by itself liquidates 0" */
export function priceText(
  view: Pick<MarketView, 'market'>,
  { extraMargin, newlyUnderInitial, liquidatedByChange }: Price,
): string {
  if (extraMargin === 0 && newlyUnderInitial === 0 && liquidatedByChange === 0) return 'It calls no margin';
  return `It calls ${moneyText(extraMargin, view.market, 'up')} of margin from ${count(newlyUnderInitial)} accounts, and by itself liquidates ${count(liquidatedByChange)}`;
}

/** "it takes 5 nights in steps of the clamp, the last on 27 July 2021" */
export function nightsText({ nights, rates }: Remedy): string {
  if (rates.every(({ currentPpm, ppm }) => currentPpm === ppm)) return '';
  if (nights.count === null) return 'no step of the clamp reaches it';
  return nights.count < 2
    ? 'it is within tonight’s clamp'
    : `it takes ${count(nights.count)} nights in steps of the clamp, the last on ${timeText(nights.last!)}`;
}

/** A judged number of a rung, by the name of the number that decided. */
export const judgedIn = ({ judged }: Tried, decidedBy: string | null) =>
  judged.find(({ metric, side }) => `${metric}/${side}` === decidedBy);

/** "thin accounts (down): at most 4 today, at most 0 under it, against ≤ 0": one scale for all three. */
export function beforeAndAfter(
  view: Pick<MarketView, 'metrics'>,
  today: Judgement,
  under: Judgement,
): string {
  const own = view.metrics.find(({ id }) => id === today.metric)!;
  const bound = ({ bound: { value } }: Judgement) => {
    if (value === null) return 'unbounded';
    return `at most ${own.role === 'proof' ? percent(value, 'up') : boundText(own, value)}`;
  };
  const against = own.role === 'proof' ? exactPercent(own.proof!.tolerance) : limitText(own);
  return `${METRICS[today.metric].name} (${today.side}): ${bound(today)} today, ${bound(under)} under it, against ${against}`;
}

type Judgement = Tried['judged'][number];

/** The tried rung that a change is. */
export const rungOf = ({ tried }: Enough, { tiers, maintenance, mechanism }: Named): Tried =>
  tried.find((own) => own.tiers === tiers && own.maintenance === maintenance && own.mechanism === mechanism)!;

/** What of a rung is not inside, by name: "thin accounts, coverage". */
export function shortOf({ judged }: Tried): string[] {
  const short = judged.filter(({ state }) => state === 'open' || state === 'refuted' || state === 'outside');
  return [...new Set(short.map(({ metric }) => METRICS[metric].name))];
}
