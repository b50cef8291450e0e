import { LINES, SEQUENTIAL } from '../colours.ts';
import { amount } from '../display.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import type { Common, Renderer } from './chart.ts';
import { dataTable } from './data-table.ts';
import { box, label, linear, path, picture, WIDTH } from './frame.ts';

export interface Layer {
  readonly name: string;
  /** Null: not recorded. */
  readonly amount: number | null;
}

/** Chart 7: who pays, in the one path at each rank of draw. */
export interface Stack {
  readonly kind: 'stack';
  readonly currency: string;
  readonly rows: readonly {
    readonly name: string;
    /** What margins paid at least, before anybody else. */
    readonly collateral: number | null;
    readonly draw: number;
    /** Came into the fund, and what it ends with. */
    readonly fundIn: number;
    readonly fundEnd: number;
    readonly layers: readonly Layer[];
  }[];
}

type StackChart = Common & Stack;

export const stack: Renderer<StackChart> = { svg, table, alt };

const BAR = 18;
const ROW = 84;
const FILLS = [LINES[0].colour, SEQUENTIAL[4], SEQUENTIAL[5], LINES[1].colour, '#8C2D04'] as const;

function svg(chart: StackChart): Html {
  const most = Math.max(...chart.rows.map(({ layers }) => sum(layers)));
  const width = linear([0, most > 0 ? most : 1], [0, WIDTH]);
  const rows = chart.rows.map((row, i) => {
    const top = i * ROW + 16;
    let left = 0;
    const bars = row.layers.map((layer, index) => {
      const size = width(layer.amount ?? 0);
      const bar = size > 0 ? path('bar', box(left, top + 8, size, BAR), FILLS[index]) : NOTHING;
      left += size;
      return bar;
    });
    const paid = row.layers.filter(({ amount: money }) => money !== null && money > 0);
    return html`${label(0, top, row.name, 'start', 'tx b')}${label(WIDTH, top, `draw ${amount(row.draw)}`, 'end', 'tx')}${row.draw > 0 ? NOTHING : path('shade', box(0, top + 8, WIDTH, BAR))}${bars}${row.draw > 0 ? NOTHING : label(8, top + 21, 'collateral covers everything', 'start', 'mu')}${key(paid, row.layers, top + BAR + 22)}${label(0, top + BAR + 38, beside(row), 'start', 'mu')}`;
  });
  return picture(chart, alt(chart), chart.rows.length * ROW, rows);
}

/** What is no part of the draw, and tells where it comes from and what is left. */
const beside = ({ collateral, fundIn, fundEnd }: Stack['rows'][number]): string =>
  `margins paid at least ${money(collateral)}; into the fund ${amount(fundIn)}, which ends with ${amount(fundEnd)}`;

/** Payers below their bar, in the order in which they pay. */
function key(paid: readonly Layer[], all: readonly Layer[], y: number): Html {
  let x = 0;
  const entries = paid.map((layer) => {
    const words = `${layer.name} ${amount(layer.amount!)}`;
    const entry = html`${path('bar', box(x, y - 8, 9, 9), FILLS[all.indexOf(layer)])}${label(x + 13, y, words, 'start', 'mu')}`;
    x += 24 + words.length * 5.8;
    return entry;
  });
  return html`${entries}`;
}

const sum = (layers: readonly Layer[]): number =>
  layers.reduce((total, layer) => total + (layer.amount ?? 0), 0);

function table(chart: StackChart): Html {
  const layers = chart.rows[0]?.layers.map(({ name }) => name) ?? [];
  return dataTable(
    `Who pays, ${chart.currency}; one path each, quantiles of single payers do not add up.`,
    ['path', 'collateral, at least', 'draw', ...layers, 'into the fund', 'fund at the end'],
    chart.rows.map((row) => [
      row.name,
      money(row.collateral),
      amount(row.draw),
      ...row.layers.map((layer) => money(layer.amount)),
      amount(row.fundIn),
      amount(row.fundEnd),
    ]),
    { numeric: Array.from({ length: layers.length + 4 }, (_, i) => i + 1) },
  );
}

const money = (value: number | null): string => (value === null ? 'not recorded' : amount(value));

function alt(chart: StackChart): string {
  const sentences = chart.rows.map((row) => {
    const { name, draw, layers } = row;
    const paid = layers.filter(({ amount: value }) => value !== null && value > 0);
    if (paid.length === 0)
      return `${name}: draw ${amount(draw)}; nobody but the accounts themselves pays; ${beside(row)}.`;
    const parts = paid.map(({ name: payer, amount: value }) => `${payer} ${amount(value!)}`).join(', ');
    return `${name}: draw ${amount(draw)} ${chart.currency}, paid by ${parts}; ${beside(row)}.`;
  });
  return sentences.join(' ');
}
