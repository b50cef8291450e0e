import { count, exactPercent, multipleText, percent, shockText } from '../display.ts';
import type { Html } from '../markup.ts';
import type { Common } from './chart.ts';
import { dataTable } from './data-table.ts';
import type { HeatCell, HeatMap } from './heat-map.ts';

type Map = Common & HeatMap;

/** Shock by leverage, each with its interval; the reader's script and the ear read the same cells. */
export function table(chart: Map): Html {
  const common = chart.cells[0]?.planned ?? 0;
  const rows = chart.shocksBps.map((shock, row) => [
    shockText(shock),
    ...chart.leverages.map((_, column) => words(chart.cells[row * chart.leverages.length + column]!, common)),
  ]);
  const head = ['shock', ...chart.leverages.map((leverage) => `leverage ${multipleText(leverage)}`)];
  const caption = `${chart.quantity}, with its 95% interval; ${count(common)} paths in a cell unless it says otherwise.`;
  return dataTable(caption, head, rows, { look: 'matrix' });
}

export function alt(chart: Map): string {
  const seen = chart.cells.flatMap(({ value }, index) => (value === null ? [] : [{ value, index }]));
  if (seen.length === 0) return 'No cell of this map has been computed.';
  const least = seen.reduce((best, cell) => (cell.value < best.value ? cell : best));
  const most = seen.reduce((best, cell) => (cell.value > best.value ? cell : best));
  const limit = exactPercent(chart.tolerance);
  const range =
    least.value === most.value
      ? `${percent(most.value)} in every cell.`
      : `Rises from ${percent(least.value)} at ${place(chart, least.index)} to ${percent(most.value)} at ${place(chart, most.index)}.`;
  const clauses = chart.shocksBps.flatMap((shock, row) => clause(chart, shock, row));
  return clauses.length === 0
    ? `${range} No cell is above ${limit}.`
    : `${range} Above ${limit}: ${clauses.join('; ')}.`;
}

/** At which leverages a shock's cells exceed the tolerance, in words. */
function clause(chart: Map, shock: number, row: number): string[] {
  const { leverages, cells, tolerance } = chart;
  const above = leverages.map((_, column) => {
    const { value } = cells[row * leverages.length + column]!;
    return value !== null && value > tolerance;
  });
  if (!above.includes(true)) return [];
  const last = above.lastIndexOf(false);
  const at = `at shock ${shockText(shock)}`;
  if (last === -1) return [`${at} every leverage`];
  if (!above.slice(0, last).includes(true))
    return [`${at} all leverage over ${multipleText(leverages[last]!)}`];
  return [
    `${at} leverage ${leverages
      .filter((_, column) => above[column])
      .map(multipleText)
      .join(', ')}`,
  ];
}

const place = ({ leverages, shocksBps }: Map, index: number): string =>
  `leverage ${multipleText(leverages[index % leverages.length]!)}, shock ${shockText(shocksBps[Math.floor(index / leverages.length)]!)}`;

function words({ value, lower, upper, planned, done }: HeatCell, common: number): string {
  if (value === null) return 'missing';
  const interval =
    lower === null || upper === null ? '' : `, ${percent(lower, 'down')} to ${percent(upper, 'up')}`;
  const paths =
    done === planned && planned === common
      ? ''
      : done === planned
        ? `, ${count(planned)} paths`
        : `, ${count(done)} of ${count(planned)} paths`;
  return percent(value) + interval + paths;
}
