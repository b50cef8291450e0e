import { dateOf, dayOf, monthsBetween, weekdayOf } from '../../market/days.ts';
import type { Word } from '../../risk/findings/verdict.ts';
import { timeText } from '../display.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { verdictMark } from '../sections/verdict.ts';
import type { ArchivedNight } from './archived-night.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
/** Older months are in the list of nights. */
const MOST_MONTHS = 13;

/** Words of a market day by day, newest month first; a day without a report between two that have one is said to be missing. */
export function calendar(nights: readonly ArchivedNight[]): Html {
  const dates = nights.map(({ date }) => date).sort();
  const months = monthsBetween(dates[0]!, dates.at(-1)!).slice(-MOST_MONTHS).reverse();
  const span = { first: dayOf(dates[0]!), last: dayOf(dates.at(-1)!) };
  return html`<div class="months">${months.map((month) => monthTable(month, nights, span))}</div>`;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function monthTable(month: string, nights: readonly ArchivedNight[], span: Span): Html {
  const first = dayOf(`${month}-01`);
  const days: (number | null)[] = Array<null>(weekdayOf(first)).fill(null);
  for (let day = first; dateOf(day).startsWith(month); day++) days.push(day);
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, week) =>
    days.slice(7 * week, 7 * week + 7),
  );
  const rows = weeks.map(
    (week) => html`<tr>${WEEKDAYS.map((_, place) => dayCell(week[place] ?? null, nights, span))}`,
  );
  const name = timeText(`${month}-01`).split(' ').slice(1).join(' ');
  return html`<table class="month"><caption>${text(name)}</caption><thead><tr>${WEEKDAYS.map((day) => html`<th scope=col>${text(day)}`)}</thead><tbody>${rows}</tbody></table>`;
}

function dayCell(day: number | null, nights: readonly ArchivedNight[], { first, last }: Span): Html {
  if (day === null) return html`<td>`;
  const date = dateOf(day);
  const own = nights.filter((night) => night.date === date);
  const night = own.find(({ kind }) => kind === 'night') ?? own[0];
  const number = Number(date.slice(8));
  if (night === undefined) {
    const isMissing = first < day && day < last;
    return isMissing
      ? html`<td class="gone"><span class="day">${number}</span> <span class="sub">no report</span>`
      : html`<td><span class="day">${number}</span>`;
  }
  const more = own.length - 1;
  const beside = more === 0 ? NOTHING : html` <span class="sub">+${more}</span>`;
  const partial = night.status === 'partial' ? html` <span class="sub">partial</span>` : NOTHING;
  return html`<td class="${text(night.word)}"><a href="${text(night.href)}"><span class="day">${number}</span> ${verdictMark(night.word)}<span class="sub">${text(night.word)}</span></a>${beside}${partial}`;
}

/** Dates between the first and the last night that have no report. */
export function missingDates(nights: readonly ArchivedNight[]): string[] {
  const days = nights.map(({ date }) => dayOf(date)).sort((a, b) => a - b);
  const known = new Set(days);
  const missing: string[] = [];
  for (let day = days[0]!; day <= days.at(-1)!; day++) if (!known.has(day)) missing.push(dateOf(day));
  return missing;
}

/** How often each word was published, best first. */
export const wordCounts = (nights: readonly ArchivedNight[]): [Word, number][] =>
  (['adequate', 'watch', 'inadequate', 'none'] as const)
    .map((word): [Word, number] => [word, nights.filter((night) => night.word === word).length])
    .filter(([, count]) => count > 0);
