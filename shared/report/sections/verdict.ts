import { SIDES } from '../../risk/cells/decision-cells.ts';
import type { Enough } from '../../risk/findings/enough.ts';
import type { Metric } from '../../risk/findings/metric.ts';
import type { Word } from '../../risk/findings/verdict.ts';
import { METRICS } from '../../risk/metrics/table.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { VERDICT } from '../colours.ts';
import { alike, count, exactPercent, money, percent } from '../display.ts';
import { beforeAndAfter, isToday, judgedIn, rungOf } from '../enough-words.ts';
import { decidingOf, type MarketView, type SideView } from '../market-view.ts';
import { type Html, html, join, NOTHING, text } from '../markup.ts';
import { boundText, intervalText, limitText, moneyText, valueText } from '../metric-words.ts';
import { missingText, touchesVerdict } from '../missing.ts';
import type { Report } from '../report.ts';
import { enoughText } from './enough.ts';
import { flips } from './flips.ts';
import { leaving } from './leaving.ts';
import { apartNamed } from './recorded.ts';
import { listed, moveText, section } from './section.ts';
import { alternativesText, sensitivityText } from './worlds.ts';

/** Section 1: the word, why, what to do, and what would have changed it. */
export function verdictSection(report: Report, views: readonly MarketView[]): Html {
  const venue =
    views.length < 2
      ? NOTHING
      : html`<p class="lead">The venue is as good as its worst market: <strong>${text(report.venue.published)}</strong>, set by <bdi>${text(nameOf(views, report.venue.market))}</bdi>.</p>`;
  return section('verdict', venue, ...views.map(banner));
}

const nameOf = (views: readonly MarketView[], id: string): string =>
  views.find(({ market }) => market.id === id)?.market.symbol ?? id;

function banner(view: MarketView): Html {
  const { verdict, market } = view;
  const held =
    verdict.raw === verdict.published
      ? NOTHING
      : html`<li>Tonight alone would say <strong>${text(verdict.raw)}</strong>. ${text(SENTENCES.HELD_BY_HYSTERESIS)}</li>`;
  const changed = verdict.limitsChanged.map(
    ({ id, old, new: now }) =>
      html`<li>The limit of ${text(id)} has changed since last night: ${text(String(old))} became ${text(String(now))}. A changed limit does not reset the hysteresis.</li>`,
  );
  return html`<div class="banner ${text(verdict.published)}"><p class="word">${verdictMark(verdict.published)}<span><bdi>${text(market.symbol)}</bdi> <strong>${text(verdict.published)}</strong></span></p><div class="why"><p class="because">${because(view)}</p><ul>${held}${changed}<li><b>Money:</b> ${text(inMoney(view))}</li><li><b>Change:</b> ${text(change(view))}</li>${line('Or leave it', leaving(view))}<li><b>What would have changed this:</b> ${text(flips(view))}</li><li><b>Under other assumptions:</b> ${text(alternativesText(view))}</li>${line('Missing', elsewhere(view))}${line('Sensitivity', sensitivityText(view))}${line('Ordinary days', apartNamed(view))}${reasonList(view)}</ul></div></div>`;
}

/** What is missing where no verdict rests on it; else the page has opened with it. */
const elsewhere = ({ quality }: MarketView): string | null =>
  quality.status === 'complete' || touchesVerdict(quality)
    ? null
    : `${missingText(quality)}; no verdict rests on them (section 11).`;

const line = (about: string, words: string | null): Html =>
  words === null ? NOTHING : html`<li><b>${text(about)}:</b> ${text(words)}</li>`;

