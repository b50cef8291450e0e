import type { CellFinding } from '../../risk/contagion/venue-finding.ts';
import type { VenueTest } from '../../risk/contagion/venue-verdict.ts';
import type { Estimate } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { count, exactPercent, money, percent, type Rounding, ratio } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import { listed } from '../sections/section.ts';
import type { VenueReport } from './venue-report.ts';

/** How a number of a unit is written. */
export type Form = (value: number, rounding?: Rounding) => string;

export const moneyIn =
  ({ currency }: Pick<VenueReport, 'currency'>): Form =>
  (value, rounding) =>
    money(value, currency, rounding);
export const counted: Form = (value) => count(value);

/** A number with its ends below it, each rounded away from it. */
export function estimateCell({ value, reason, interval }: Estimate, form: Form): Html {
  if (value === null) return html`unknown<br><span class="sub">${text(SENTENCES[reason!])}</span>`;
  return html`<b>${text(form(value))}</b><br><span class="sub">${text(endsText(interval, form))}</span>`;
}

/**
 * The same of a mean over paths. Where it is 0 in each of them, what so few can exclude is far above nothing, and no reader should
 * take it for what is expected.
 */
export function meanCell(mean: Estimate, form: Form): Html {
  const { lower, upper } = mean.interval;
  if (mean.value !== 0 || lower !== 0 || upper === null) return estimateCell(mean, form);
  return html`<b>${text(form(0))}</b><br><span class="sub">${text(`in no path; at most ${form(upper, 'up')}`)}</span>`;
}

function endsText({ lower, upper }: Estimate['interval'], form: Form): string {
  if (lower === null && upper === null) return 'no interval';
  if (lower === null) return `at most ${form(upper!, 'up')}`;
  if (upper === null) return `at least ${form(lower, 'down')}`;
  return `${form(lower, 'down')} to ${form(upper, 'up')}`;
}

/** "0 of 600" where nothing failed, so that 0% is never mistaken for certainty. */
export function shareText({ value }: Estimate, done: number): string {
  if (value === null) return 'unknown';
  return value === 0 ? `0 of ${count(done)}` : percent(value);
}

/** Whose fall a row is about. */
export function rowName({ kind, label }: CellFinding): string {
  if (kind === 'quiet') return 'nobody: noise alone';
  if (kind === 'alone') return `${label} alone`;
  return kind === 'all' ? `all at once (${label})` : label;
}

/** What a test asks, and of what its share is taken. */
export const TESTS: Readonly<Record<VenueTest['id'], { readonly name: string; readonly of: string }>> = {
  venue_default: {
    name: 'venue default',
    of: 'paths that leave debts which nobody pays: bad debt, or equity below zero at the end',
  },
  p_ruin: {
    name: 'P(need > fund)',
    of: 'paths that need more than the fund and its income; what ADL takes from winners counts',
  },
  cover2: {
    name: 'cover-2',
    of: 'paths in which the two owners with the largest deficits, over all markets, leave more than the fund',
  },
};

/** The limit as it was written, and the share of paths that it tolerates. */
export const limitWords = ({ limit, tolerance }: VenueTest): string =>
  limit.op === '<='
    ? `at most ${exactPercent(limit.value)} of paths`
    : `fund at least ${ratio(limit.value)} times them, but for ${exactPercent(tolerance)} of paths`;

/** The deciding test in a sentence; for `none`, the gates that failed. */
export function becauseText(report: VenueReport): string {
  const { word, decidedBy, tests, reasons } = report.verdict;
  if (word === 'none')
    return `No verdict can be given. ${reasons.map((code) => SENTENCES[code]).join(' ')} The numbers below are bounded all the same.`;
  const test = tests.find(({ id }) => id === decidedBy);
  if (!test) return reasons.map((code) => SENTENCES[code]).join(' ');
  const row = report.table.find(({ linked: { id } }) => id === test.worst)!.linked;
  const { name, of } = TESTS[test.id];
  const seen = test.share.value === null ? 'unknown' : percent(test.share.value);
  const end = {
    proven: `at 95% it is at most ${percent(test.upper, 'up')}, which proves the limit`,
    refuted: `even its lower bound is ${percent(test.lower, 'down')}, which refutes the limit`,
    open: `at 95% it may be ${percent(test.upper, 'up')}: neither proven nor refuted`,
  }[test.state];
  return `${name}, worst after ${rowName(row)}: ${seen} of ${of}; ${end} (${limitWords(test)}).`;
}

/** How far a shock of one market alone reaches into the others: what is liquidated there, and what would be if cut apart. */
export function spillText({ table, markets }: VenueReport): string {
  const parts = table
    .filter(({ linked: { kind } }) => kind === 'alone')
    .flatMap(({ linked, cut }) => {
      const others = markets.flatMap(({ symbol }, k) => {
        const share = linked.markets[k]!.liquidatedShare.mean.value;
        if (linked.moves[k] !== 0 || share === null) return [];
        const apart = cut === null ? null : cut.markets[k]!.liquidatedShare.mean.value;
        return [`${percent(share)} of ${symbol}${apart === null ? '' : ` (cut: ${percent(apart)})`}`];
      });
      return others.length === 0 ? [] : [`${rowName(linked)} liquidates ${listed(others)}`];
    });
  return parts.length === 0 ? '' : `On average a shock of ${parts.join('; of ')}.`;
}

/** What linking does to the deficits after all markets fall at once, and after each alone. */
export function linkingText(report: VenueReport): string {
  const form = moneyIn(report);
  const parts = report.table
    .filter(({ linked: { kind } }) => kind === 'alone' || kind === 'all')
    .flatMap(({ linked, difference }) => {
      const { value, interval } = difference?.deficits ?? { value: null, interval: null };
      if (value === null || interval === null) return [];
      const { lower, upper } = interval;
      const isTold = lower !== null && upper !== null && (lower > 0 || upper < 0);
      if (!isTold) return [`after ${rowName(linked)} it cannot be told which way`];
      const way = value > 0 ? 'costs' : 'saves';
      return [`after ${rowName(linked)} it ${way} ${form(Math.abs(value))} on average`];
    });
  return parts.length === 0
    ? ''
    : `Shared wallets against the same positions cut apart: ${parts.join('; ')}.`;
}
