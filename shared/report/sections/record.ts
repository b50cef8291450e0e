import type { Inside, OwnRecord, Procyclicality } from '../../risk/findings/own-record.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import type { Chart } from '../charts/chart.ts';
import { toAlt } from '../charts/chart.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, exactPercent, money, percent, ratio, timeText } from '../display.ts';
import { pair } from '../figure.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import type { Report } from '../report.ts';
import { lead, note, ofMarket, section } from './section.ts';

/** Section 10: past reports against what came after them, and how their margins moved; nothing where there is neither. */
export function recordSection(report: Report, views: readonly MarketView[]): Html {
  if (!hasRecord(report)) return NOTHING;
  const parts = views.flatMap((view) => {
    const own = (report.ownRecord.value ?? []).filter(({ market }) => market === view.market.id);
    const moves = report.procyclicality.find(({ market }) => market === view.market.id);
    const scored = own.length === 0 ? [] : [marketRecord(view, own)];
    const all = [...scored, ...(moves ? [marginTable(moves)] : [])];
    return all.length === 0 ? [] : [ofMarket(view, ...all)];
  });
  return section('record', ...parts);
}

/** Whether there is anything to say. */
export const hasRecord = ({ ownRecord, procyclicality }: Report): boolean =>
  ownRecord.value !== null || procyclicality.length > 0;

/** How much margins would have moved for somebody whose positions did not. */
function marginTable({ nights, from, wanted, buffered, exhausted, stressWeighted }: Procyclicality): Html {
  const row = (name: string, { peakToTrough, calls }: Procyclicality['wanted']) => [
    name,
    ratio(peakToTrough),
    ...calls.map(({ share }) => percent(share)),
  ];
  const rows = [
    row('as wanted', wanted),
    row('with a buffer of 25% that is released', buffered),
    ...(stressWeighted ? [row('with a quarter of stressed observations', stressWeighted)] : []),
  ];
  const head = [
    'margin of the first tier',
    'peak to trough',
    ...wanted.calls.map((own) => `call in ${own.nights}`),
  ];
  return html`${dataTable(
    'How the wanted margins moved, and under tools against procyclicality',
    head,
    rows,
    {
      numeric: head.map((_, column) => column).slice(1),
    },
  )}${note(
    `Maintenance that ${count(nights)} reports since ${timeText(from)} wanted of the first tier, before clamp and order, for positions that do not change; a call is the largest rise within so many reports. Tools of EU Regulation 153/2013 art. 28; the third, a floor of a long lookback, is what the gap is made of already. On ${count(exhausted)} nights nothing of the buffer was left.`,
  )}`;
}

function marketRecord({ key, market }: MarketView, own: readonly OwnRecord[]): Html {
  const [first] = own;
  const span = `${count(first!.reports)} reports from ${timeText(first!.from)}, observed to ${timeText(first!.to)}.`;
  return html`${lead(...own.map(finding), span)}${pair(own.map((record) => strip(record, key)))}${testsTable(own)}${insideTable(own, market)}${brierTable(own)}${note(`What was observed: ${first!.source}. An exception is a window of the gap’s length whose move went beyond the gap of the report that was current. Reports stay current until the next one, two days at most; windows are 365 days: these markets do not close.`)}`;
}

function finding({ side, exceptions, windows, expected, zone, adequacy }: OwnRecord): string {
  const moves = side === 'down' ? 'Falls' : 'Rises';
  return `${moves}: ${count(exceptions)} of ${count(windows)} windows went beyond the gap, where ${ratio(expected)} are allowed; zone ${zone} (chance of so many or more ${percent(adequacy)}).`;
}

function strip(record: OwnRecord, key: string): Chart {
  const { side, days, windows, exceptions, zone, power } = record;
  const chart: Chart = {
    kind: 'strip',
    number: 11,
    key: key + side,
    title: '',
    caption: `Largest adverse move, from the open, of the windows after each report, against the gap that its margins were made for. Zones of the Basel Committee (1996): yellow from ${count(record.yellowFrom)}, red from ${count(record.redFrom)} exceptions.`,
    unit: '% of the price',
    source: `tables/own_record, market ${record.market}, side ${side}`,
    days,
    windows,
    exceptions,
    zone,
    power,
  };
  return { ...chart, title: `${side === 'down' ? 'Falls' : 'Rises'}: ${toAlt(chart)}` };
}

