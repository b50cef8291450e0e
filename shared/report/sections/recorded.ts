import {
  type DayNumber,
  dayNumber,
  type ObservedDay,
  type OrdinaryDay,
} from '../../risk/findings/ordinary-day.ts';
import { amount, count, dayText, duration, percent } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, text } from '../markup.ts';
import { moveText } from './section.ts';

// Ordinary days beside a record of the market itself (report.md 3.14).

interface Recorded extends OrdinaryDay {
  readonly observed: ObservedDay;
}

type Days = Pick<MarketView, 'ordinaryDays'>;

const isRecorded = (day: OrdinaryDay): day is Recorded => day.observed !== null;

export const recordedDays = ({ ordinaryDays }: Days): Recorded[] => ordinaryDays.filter(isRecorded);

/** How many of the numbers that both know lie apart; null without a record. */
export function apartText(view: Days): string | null {
  const days = recordedDays(view);
  if (days.length === 0) return null;
  const compared = days.reduce((sum, { observed }) => sum + observed.compared.length, 0);
  const apart = days.reduce((sum, { observed }) => sum + observed.marks.length, 0);
  if (compared === 0) return 'The record has too few windows near any of these moves to be compared with.';
  return `${count(apart)} of the ${count(compared)} numbers that model and record both know lie outside a third to three times what was observed.`;
}

const WORDS: Readonly<Record<DayNumber, string>> = {
  over1: 'venue over 1% from its index',
  over3: 'venue over 3% from its index',
  over10: 'venue over 10% from its index',
  liquidatedMedian: 'median liquidated share',
  liquidatedQ95: '95% liquidated share',
  fundChangeMedian: 'median of what the fund gains',
  fundChangeQ05: '5% of what the fund gains',
  fundChangeQ95: '95% of what the fund gains',
};

/** Names every number that lies apart, predicted against observed; null where none does. */
export function apartNamed(view: Days): string | null {
  const clauses = recordedDays(view).flatMap((day) => {
    const { marks } = day.observed;
    if (marks.length === 0) return [];
    const named = marks.map((name) => {
      const form = name.startsWith('fundChange') ? signed : percent;
      const [predicted, observed] = [day, day.observed].map((own) => form(dayNumber(own, name).value!));
      return `${WORDS[name]} ${predicted} against ${observed}`;
    });
    return [`after ${moveText(day.shockBps)} ${named.join(', ')}`];
  });
  return clauses.length === 0
    ? null
    : `${apartText(view)} Predicted against observed: ${clauses.join('; ')}.`;
}

export const signed = (value: number): string => `${value > 0 ? '+' : ''}${amount(value)}`;

/** What the record is, and how it is measured. */
export function recordNote({ observed, minutes }: Recorded): Html {
  const { source, fromSeconds, untilSeconds, windows } = observed;
  const length = `${count(windows.whole)} windows of ${count(minutes)} minutes in ${duration(untilSeconds - fromSeconds)}, ${dayText(fromSeconds)} to ${dayText(untilSeconds - 1)}`;
  return html`<p class="note">${text(`Recorded: ${length}; `)}<bdi>${text(source)}</bdi>${text('. A window is near a move if the larger of its two moves is of that side, and between two thirds of the move and one and a half times it. Money is at today’s open interest. Where positions were fitted to this record, that liquidated shares agree is a fit, not a proof. † outside a third to three times; fewer than ten windows are not compared, shares count as one path or one window at least, amounts as 0.01% of open interest. Unknown is what the record does not tell, or has no such window for.')}</p>`;
}