/** Circle, triangle, square, open diamond: told by shape as well as by colour. */
export function verdictMark(word: Word): Html {
  const shape = {
    adequate: html`<circle cx="20" cy="20" r="16" fill="${text(VERDICT.adequate)}"/>`,
    watch: html`<path d="M20 3l18 33h-36z" fill="${text(VERDICT.watch)}"/>`,
    inadequate: html`<path d="M4 4h32v32h-32z" fill="${text(VERDICT.inadequate)}"/>`,
    none: html`<path d="M20 3l17 17-17 17-17-17z" fill="none"/>`,
  }[word];
  return html`<svg class="vm" viewBox="0 0 40 40" aria-hidden="true">${shape}</svg>`;
}

/** The deciding test in one sentence; for `none`, the gates that failed. */
function because(view: MarketView): Html {
  const { quality } = view;
  if (quality.gate === 'fail') {
    const gates = quality.reasons.map(({ code }) => SENTENCES[code]).join(' ');
    return html`${text(`No verdict can be given. ${gates} The numbers below are printed and bounded all the same.`)}`;
  }
  const deciding = decidingOf(view);
  if (deciding === null) {
    const assumed = view.verdict.reasons.some(({ code }) => code === 'ASSUMPTION_DECIDES');
    return html`${text(assumed ? SENTENCES.ASSUMPTION_DECIDES : 'No test decided.')}`;
  }
  const cells = deciding.cells.map((id) => html`<code>${text(id)}</code>`);
  const where = deciding.cells.length === 1 ? 'cell' : 'cells';
  return html`${text(`${found(view, deciding)}; ${bound(deciding)}; ${limitOf(deciding)} (${where} `)}${join(cells, ', ')}${text(').')}`;
}

/** What was seen, at which shock. */
function found({ side }: MarketView, metric: Metric): string {
  const { minutes, mixture, beyondBps } = side[metric.side].design;
  const { failing, done } = metric.paths;
  const { name, sentence, isComplement } = METRICS[metric.id];
  const after = (shocksBps: readonly number[]) =>
    `After ${shocksBps.map(moveText).join(' or ')} within ${count(minutes)} minutes`;
  const given = after(mixture.map(({ shockBps }) => shockBps));
  const value = valueText(metric);
  if (sentence === undefined) return `${given}, ${name} is ${value}`;
  const beyond = beyondBps === null ? null : after([beyondBps]);
  return sentence({
    given,
    beyond,
    paths: `in ${count(failing ?? 0)} of ${count(done)} paths`,
    value,
    rest: isComplement && metric.value !== null ? percent(1 - metric.value) : value,
  });
}

/** What is known for certain enough, in the direction that set the state. */
function bound(metric: Metric): string {
  const { proof, state, bound: watched } = metric;
  if (proof === null) {
    return watched?.value == null
      ? 'its bound is unknown'
      : `with its interval it may be ${boundText(metric, watched.value)}`;
  }
  const level = exactPercent(proof.level);
  return state === 'refuted'
    ? `with ${level} confidence over ${proof.tests} tests the ${proof.of} is at least ${percent(proof.lower, 'down')}`
    : `with ${level} confidence the ${proof.of} is at most ${percent(proof.upper, 'up')}`;
}

/** In the scale of the bound. */
const limitOf = ({ id, limit, proof }: Metric): string =>
  proof === null
    ? `the limit is ${limitText({ id, limit })}`
    : `tolerated is ${exactPercent(proof.tolerance)}`;

/** Of the side that decided, else of both: the path at each rank, so that the amounts belong together. */
function inMoney(view: MarketView): string {
  const deciding = decidingOf(view);
  const sides = deciding === null ? SIDES : [deciding.side];
  const clauses = sides.flatMap((side) => moneyOf(view, view.side[side]));
  return clauses.length === 0 ? 'unknown, no path is done.' : clauses.join(' ');
}

function moneyOf({ market }: MarketView, { fund }: SideView): string[] {
  return fund.shocks.flatMap(({ shockBps, waterfall: [median, worst] }) => {
    if (median === undefined || worst === undefined) return [];
    const inCurrency = (words: string) => `${words}\u00a0${market.settlementCurrency}`;
    const flows = [median.draw, worst.draw, median.fundIn, worst.fundIn];
    const [middle, high, inMiddle, inHigh] = alike(flows).map(inCurrency);
    const ends = [median.fundEnd, worst.fundEnd];
    const changes = ends.map((end) => end - market.fund);
    const [before, afterMiddle, afterHigh] = alike([market.fund, ...ends], changes).map(inCurrency);
    const inQuote = (value: number) =>
      market.contract !== 'inverse' ? '' : ` (${money(value * market.markPrice, market.quoteCurrency)})`;
    return [
      `After ${moveText(shockBps)} losses beyond margins come to ${middle}${inQuote(median.draw)} in the median path and ${high}${inQuote(worst.draw)} in the 99% path; ${inMiddle} and ${inHigh} come into the fund, which has ${before} and ends with ${afterMiddle} and ${afterHigh}.`,
    ];
  });
}

/** Of tables and mechanisms the smallest that is enough; without one, what the table of section 5 is a step of. */
function change(view: MarketView): string {
  const { enough } = view;
  if (enough?.remedy == null) return tierChange(view);
  if (isToday(view, enough.remedy) && enough.remedy.what === 'adequate')
    return 'none; today’s table is enough.';
  if (enough.remedy.what === 'nearest') return `${enoughText(view, enough)} Meanwhile: ${tierChange(view)}`;
  return `${enoughText(view, enough)}${effectText(view, enough)}`;
}

/** The number that decides, before and after. */
function effectText(view: MarketView, enough: Enough): string {
  const { decidedBy } = view.verdict;
  const [before, after] = [enough.tried[0]!, rungOf(enough, enough.remedy!)].map((own) =>
    judgedIn(own, decidedBy),
  );
  if (before === undefined || after === undefined) return '';
  return ` What decides, ${beforeAndAfter(view, before, after)}.`;
}

function tierChange({ tiers, market }: MarketView): string {
  if (!tiers.changed) return 'none; the tier table stays as it is.';
  const changed = tiers.rows.filter(({ currentPpm, recommendedPpm }) => currentPpm !== recommendedPpm).length;
  const { extraMargin, newlyUnderInitial, liquidatedByChange } = tiers.total;
  const verb =
    tiers.heading === 'recommended'
      ? 'adopt the recommended'
      : `consider the ${tiers.heading === 'first step' ? 'first step of a' : 'candidate'}`;
  const joint =
    tiers.joint === null
      ? 'not simulated as a whole'
      : `${tiers.joint === 'none' ? 'no verdict' : tiers.joint} after it`;
  const cost = `${moneyText(extraMargin, market, 'up')} of extra margin from ${count(newlyUnderInitial)} accounts, ${count(liquidatedByChange)} liquidated by the change itself`;
  return `${verb} tier table (${count(changed)} of ${count(tiers.rows.length)} tiers; ${joint}). It costs ${cost}.`;
}

function reasonList({ verdict, metrics }: MarketView): Html {
  if (verdict.reasons.length === 0) return NOTHING;
  const items = verdict.reasons.map(({ code, metric, side, cells }) => {
    const of = metrics.find((candidate) => candidate.id === metric && candidate.side === side);
    const subject =
      of === undefined
        ? ''
        : `${METRICS[of.id].name}, ${of.side}: ${valueText(of)} (${intervalText(of)}), limit ${limitText(of)}. `;
    const where =
      cells.length === 0 || of !== undefined
        ? ''
        : ` ${listed(cells.slice(0, 4))}${cells.length > 4 ? ' and others' : ''}.`;
    return html`<li>${text(`${subject}${SENTENCES[code]}${where}`)}</li>`;
  });
  return html`<li><details><summary>${text(reasonsText(verdict.reasons.length))}</summary><ul>${items}</ul></details></li>`;
}

const reasonsText = (reasons: number): string =>
  `What keeps it from better: ${reasons === 1 ? 'one reason' : `${count(reasons)} reasons`}`;
