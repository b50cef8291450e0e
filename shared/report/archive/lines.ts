import { dayOf } from '../../market/days.ts';
import { METRICS, type MetricId } from '../../risk/metrics/table.ts';
import type { Side } from '../../sweep/cells.ts';
import { metricText } from '../change-words.ts';
import { dataTable } from '../charts/data-table.ts';
import { at, linear } from '../charts/frame.ts';
import { exactPercent, timeText } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { ArchivedNight, Point } from './archived-night.ts';

const WIDTH = 260;
const HEIGHT = 64;
const MOST_NIGHTS = 366;
/** Of the table behind a line; older ones stand in the reports. */
const MOST_ROWS = 60;

/** A key number of one side over the nights of a market: a line with its bound, its limit, and its last values in words. */
export function metricLine(nights: readonly ArchivedNight[], id: MetricId, side: Side): Html {
  const seen = nights.slice(-MOST_NIGHTS).flatMap((night) => {
    const point = night.points.find((own) => own.id === id && own.side === side);
    return point === undefined ? [] : [{ day: dayOf(night.date), date: night.date, point }];
  });
  if (seen.every(({ point }) => point.value === null)) return NOTHING;
  const name = `${METRICS[id].name}, ${side}`;
  const last = seen.at(-1)!;
  const words = `${metricText(last.point, last.point.value)}, bound ${metricText(last.point, last.point.bound)}, limit ${limitText(last.point)}`;
  const rows = seen
    .toReversed()
    .slice(0, MOST_ROWS)
    .map(({ date, point }) => [
      timeText(date),
      metricText(point, point.value),
      metricText(point, point.bound),
      limitText(point),
      point.state ?? '',
    ]);
  const table = dataTable(
    `${name}, newest night first${seen.length > MOST_ROWS ? `, ${MOST_ROWS} of ${seen.length}` : ''}`,
    ['night', 'value', 'bound', 'limit', 'test'],
    rows,
    {
      numeric: [1, 2, 3],
    },
  );
  return html`<figure class="line"><figcaption>${text(name)}</figcaption>${drawing(name, words, seen)}<p class="how">${text(words)}</p><details><summary>View as table</summary>${table}</details></figure>`;
}

const limitText = ({ id, limit }: Point): string => {
  if (limit === null) return 'none';
  return METRICS[id].form === 'percent' ? exactPercent(limit) : String(limit);
};

interface Seen {
  readonly day: number;
  readonly point: Point;
}

/** Nights that have no number break the line. */
function drawing(name: string, words: string, seen: readonly Seen[]): Html {
  const numbers = seen.flatMap(({ point }) =>
    [point.value, point.bound, point.limit].filter((own) => own !== null),
  );
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const margin = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.1, 1e-9);
  const y = linear([low - margin, high + margin], [HEIGHT - 4, 4]);
  const [first, last] = [seen[0]!.day, seen.at(-1)!.day];
  const x = first === last ? () => WIDTH / 2 : linear([first, last], [4, WIDTH - 6]);
  const line = (of: (point: Point) => number | null) => {
    let path = '';
    let before: number | null = null;
    for (const { day, point } of seen) {
      const value = of(point);
      if (value === null) continue;
      path += `${before !== null && day - before === 1 ? 'L' : 'M'}${at(x(day))} ${at(y(value))}`;
      before = day;
    }
    return path;
  };
  const dots = seen
    .flatMap(({ day, point }) =>
      point.value === null ? [] : [`M${at(x(day) - 1.5)} ${at(y(point.value))}h3`],
    )
    .join('');
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(`${name}: ${words}`)}"><path class="dash" d="${text(line(({ limit }) => limit))}"/><path class="dot" d="${text(line(({ bound }) => bound))}"/><path class="ink" d="${text(line(({ value }) => value))}"/><path class="ink" d="${text(dots)}"/></svg>`;
}
