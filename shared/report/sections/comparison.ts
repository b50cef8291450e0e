import { CONDITIONS } from '../../risk/changes/condition-names.ts';
import type { Change } from '../../risk/findings/change.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import {
  changedClauses,
  conditionText,
  differenceText,
  metricName,
  metricText,
  relativeText,
  sinceText,
  whyText,
} from '../change-words.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, exactPercent } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import type { Market } from '../report.ts';
import { lead, note } from './section.ts';

/** What stands before and after the table of key numbers where more than two reports is known. */
interface Beside {
  readonly before: Html;
  readonly after: Html;
}

/** Two reports of a market side by side: the word, what changed, numbers, inputs, limits and settings. */
export const comparison = (
  market: Market,
  change: Change,
  { before, after }: Beside = { before: NOTHING, after: NOTHING },
): Html =>
  html`${lead(wordSentence(change))}<ul class="facts-list"><li><b>What changed:</b> ${text(`${changedClauses(change).join('; ')}.`)}</li><li><b>Why:</b> ${text(whyText(change))}</li></ul>${gap(change)}${before}${numbersTable(change)}${after}${conditionsTable(market, change)}${limitsTable(change)}${settingsTable(change)}`;

function wordSentence(change: Change): string {
  const { before, now } = change.word;
  const since = sinceText(change);
  return before === now
    ? `Still ${now}, as in the report of ${since}.`
    : `${capital(now)}; the report of ${since}, said ${before}.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A night that is missing is visible. */
const gap = ({ since }: Change): Html =>
  since.days > 1 ? note(`${count(since.days - 1)} nights between have no report.`) : NOTHING;

function numbersTable({ metrics }: Change): Html {
  const rows = metrics.map((own) => {
    const [before, now] = [own.before.value, own.now.value];
    const difference = before === null || now === null ? '' : differenceText(own, now - before);
    const why = own.before.reason === null ? '' : SENTENCES[own.before.reason];
    const test =
      own.stateBefore === own.stateNow || own.stateBefore === null
        ? (own.stateNow ?? '')
        : `${own.stateBefore} to ${own.stateNow}`;
    return [
      metricName(own),
      before === null ? why || 'unknown' : metricText(own, before),
      metricText(own, now),
      difference,
      test,
    ];
  });
  return dataTable('Key numbers on both nights', ['number', 'before', 'now', 'difference', 'test'], rows, {
    numeric: [1, 2, 3],
  });
}

function conditionsTable(market: Market, { conditions }: Change): Html {
  const rows = conditions.map((own) => [
    CONDITIONS[own.id].name,
    conditionText(own, own.before.value, market),
    conditionText(own, own.now.value, market),
    relativeText(own) ?? '',
  ]);
  return dataTable('What the market was like', ['input', 'before', 'now', 'change'], rows, {
    numeric: [1, 2, 3],
  });
}

function limitsTable({ limits }: Change): Html {
  if (limits.length === 0) return NOTHING;
  const form = (value: number | null) => (value === null ? 'none' : exactPercent(value));
  const rows = limits.map(({ id, before, now, owner, since, note: why }) => [
    id,
    form(before),
    form(now),
    owner ?? 'nobody’s yet',
    since ?? '',
    why ?? '',
  ]);
  return dataTable('Limits that changed', ['limit', 'before', 'now', 'owner', 'since', 'note'], rows);
}

function settingsTable({ parameters }: Change): Html {
  if (parameters === null || parameters.length === 0) return NOTHING;
  const rows = parameters.map(({ path, before, now }) => [path, before ?? 'not there', now ?? 'not there']);
  return dataTable('Settings that changed', ['setting', 'before', 'now'], rows);
}
