import { VERDICT } from '../colours.ts';
import { count, percent, timeText } from '../display.ts';
import { type Html, NOTHING } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, box, FONT, label, linear, path, picture, scattered, segment, WIDTH } from './frame.ts';

/** Chart 11: what came after each report against what it said would have to be covered. */
export interface Strip {
  readonly kind: 'strip';
  /** Oldest first. */
  readonly days: readonly {
    readonly asOf: string;
    readonly windows: number;
    readonly exceptions: number;
    /** Largest move, fraction. */
    readonly worst: number;
    readonly gap: number;
  }[];
  readonly windows: number;
  readonly exceptions: number;
  readonly zone: 'green' | 'yellow' | 'red';
  /** Chance to reject a report with twice the rate. */
  readonly power: number;
}

type Bars = Common & Strip;

export const strip: Renderer<Bars> = { svg, table, alt };

const LEFT = 46;
const TOP = 12;
const HEIGHT = 150;

function svg(chart: Bars): Html {
  const { days } = chart;
  const bottom = TOP + HEIGHT;
  const most = Math.max(...days.flatMap(({ worst, gap }) => [worst, gap]), 1e-6);
  const y = linear([0, most * 1.08], [bottom, TOP]);
  const step = (WIDTH - LEFT - 8) / days.length;
  const width = Math.max(0.6, step * 0.7);
  const bar = (day: number) => LEFT + step * (day + 0.5) - width / 2;
  const bars = days.map(({ worst }, day) => box(bar(day), y(worst), width, bottom - y(worst))).join('');
  const hit = days.flatMap(({ exceptions, worst }, day) =>
    exceptions > 0 ? [`M${at(bar(day) + width / 2)} ${at(y(worst) - 9)}l4 7h-8z`] : [],
  );
  const gap = days
    .map((own, day) => segment(LEFT + step * day, y(own.gap), LEFT + step * (day + 1), y(own.gap)))
    .join('');
  const ticks = [0, most / 2, most];
  return picture(chart, alt(chart), bottom + 44, [
    path('gr', ticks.map((value) => segment(LEFT, y(value), WIDTH - 8, y(value))).join('')),
    path('band', bars),
    path('ink', gap),
    path('mark', hit.join(''), VERDICT.inadequate),
    scattered(
      'mu',
      FONT,
      ticks.map((value) => ({ x: LEFT - 22, y: y(value) + 4, words: percent(value) })),
    ),
    label(LEFT, bottom + 16, days[0]!.asOf.slice(0, 10), 'start', 'mu'),
    days.length > 1 ? label(WIDTH - 8, bottom + 16, days.at(-1)!.asOf.slice(0, 10), 'end', 'mu') : NOTHING,
    label(LEFT, bottom + 36, 'bar: largest move; line: gap; triangle: exception', 'start', 'mu'),
    label(WIDTH - 8, bottom + 36, `zone ${chart.zone}`, 'end', 'tx b'),
  ]);
}

function table({ days }: Bars): Html {
  const rows = days
    .toReversed()
    .map(({ asOf, windows, exceptions, worst, gap }) => [
      timeText(asOf),
      percent(worst),
      percent(gap),
      count(exceptions),
      count(windows),
    ]);
  return dataTable(
    'Largest move after each report, newest first',
    ['report', 'largest move', 'gap', 'exceptions', 'windows'],
    rows,
    { numeric: [1, 2, 3, 4] },
  );
}

function alt({ exceptions, windows, zone, power }: Bars): string {
  return `${count(exceptions)} exceptions in ${count(windows)} windows, zone ${zone}; chance to detect twice the rate ${percent(power)}.`;
}
