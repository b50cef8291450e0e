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
});
export type ArchivedNight = Of<typeof ArchivedNight>;

/** All that the archive shows, oldest first. */
export const ArchivedNights = list('of the archive', ArchivedNight);

/** A report as the archive keeps it: one entry a market. */
export function archivedNights(
  report: Pick<Report, 'sweepId' | 'asOf' | 'status' | 'markets' | 'verdicts' | 'metrics'>,
  { date, href, kind }: Pick<ArchivedNight, 'date' | 'href' | 'kind'>,
): ArchivedNight[] {
  const { sweepId, status } = report;
  return report.verdicts.flatMap(({ market, published, raw, decidedBy }) => {
    const of = report.markets.find(({ id }) => id === market);
    if (!of) return [];
    const points = report.metrics.filter((own) => own.market === market).map(pointOf);
    const { venue, symbol } = of;
    return [
      { market, venue, symbol, date, sweepId, href, kind, status, word: published, raw, decidedBy, points },
    ];
  });
}

function pointOf({ id, side, value, bound, interval, limit, state }: Report['metrics'][number]): Point {
  const worse = limit?.op === '>=' ? interval.lower : interval.upper;
  return { id, side, value, bound: bound?.value ?? worse, limit: limit?.value ?? null, state };
}
