import { SIDES } from '../risk/cells/decision-cells.ts';
import { SENTENCES } from '../risk/shapes/reasons.ts';
import { count, money, percent, ratio, shockText, timeText } from './display.ts';
import { type MarketView, marketViews } from './market-view.ts';
import { type Html, html, NOTHING, text, trusted } from './markup.ts';
import { missingText, touchesVerdict } from './missing.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { policyOf } from './policy.ts';
import type { Report } from './report.ts';
import type { Rows } from './rows.ts';
import { changesSection } from './sections/changes.ts';
import { compareSection } from './sections/compare.ts';
import { footerSection } from './sections/footer.ts';
import { frontierSection } from './sections/frontier.ts';
import { fundSection } from './sections/fund.ts';
import { glossarySection } from './sections/glossary.ts';
import { keyNumbersSection } from './sections/key-numbers.ts';
import { limitationsSection } from './sections/limitations.ts';
import { mapsSection } from './sections/maps.ts';
import { mechanismsSection } from './sections/mechanisms.ts';
import { ordinarySection } from './sections/ordinary.ts';
import { qualitySection } from './sections/quality.ts';
import { hasRecord, recordSection } from './sections/record.ts';
import { reverseSection } from './sections/reverse.ts';
import { listed, SECTIONS } from './sections/section.ts';
import { tiersSection } from './sections/tiers.ts';
import { verdictSection } from './sections/verdict.ts';
import { whatIfSection } from './sections/what-if.ts';
import { STYLE } from './style.ts';
import { priceText } from './whatif/panel/words.ts';

/**
 * Of the whole file. Beyond it what-if is left out, then markets, the smallest first; the verdict still names them all.
 */
const MOST_BYTES = 1_000_000;

/**
 * The whole page: one file that makes no request, is complete with scripts off, and is a function of the
 * report and its rows alone. `reportDigest` is that of report.json.
 */
export function renderHtml(report: Report, rows: Rows, reportDigest: string): string {
  const all = marketViews(report, rows);
  const fits = (page: string) => new TextEncoder().encode(page).length <= MOST_BYTES;
  const rendered = { report, rows, reportDigest };
  const whole = pageOf(rendered, { all, shown: all, carriesCells: true });
  if (fits(whole)) return whole;
  const bySize = [...all].sort((a, b) => b.market.openInterest - a.market.openInterest);
  for (let most = all.length; ; most--) {
    const kept = bySize.slice(0, most);
    const shown = all.filter((view) => kept.includes(view));
    const page = pageOf(rendered, { all, shown, carriesCells: false });
    if (most <= 1 || fits(page)) return page;
  }
}

/** What the page is a function of. */
interface Rendered {
  readonly report: Report;
  readonly rows: Rows;
  readonly reportDigest: string;
}

/** What of the markets is on the page. */
interface Selection {
  readonly all: readonly MarketView[];
  readonly shown: readonly MarketView[];
  readonly carriesCells: boolean;
}

