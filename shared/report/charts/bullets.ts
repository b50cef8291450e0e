import { LN2, log } from '../../cascade/numbers/math.ts';
import type { MetricState } from '../../risk/findings/metric.ts';
import type { Side } from '../../sweep/cells.ts';
import { VERDICT } from '../colours.ts';
import { ratio } from '../display.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, box, label, linear, path, picture, segment, WIDTH } from './frame.ts';

export interface Bullet {
  readonly metric: string;
  readonly side: Side;
  readonly state: MetricState;
  /** Metric over limit, turned so that more than 1 is worse; null: unknown. */
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The same in the metric's own unit. */
  readonly valueText: string;
  readonly intervalText: string;
  readonly limitText: string;
}

/** Chart 1: every key number against its limit. */
export interface Bullets {
  readonly kind: 'bullets';
  readonly rows: readonly Bullet[];
}

type BulletChart = Common & Bullets;

export const bullets: Renderer<BulletChart> = { svg, table, alt };

/** The axis shows limits apart by this many doublings on either side; what lies beyond stands at its end. */
const DOUBLINGS = 5;
const FROM = 168;
const TO = 352;
const ROW = 19;
const TOP = 24;

function svg(chart: BulletChart): Html {
  const bottom = TOP + chart.rows.length * ROW + metricsIn(chart) * GAP;
  const x = linear([-DOUBLINGS, DOUBLINGS], [FROM, TO]);
  const centre = x(0);
  let y = TOP - GAP;
  let metric = '';
  const rows = chart.rows.map((row) => {
    const first = row.metric !== metric;
    if (first) y += GAP;
    metric = row.metric;
    const drawn = bullet(row, y + ROW / 2, first);
    y += ROW;
    return drawn;
  });
  const ticks = [-4, -2, 2, 4].map((power) => x(power));
  return picture(chart, alt(chart), bottom + 22, [
    path('shade', box(centre, TOP - 6, TO - centre, bottom - TOP + 8)),
    path('gr', ticks.map((tick) => segment(tick, TOP - 6, tick, bottom + 2)).join('')),
    path('ink', segment(centre, TOP - 10, centre, bottom + 2)),
    label(centre, 10, 'limit', 'middle', 'tx b'),
    label(FROM, 10, 'inside', 'start', 'mu'),
    label(TO, 10, 'worse', 'end', 'mu'),
    ...['1/16', '1/4', '4×', '16×'].map((words, i) => label(ticks[i]!, bottom + 16, words, 'middle', 'mu')),
    label(centre, bottom + 16, '1', 'middle', 'mu'),
    ...rows,
  ]);
}

/** Space between the rows of two metrics. */
const GAP = 7;

const metricsIn = ({ rows }: BulletChart): number => new Set(rows.map(({ metric }) => metric)).size - 1;

function bullet(row: Bullet, y: number, first: boolean): Html {
  const x = (value: number) => linear([-DOUBLINGS, DOUBLINGS], [FROM, TO])(doublings(value));
  const low = row.lower ?? row.value;
  const high = row.upper ?? (row.lower === null ? row.value : Infinity);
  const bar = low === null || high === null ? '' : box(x(low), y - 3, Math.max(x(high) - x(low), 1.5), 6);
  const tick = row.value === null ? '' : box(x(row.value) - 1.5, y - 7, 3, 14);
  const strong = row.state === 'proven' || row.state === 'inside' || row.state === 'unjudged' ? 'tx' : 'tx b';
  return html`${first ? label(0, y + 4, row.metric, 'start', 'tx') : NOTHING}${label(FROM - 26, y + 4, row.side, 'end', 'mu')}${stateMark(row.state, FROM - 13, y)}${path('band', bar)}${path('fill', tick)}${label(WIDTH, y + 4, `${row.valueText}\u2002${row.limitText}`, 'end', strong)}`;
}

/** The shapes of the verdict: circle proven, triangle open, square refuted; a stroke where nothing is judged. */
export function stateMark(state: MetricState, x: number, y: number): Html {
  switch (state) {
    case 'proven':
    case 'inside':
      return path('mark', `M${at(x - 4.5)} ${at(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z`, VERDICT.adequate);
    case 'open':
    case 'outside':
      return path('mark', `M${at(x)} ${at(y - 5)}l5.2 9h-10.4z`, VERDICT.watch);
    case 'unjudged':
      return path('ink', segment(x - 4.5, y, x + 4.5, y));
    case 'refuted':
      return path('mark', box(x - 4.5, y - 4.5, 9, 9), VERDICT.inadequate);
  }
}

const doublings = (value: number): number => (value > 0 ? log(value) / LN2 : -Infinity);

function table({ rows }: BulletChart): Html {
  return dataTable(
    'Key numbers as multiples of their limit, turned so that more than 1 is worse.',
    ['metric', 'side', 'value', '95% interval', 'limit', 'of the limit', 'lowest', 'highest', 'state'],
    rows.map((row) => [
      row.metric,
      row.side,
      row.valueText,
      row.intervalText,
      row.limitText,
      multiple(row.value),
      multiple(row.lower),
      multiple(row.upper),
      row.state,
    ]),
    { numeric: [5, 6, 7] },
  );
}

const multiple = (value: number | null): string =>
  value === null ? 'unknown' : value === Infinity ? 'beyond any' : ratio(value);

function alt({ rows }: BulletChart): string {
  const inside = rows.filter(({ state }) => state === 'proven' || state === 'inside').length;
  // An unknown end counts as the worst one.
  const weight = ({ upper }: Bullet) => upper ?? Infinity;
  const worst = rows.reduce((worst, row) => (weight(row) > weight(worst) ? row : worst));
  return `${inside} of ${rows.length} inside their limit; worst ${worst.metric}, ${worst.side}: ${worst.valueText}, ${worst.intervalText}, limit ${worst.limitText}.`;
}
