import { LINES } from '../colours.ts';
import { count, percent, ratio } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { at, label, logarithmic, path, picture, segment, WIDTH } from './frame.ts';

/** Chart 12: how often a window of the history moves further, seen and by a fitted law. */
export interface TailCurve {
  readonly kind: 'tail';
  /** Largest first, > 0. */
  readonly moves: readonly number[];
  readonly windows: number;
  /** Of the law, from its threshold on: a move, and how often a window goes further. */
  readonly law: readonly { readonly move: number; readonly chance: number }[];
  readonly xi: number;
  readonly quantiles: readonly {
    readonly share: number;
    readonly move: number;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
  readonly design: readonly { readonly move: number; readonly words: string }[];
  /** Mean move beyond the 99.9% quantile, over thresholds; null: it is infinite for one of them. */
  readonly shortfalls: readonly (number | null)[];
}

type TailChart = Common & TailCurve;

export const tail: Renderer<TailChart> = { svg, table, alt };

const LEFT = 58;
const RIGHT = 14;
const TOP = 30;
const BOTTOM = 230;
const MOVES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5] as const;
const CHANCES = [0.1, 0.01, 0.001, 0.0001, 0.00001] as const;

function svg(chart: TailChart): Html {
  const { moves, windows, law, quantiles, design } = chart;
  const all = [...moves, ...law.map(({ move }) => move), ...design.map(({ move }) => move)];
  const domain = [Math.min(...all) * 0.9, Math.max(...all) * 1.1] as const;
  const least = Math.min(1 / windows, ...law.map(({ chance }) => chance)) * 0.7;
  const most = Math.max(moves.length / windows, ...law.map(({ chance }) => chance)) * 1.4;
  const x = logarithmic(domain, [LEFT, WIDTH - RIGHT]);
  const y = logarithmic([least, most], [BOTTOM, TOP]);
  const columns = MOVES.filter((move) => domain[0] <= move && move <= domain[1]);
  const rows = CHANCES.filter((chance) => least <= chance && chance <= most);
  const line = law
    .map(({ move, chance }, i) => `${i === 0 ? 'M' : 'L'}${at(x(move))} ${at(y(chance))}`)
    .join('');
  const seen = moves.map((move, i) => disc(x(move), y((i + 1) / windows))).join('');
  const bands = quantiles.map(({ share, lower, upper }) =>
    lower === null || upper === null ? '' : segment(x(lower), y(1 - share), x(upper), y(1 - share)),
  );
  return picture(chart, alt(chart), BOTTOM + 42, [
    path('gr', rows.map((chance) => segment(LEFT, y(chance), WIDTH - RIGHT, y(chance))).join('')),
    ...rows.map((chance) => label(LEFT - 6, y(chance) + 4, percent(chance), 'end', 'mu')),
    path('ink', segment(LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM)),
    ...columns.map((move) => label(x(move), BOTTOM + 18, percent(move), 'middle', 'mu')),
    label((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 36, 'move within a window, log', 'middle', 'mu'),
    path('fill', seen),
    html`<path class="l0" stroke="${text(LINES[0].colour)}" d="${text(line)}"/>`,
    path('ax', bands.join('')),
    ...design.flatMap(({ move, words }) => [
      path('dash', segment(x(move), TOP - 8, x(move), BOTTOM)),
      label(x(move) - 4, TOP - 12, words, 'end', 'tx b'),
    ]),
  ]);
}

const disc = (x: number, y: number): string => `M${at(x - 2)} ${at(y)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z`;

const interval = (lower: number | null, upper: number | null): string =>
  lower === null || upper === null ? 'not told' : `${percent(lower, 'down')} to ${percent(upper, 'up')}`;

function table({ moves, windows, quantiles, design }: TailChart): Html {
  const rows = [
    ...design.map(({ move, words }) => [words, percent(move), '']),
    ...quantiles.map(({ share, move, lower, upper }) => [
      `${percent(share)} of windows, by the law`,
      percent(move),
      interval(lower, upper),
    ]),
    ...moves.map((move, i) => [`${count(i + 1)} of ${count(windows)}`, percent(move), '']),
  ];
  return dataTable(
    'Moves that windows do not exceed, and the largest that were seen',
    ['which', 'move', 'interval'],
    rows,
    {
      numeric: [1, 2],
    },
  );
}

function alt({ xi, shortfalls }: TailChart): string {
  const known = shortfalls.filter((own) => own !== null);
  const band =
    known.length < shortfalls.length
      ? 'ES 99.9% is infinite for one of the thresholds'
      : `ES 99.9% from ${percent(Math.min(...known))} to ${percent(Math.max(...known))} over thresholds`;
  return `xi ${ratio(xi)}; ${band}.`;
}