function pageOf({ report, rows, reportDigest }: Rendered, { all, shown, carriesCells }: Selection): string {
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${text(policyOf(PAGE_SCRIPT, STYLE))}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${text(title(report, all))}</title><style>${trusted(STYLE)}</style></head><body><a class="skip" href="#verdict">Skip to the verdict</a>${masthead(report, all)}${contents(report)}<main>${verdictSection(report, all)}${leftOut(all, shown)}${keyNumbersSection(shown)}${mapsSection(shown)}${frontierSection(shown)}${tiersSection(shown)}${fundSection(shown)}${reverseSection(report, shown)}${mechanismsSection(shown)}${changesSection(report, rows, shown)}${compareSection(report, reportDigest)}${recordSection(report, shown)}${qualitySection(report, shown)}${limitationsSection(report)}${ordinarySection(shown)}${whatIfSection(shown, carriesCells)}${glossarySection()}</main><footer class="foot">${footerSection(report, reportDigest)}</footer><script>${trusted(PAGE_SCRIPT)}</script></body></html>`;
  return `<!doctype html>\n${page.markup}\n`;
}

function leftOut(all: readonly MarketView[], shown: readonly MarketView[]): Html {
  const missing = all.filter((view) => !shown.includes(view)).map(({ market }) => market.symbol);
  if (missing.length === 0) return NOTHING;
  return html`<p class="note"><bdi>${text(listed(missing))}</bdi>: ${text(SENTENCES.OVER_BUDGET)}</p>`;
}

function title(report: Report, views: readonly MarketView[]): string {
  const names = listed(views.map(({ market }) => `${market.venue} ${market.symbol}`));
  return `Margin adequacy of ${names}, ${report.asOf.slice(0, 10)}: ${report.venue.published}`;
}

/** What is missing comes before anything else, the heading included. */
function masthead(report: Report, views: readonly MarketView[]): Html {
  return html`<header>${incomplete(report)}<p class="kicker">leverage-cascade: are today’s margins enough?</p><h1>Margin adequacy of ${views.map(({ market }, index) => html`${text(index === 0 ? '' : ', ')}<bdi>${text(`${market.venue} ${market.symbol}`)}</bdi>`)}</h1><p class="facts-line">As of ${text(timeText(report.asOf))}. ${text(leftOutSections(report))}</p>${views.map(facts)}${guide(report)}</header>`;
}

/** Sections that this report does not have. */
function leftOutSections(report: Report): string {
  const numbers = OPTIONAL.filter((id) => !isThere(report, id)).map((id) => SECTIONS[id].number);
  if (numbers.length === 0) return '';
  return numbers.length === 1
    ? `Section ${numbers[0]} is left out.`
    : `Sections ${listed(numbers.map(String))} are left out.`;
}

/** Sections that need more than a night: one before it, or a record. */
const OPTIONAL = ['changes', 'record'] as const;

const isThere = (report: Report, id: (typeof OPTIONAL)[number]): boolean =>
  id === 'changes' ? report.changes.value !== null : hasRecord(report);

function incomplete(report: Report): Html {
  const partial = report.quality.filter(({ status }) => status === 'partial');
  if (report.status === 'complete' && partial.length === 0) return NOTHING;
  if (!report.quality.some(touchesVerdict)) return NOTHING; // the banner says it in a line
  const lines = partial.flatMap(({ missingCells, ...own }) => [
    `${own.market}: ${missingText({ missingCells, ...own })}; each missing path counts as a failure.`,
    ...missingCells.slice(0, FEW).map(({ from, to }) => (from === to ? from : `${from} to ${to}`)),
    ...(missingCells.length > FEW
      ? [`and ${count(missingCells.length - FEW)} more ranges, in section ${SECTIONS.quality.number}`]
      : []),
  ]);
  const why = report.statusReason === null ? '' : ` (${report.statusReason})`;
  const what =
    report.status === 'partial'
      ? `This report is not complete${why}.`
      : 'Not every path of this report has finished.';
  return html`<div class="missing-first" role="note"><strong>${text(what)}</strong> What is missing is not missing at random:<ul>${lines.map((line) => html`<li><bdi>${text(line)}</bdi></li>`)}</ul></div>`;
}

const FEW = 6;

/** What is judged, at a glance. */
function facts({ market, side, quality, key }: MarketView): Html {
  const inverse = market.contract === 'inverse';
  const both = (value: number): string =>
    inverse
      ? `${money(value, market.settlementCurrency)} (${money(value * market.markPrice, market.quoteCurrency)})`
      : money(value, market.settlementCurrency);
  const { minutes } = side.down.design;
  const shocks = SIDES.map((direction) =>
    side[direction].design.mixture.map(({ shockBps }) => shockText(shockBps)).join(' or '),
  );
  const all: [string, string][] = [
    ...(key === '' ? [] : ([['market', `${market.venue} ${market.symbol}`]] as [string, string][])),
    ['contract', `${market.contract}, mark ${markText(market.markPrice)} ${market.quoteCurrency}`],
    ['open interest', both(market.openInterest)],
    ['fund', `${both(market.fund)}, ${ofOpenInterest(market.fund / market.openInterest)} open interest`],
    [
      'positions',
      `${count(market.accounts)} accounts, ${quality.positionsEstimated ? 'estimated' : 'as listed'}`,
    ],
    ['design shock', `${listed(shocks)} within ${count(minutes)} minutes`],
  ];
  const settled = SETTLED[market.contract](market);
  return html`<dl class="strip">${all.map(([name, words]) => html`<div><dt>${text(name)}</dt><dd><bdi>${text(words)}</bdi></dd></div>`)}</dl>${settled === '' ? NOTHING : html`<p class="facts-line">${text(settled)}</p>`}`;
}

/** In which currency money is, where that is not the one of prices. */
const SETTLED: Readonly<
  Record<Report['markets'][number]['contract'], (market: Report['markets'][number]) => string>
> = {
  linear: () => '',
  inverse: ({ settlementCurrency, quoteCurrency }) =>
    `Money is in ${settlementCurrency}, which decides; ${quoteCurrency} in brackets is the equivalent at the snapshot’s mark price.`,
  quanto: ({ settlementCurrency, quoteCurrency }) =>
    `Prices are in ${quoteCurrency}, money is in ${settlementCurrency}, which decides. What ${settlementCurrency} is worth in ${quoteCurrency} is not in the model, so no equivalent is given.`,
};

/** Two decimals, or seven digits of what is less than a hundred. */
const markText = (price: number): string =>
  price < 100 ? priceText(price) : price.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');

const ofOpenInterest = (share: number): string =>
  share < 1 ? `${percent(share)} of` : `${ratio(share)} times`;

/** Five minutes, in the order of a committee's questions. */
const READING: readonly (readonly [
  time: string,
  question: string,
  sections: readonly (keyof typeof SECTIONS)[],
])[] = [
  ['30 s', 'Is it enough?', ['verdict']],
  ['60 s', 'Why?', ['key-numbers']],
  ['90 s', 'Where does it break?', ['maps', 'frontier', 'reverse']],
  ['60 s', 'What should change, and who pays?', ['tiers', 'fund', 'mechanisms']],
  ['60 s', 'Can I trust it?', ['changes', 'record', 'quality', 'limitations', 'ordinary', 'what-if']],
];

const SHORT: Readonly<Partial<Record<keyof typeof SECTIONS, string>>> = {
  verdict: 'verdict',
  'key-numbers': 'key numbers',
  maps: 'maps',
  frontier: 'frontier',
  tiers: 'tiers',
  fund: 'fund',
  reverse: 'reverse stress',
  mechanisms: 'mechanisms',
  changes: 'since last night',
  record: 'own record',
  quality: 'data quality',
  limitations: 'limitations',
  ordinary: 'ordinary days',
  'what-if': 'what if',
  footer: 'reproduce',
};

/** Beside the text where a screen is wide enough: every section, in the order of the page. */
function contents(report: Report): Html {
  const ids = (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).filter(
    (id) => !OPTIONAL.some((own) => own === id && !isThere(report, own)),
  );
  const items = ids.map(
    (id) =>
      html`<li><a href="#${text(id)}"><span class="no">${SECTIONS[id].number}</span> ${text(capital(SHORT[id] ?? SECTIONS[id].title))}</a></li>`,
  );
  return html`<nav class="side" aria-label="Contents"><ul>${items}</ul></nav>`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function guide(report: Report): Html {
  const items = READING.map(([time, question, sections]) => {
    const there = sections.filter((id) => !OPTIONAL.some((own) => own === id && !isThere(report, own)));
    const links = there.map(
      (id) =>
        html`<a href="#${text(id)}">${SECTIONS[id].number} ${text(SHORT[id] ?? SECTIONS[id].title)}</a> `,
    );
    return html`<li><span class="ask"><b>${text(time)}</b> ${text(question)}</span><span class="go">${links}</span></li>`;
  });
  return html`<nav aria-label="Five minutes"><ol class="guide">${items}</ol></nav>`;
}
