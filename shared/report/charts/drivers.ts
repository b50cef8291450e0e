import { log } from '../../cascade/numbers/math.ts';
import { ratio } from '../display.ts';
import type { Html } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, label, linear, path, picture, segment, WIDTH } from './frame.ts';

/** Chart 8: how far each driver may go, as a multiple of today. */
export interface Drivers {
  readonly kind: 'drivers';
  readonly drivers: readonly {
    readonly name: string;
    /** Null: it is not reached, or was at the first point already. */
    readonly multiple: number | null;
    readonly words: string;
    readonly provenTo: number | null;
    readonly refutedFrom: number | null;
  }[];
}

type DriverChart = Common & Drivers;

export const drivers: Renderer<DriverChart> = { svg, table, alt };

const NAMES = 108;
const VALUES = 96;
const ROW = 24;
const TOP = 26;

function svg(chart: DriverChart): Html {
  const shown = chart.drivers;
  const all = shown.flatMap(({ multiple, provenTo, refutedFrom }) =>
    [multiple, provenTo, refutedFrom].filter((own) => own !== null && own > 0),
  );
  const reach = Math.max(...all.map((own) => Math.abs(log(own!))), log(1.5)) * 1.1;
  const scale = linear([-reach, reach], [NAMES, WIDTH - VALUES]);
  const x = (multiple: number) => scale(log(multiple));
  const row = (i: number) => TOP + (i + 0.5) * ROW;
  const bottom = TOP + shown.length * ROW;
  const whiskers = shown.map(({ provenTo, refutedFrom, multiple }, i) => {
    const ends = [provenTo, multiple, refutedFrom].filter((own) => own !== null && own > 0) as number[];
    return ends.length < 2 ? '' : segment(x(Math.min(...ends)), row(i), x(Math.max(...ends)), row(i));
  });
  const dots = shown.map(({ multiple }, i) =>
    multiple === null || multiple <= 0 ? '' : disc(x(multiple), row(i)),
  );
  return picture(chart, alt(chart), bottom + 26, [
    path('gr', segment(x(1), TOP, x(1), bottom)),
    label(x(1), TOP - 8, 'today', 'middle', 'mu'),
    path('ax', whiskers.join('')),
    path('fill', dots.join('')),
    ...shown.flatMap(({ name, words }, i) => [
      label(0, row(i) + 4, name, 'start'),
      label(WIDTH, row(i) + 4, words, 'end', 'tx b'),
    ]),
    label((NAMES + WIDTH - VALUES) / 2, bottom + 18, 'multiple of today, log', 'middle', 'mu'),
  ]);
}

const disc = (x: number, y: number): string => `M${at(x - 4)} ${at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;

function table({ drivers: shown }: DriverChart): Html {
  const end = (own: number | null) => (own === null ? 'none' : ratio(own));
  const rows = shown.map(({ name, words, provenTo, refutedFrom }) => [
    name,
    words,
    end(provenTo),
    end(refutedFrom),
  ]);
  return dataTable(
    'How far each driver may go alone, as multiples of today',
    ['driver', 'limit passed at', 'proven to', 'refuted from'],
    rows,
    { numeric: [1, 2, 3] },
  );
}

/** The driver that needs the smallest change, in doublings. */
export const nearest = (shown: Drivers['drivers']): Drivers['drivers'][number] | undefined =>
  shown
    .filter(({ multiple }) => multiple !== null && multiple > 0)
    .sort((a, b) => Math.abs(log(a.multiple!)) - Math.abs(log(b.multiple!)))[0];

function alt({ drivers: shown }: DriverChart): string {
  const own = nearest(shown);
  return own
    ? `Nearest failure: ${own.name} at ${ratio(own.multiple!)}.`
    : 'No driver of the grid reaches a failure.';
}
