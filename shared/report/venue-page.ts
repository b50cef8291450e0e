import type { Metric } from '../risk/findings/metric.ts';
import type { Word } from '../risk/findings/verdict.ts';
import { METRICS } from '../risk/metrics/table.ts';
import { SENTENCES } from '../risk/shapes/reasons.ts';
import { type Cell, dataTable } from './charts/data-table.ts';
import { money, timeText } from './display.ts';
import { type Html, html, NOTHING, text, trusted } from './markup.ts';
import { boundText, limitText, valueText } from './metric-words.ts';
import type { Report } from './report.ts';
import { lead, listed, note } from './sections/section.ts';
import { STYLE } from './style.ts';

/** A market of a venue: its report, of that market alone, and where the page of it lies. */
export interface VenueMarket {
  readonly report: Report;
  /** Relative to the venue's page. */
  readonly href: string;
}

/** A fund that several markets draw on. */
interface VenueFund {
  readonly balance: number;
  readonly markets: readonly string[];
}

const WORST_FIRST: readonly Word[] = ['inadequate', 'none', 'watch', 'adequate'];

/** Markets by word, worst first; of one word the one nearest to its limit, or furthest beyond, first. */
export const worstFirst = (markets: readonly VenueMarket[]): VenueMarket[] =>
  markets.toSorted((a, b) => {
    const [one, other] = [a, b].map(({ report }) => ({
      word: WORST_FIRST.indexOf(report.venue.published),
      share: shareOfLimit(decidingOf(report)),
      id: report.venue.market,
    })) as [Rank, Rank];
    return one.word - other.word || other.share - one.share || (one.id < other.id ? -1 : 1);
  });
type Rank = { readonly word: number; readonly share: number; readonly id: string };

const decidingOf = ({ metrics, verdicts }: Report): Metric | undefined =>
  metrics.find(({ id, side }) => `${id}/${side}` === verdicts[0]!.decidedBy);

/** How much of its limit the bound of a test has used up; 0 where there is no test. */
function shareOfLimit(metric: Metric | undefined): number {
  if (metric?.proof) return metric.proof.upper / metric.proof.tolerance;
  const value = metric?.bound?.value ?? null;
  if (value === null || !metric?.limit) return 0;
  return metric.limit.op === '<=' ? value / metric.limit.value : metric.limit.value / value;
}

/** One page of a venue: the word of every market and the test that decided it, worst first. Equal input, equal bytes. */
export function venuePage(
  name: string,
  markets: readonly VenueMarket[],
  funds: readonly VenueFund[],
): string {
  const ordered = worstFirst(markets);
  const worst = ordered[0]!.report.venue;
  const times = [...new Set(ordered.map(({ report }) => timeText(report.asOf)))].sort();
  const head = html`<p class="kicker">leverage-cascade: are today’s margins enough?</p><h1>Margin adequacy of <bdi>${text(name)}</bdi></h1><p class="facts-line">As of ${text(listed(times))}.</p>`;
  const table = dataTable(
    `Markets of ${name}, worst first`,
    ['market', 'word', 'decided by', 'value', 'bound', 'limit', 'open interest'],
    ordered.map(row),
    { numeric: [3, 4, 5, 6] },
  );
  const main = html`${lead(`The venue is as good as its worst market: ${worst.published}, set by ${worst.market}.`)}${table}${funds.map((fund) => shared(fund, ordered))}${ordered.map(reasons)}`;
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${text(`Margin adequacy of ${name}: ${worst.published}`)}</title><style>${trusted(STYLE)}</style></head><body><header>${head}</header><main>${main}</main></body></html>`;
  return `<!doctype html>\n${page.markup}\n`;
}

function row({ report, href }: VenueMarket): Cell[] {
  const { market, published } = report.venue;
  const { openInterest, settlementCurrency } = report.markets[0]!;
  const deciding = decidingOf(report);
  const link = html`<a href="${text(href)}"><bdi>${text(market)}</bdi></a>`;
  const size = { words: money(openInterest, settlementCurrency), order: openInterest };
  if (!deciding) return [link, published, 'no test', '', '', '', size];
  const { id, side, proof, bound } = deciding;
  const value = proof?.upper ?? bound?.value ?? null;
  const reached = value === null ? 'unknown' : boundText(deciding, value);
  return [
    link,
    published,
    `${METRICS[id].name}, ${side}`,
    valueText(deciding),
    reached,
    limitText(deciding),
    size,
  ];
}

/** What each report says alone, and what it comes to together. */
function shared({ balance, markets }: VenueFund, all: readonly VenueMarket[]): Html {
  const own = all.filter(({ report }) => markets.includes(report.venue.market));
  const { settlementCurrency: currency } = own[0]!.report.markets[0]!;
  const worst = own.map(({ report }) =>
    Math.max(
      0,
      ...report.fund.flatMap(({ shocks }) =>
        shocks.flatMap(({ waterfall }) => waterfall.map(({ draw }) => draw)),
      ),
    ),
  );
  const sum = worst.reduce((total, draw) => total + draw, 0);
  return note(
    `${listed(own.map(({ report }) => report.venue.market))} share one fund of ${money(balance, currency)}, and each report takes the whole of it.`,
    `Losses beyond margins in the 99% path of each, on its worse side, come to ${money(sum, currency, 'up')} together: ${sum > balance ? 'more than' : 'within'} the fund, if they came at the same time.`,
  );
}

function reasons({ report }: VenueMarket): Html {
  const [verdict] = report.verdicts;
  if (verdict!.reasons.length === 0) return NOTHING;
  const items = [...new Set(verdict!.reasons.map(({ code }) => SENTENCES[code]))].map(
    (words) => html`<li>${text(words)}</li>`,
  );
  return html`<h2><bdi>${text(report.venue.market)}</bdi></h2><ul>${items}</ul>`;
}
