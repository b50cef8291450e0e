import { type Chart, toSvg, toTable } from './charts/chart.ts';
import { idOf } from './charts/frame.ts';
import { type Html, html, text } from './markup.ts';

/** A chart with its finding above it, how it was made below it, and its numbers on demand. */
export function figure(chart: Chart): Html {
  return html`<figure id="${idOf(chart, 'f')}"><figcaption>${text(chart.title)}</figcaption><div class="draw">${toSvg(chart)}</div><p class="how">Chart ${chart.number}. ${text(chart.caption)} Unit: ${text(chart.unit)}. Source: ${text(chart.source)}.</p><details><summary>View as table</summary>${toTable(chart)}</details></figure>`;
}

/** Charts side by side where there is room. */
export const pair = (charts: readonly Chart[]): Html => html`<div class="pair">${charts.map(figure)}</div>`;