function testsTable(own: readonly OwnRecord[]): Html {
  const p = ({ statistic, pValue, reason }: OwnRecord['kupiec']) =>
    statistic === null || pValue === null
      ? SENTENCES[reason ?? 'NOT_TESTABLE']
      : `p ${percent(pValue)} (LR ${ratio(statistic)})`;
  const line = (name: string, of: (record: OwnRecord) => string) => [name, ...own.map(of)];
  const rows = [
    line('exceptions, of windows', ({ exceptions, windows }) => `${count(exceptions)} of ${count(windows)}`),
    line('covered', ({ exceptions, windows }) => exactShare(windows - exceptions, windows)),
    line('largest exception beyond the gap', ({ largest }) => (largest === null ? 'none' : percent(largest))),
    line('average exception', ({ average }) => (average === null ? 'none' : percent(average))),
    line('enough? chance of so many or more', ({ adequacy }) => percent(adequacy)),
    line('right number? Kupiec, two-sided', ({ kupiec }) => p(kupiec)),
    line('chance to reject twice the rate', ({ power }) => percent(power)),
    line('one after the other? Christoffersen', ({ independence }) => p(independence)),
    line('both together', ({ conditional }) => p(conditional)),
    line('expected shortfall, Z2', ({ shortfall }) =>
      shortfall === null
        ? 'the history tells no shortfall'
        : `${ratio(shortfall.z2)}; 5% critical ${ratio(shortfall.criticalNormal)} (normal), ${ratio(shortfall.criticalT3)} (t3)`,
    ),
    line('expected shortfall, Z1', ({ shortfall }) =>
      shortfall === null || shortfall.z1.value === null
        ? SENTENCES[shortfall?.z1.reason ?? 'NO_EXCEPTIONS']
        : ratio(shortfall.z1.value),
    ),
  ];
  return dataTable('Tests of past reports', ['test', ...own.map(({ side }) => sideName(side))], rows);
}

const sideName = (side: 'down' | 'up'): string => (side === 'down' ? 'falls' : 'rises');

const exactShare = (part: number, whole: number): string => percent(part / whole, 'down');

/** Liquidations and fund on ordinary days, as far as they were observed. */
function insideTable(own: readonly OwnRecord[], { settlementCurrency }: MarketView['market']): Html {
  const form = (what: 'liquidated' | 'fund', value: number | null) =>
    value === null ? 'unknown' : what === 'fund' ? money(value, settlementCurrency) : percent(value);
  const rows = own.flatMap((record) =>
    (['liquidated', 'fund'] as const).flatMap((what) => {
      const inside: Inside | null = record[what];
      if (inside === null) return [];
      const name = what === 'fund' ? 'change of the fund' : 'share liquidated';
      return [
        [
          `${name}, ${sideName(record.side)}`,
          count(inside.windows),
          `${count(inside.inside)} (${percent(inside.inside / inside.windows)})`,
          form(what, inside.predicted.value),
          form(what, inside.realised.value),
        ],
      ];
    }),
  );
  if (rows.length === 0) return note('The record does not say what was liquidated, nor what the fund held.');
  return html`${dataTable(
    'Ordinary days as predicted and as they came',
    ['number', 'windows', 'inside', 'end that was predicted, mean', 'came, mean'],
    rows,
    { numeric: [1, 2, 3, 4] },
  )}${note(`Windows whose move lay between the median and the large one of the report that was current. Liquidations are inside up to the report’s 95% quantile at the large move, so at least ${exactPercent(0.95)} should be; the fund from the lowest 5% to the highest 95% quantile.`)}`;
}

function brierTable(own: readonly OwnRecord[]): Html {
  const rows = own.flatMap(({ side, brier }) =>
    brier.map(({ over, result }) => [
      `P(venue leaves its index by more than ${exactPercent(over)}), ${sideName(side)}`,
      count(result.windows),
      ratio(result.score),
      ratio(result.shuffled),
      percent(result.better),
    ]),
  );
  if (rows.length === 0) return NOTHING;
  return dataTable(
    'Brier scores of predicted probabilities: smaller is better',
    ['prediction', 'windows', 'score', 'with shuffled dates', 'shuffles that are worse'],
    rows,
    { numeric: [1, 2, 3, 4] },
  );
}
