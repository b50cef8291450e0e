import { MetricId } from '../../risk/findings/metric.ts';
import { Word } from '../../risk/findings/verdict.ts';
import { Side } from '../../risk/shapes/number.ts';
import { list, nullable, number, type Of, object, oneOf, text } from '../../risk/shapes/shape.ts';
import type { Report } from '../report.ts';

const Point = object('a key number of a night', {
  id: MetricId,
  side: Side,
  value: nullable(number('point estimate')),
  // Of a proof metric in the unit of its value: the end of the interval that is worse.
  bound: nullable(number('pessimistic end')),
  limit: nullable(number('in force')),
  state: nullable(text('result of its test')),
});
export type Point = Of<typeof Point>;

const Setting = object('what somebody set, or took for granted', {
  kind: oneOf('what it is', ['limit', 'assumption']),
  id: text('name'),
  text: text('its value, or its sentence'),
  owner: nullable(text('who set a limit; of an assumption what it rests on')),
  since: nullable(text('date')),
  note: nullable(text('where it was decided')),
});
export type Setting = Of<typeof Setting>;

/** What the archive knows of one market in one report. */
export const ArchivedNight = object('a report in the archive', {
  market: text('id'),
  venue: text('name'),
  symbol: text('name'),
  date: text('of the night', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  sweepId: text('names the sweep'),
  href: text('of the page, relative to the archive'),
  kind: oneOf('beside: run again on other inputs, or on demand', ['night', 'beside']),
  status: oneOf('of the sweep', ['complete', 'partial']),
  word: Word,
  raw: Word,
  decidedBy: nullable(text('metric/side')),
  points: list('order of the key numbers, down before up', Point),
  settings: list('limits in force, then assumptions', Setting),
});
export type ArchivedNight = Of<typeof ArchivedNight>;

const ArchivedNights = list('of the archive', ArchivedNight);

/** All that the archive shows, as it is kept. */
export const nightsText = (nights: readonly ArchivedNight[]): string =>
  `${ArchivedNights.print(nights, 'nights')}\n`;

/** What is kept; none where it cannot be read, or is of another edition: then the reports are read again. */
export function nightsFrom(text: string): readonly ArchivedNight[] {
  try {
    const nights = JSON.parse(text) as ArchivedNight[];
    ArchivedNights.print(nights, 'nights');
    return nights;
  } catch {
    return [];
  }
}

/** A report as the archive keeps it: one entry a market. */
export function archivedNights(
  report: Pick<
    Report,
    'sweepId' | 'asOf' | 'status' | 'markets' | 'verdicts' | 'metrics' | 'limits' | 'assumptions'
  >,
  { date, href, kind }: Pick<ArchivedNight, 'date' | 'href' | 'kind'>,
): ArchivedNight[] {
  const { sweepId, status } = report;
  const settings = settingsOf(report);
  return report.verdicts.flatMap(({ market, published, raw, decidedBy }) => {
    const of = report.markets.find(({ id }) => id === market);
    if (!of) return [];
    const points = report.metrics.filter((own) => own.market === market).map(pointOf);
    const { venue, symbol } = of;
    const place = { market, venue, symbol, date, sweepId, href, kind, status };
    return [{ ...place, word: published, raw, decidedBy, points, settings }];
  });
}

const settingsOf = ({ limits, assumptions }: Pick<Report, 'limits' | 'assumptions'>): Setting[] => [
  ...limits.map(({ id, op, value, owner, since, note }): Setting => {
    const text = `${op === '<=' ? '\u2264' : '\u2265'}\u00a0${value}`;
    return { kind: 'limit', id, text, owner, since, note };
  }),
  ...assumptions.map(({ id, text, basis }): Setting => {
    return { kind: 'assumption', id, text, owner: basis, since: null, note: null };
  }),
];

function pointOf({ id, side, value, bound, interval, limit, state }: Report['metrics'][number]): Point {
  const worse = limit?.op === '>=' ? interval.lower : interval.upper;
  return { id, side, value, bound: bound?.value ?? worse, limit: limit?.value ?? null, state };
}
