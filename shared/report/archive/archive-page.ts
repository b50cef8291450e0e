import { SIDES } from '../../risk/cells/decision-cells.ts';
import { METRIC_IDS } from '../../risk/metrics/table.ts';
import { metricName, metricText } from '../change-words.ts';
import { dataTable } from '../charts/data-table.ts';
import { count, timeText } from '../display.ts';
import { type Html, html, NOTHING, text, trusted } from '../markup.ts';
import { policyOf } from '../policy.ts';
import { listed } from '../sections/section.ts';
import { STYLE } from '../style.ts';
import { ARCHIVE_SCRIPT } from './archive-script.ts';
import { ARCHIVE_STYLE } from './archive-style.ts';
import type { ArchivedNight } from './archived-night.ts';
import { calendar, missingDates, wordCounts } from './calendar.ts';
import { metricLine } from './lines.ts';
import { settingTable } from './settings.ts';

const WHOLE_STYLE = STYLE + ARCHIVE_STYLE;
const MOST_LISTED = 400;

/**
 * All nights of a folder on one page, which makes no request and is complete with scripts off: a calendar of words for each
 * market, a line for each key number, every report with its link. A function of the nights alone.
 */
export function renderArchive(nights: readonly ArchivedNight[]): string {
  const markets = [...new Set(nights.map(({ market }) => market))].sort();
  const sections = markets.map((market) => marketSection(nights.filter((own) => own.market === market)));
  const title = `Margin adequacy, ${count(nights.length)} reports of ${count(markets.length)} ${markets.length === 1 ? 'market' : 'markets'}`;
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${text(policyOf(ARCHIVE_SCRIPT, WHOLE_STYLE))}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${text(title)}</title><style>${trusted(WHOLE_STYLE)}</style></head><body><a class="skip" href="#markets">Skip to the markets</a><header><p class="kicker">leverage-cascade: are today’s margins enough?</p><h1>Every night</h1>${contents(nights, markets)}</header><main id="markets">${sections}</main><script>${trusted(ARCHIVE_SCRIPT)}</script></body></html>`;
  return `<!doctype html>\n${page.markup}\n`;
}

function contents(nights: readonly ArchivedNight[], markets: readonly string[]): Html {
  if (markets.length < 2) return NOTHING;
  const items = markets.map((market) => {
    const last = nights.findLast((own) => own.market === market && own.kind === 'night');
    return html`<li><a href="#${text(market)}"><bdi>${text(market)}</bdi></a> ${text(last?.word ?? '')}</li>`;
  });
  return html`<nav aria-label="Markets"><ul>${items}</ul></nav>`;
}

function marketSection(nights: readonly ArchivedNight[]): Html {
  const sorted = [...nights].sort((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : a.sweepId < b.sweepId ? -1 : 1,
  );
  const own = sorted.filter(({ kind }) => kind === 'night');
  const { market, venue, symbol } = sorted.at(-1)!;
  const lines = METRIC_IDS.flatMap((id) => SIDES.map((side) => metricLine(own, id, side)));
  return html`<section class="market" id="${text(market)}" aria-labelledby="${text(market)}-h"><h2 id="${text(market)}-h"><bdi>${text(`${venue} ${symbol}`)}</bdi> <span class="sub">${text(market)}</span></h2><p class="lead">${text(finding(own))}</p>${own.length === 0 ? NOTHING : calendar(sorted)}<h3>Key numbers, night by night</h3><p class="note">Solid: value. Dotted: the pessimistic end that is held against the limit, or the end of the interval. Dashed: limit. A night without a report breaks the lines.</p><div class="lines">${lines}</div><h3>Reports</h3>${nightTable(sorted)}<h3>Limits and assumptions</h3>${settingTable(own)}</section>`;
}

/** How the market stands, how it stood, and which nights are missing. */
function finding(nights: readonly ArchivedNight[]): string {
  const last = nights.at(-1);
  if (last === undefined) return 'No night yet: what is here was run on demand.';
  const counts = wordCounts(nights).map(([word, times]) => `${word} ${count(times)}`);
  const missing = missingDates(nights);
  const gone =
    missing.length === 0
      ? 'None is missing in between.'
      : `${count(missing.length)} ${missing.length === 1 ? 'night is' : 'nights are'} missing in between: ${listed(missing.length > 6 ? [...missing.slice(-6), 'earlier ones'] : missing)}.`;
  return `${last.word} on ${timeText(last.date)}. Of ${count(nights.length)} ${nights.length === 1 ? 'night' : 'nights'}: ${counts.join(', ')}. ${gone}`;
}

function nightTable(nights: readonly ArchivedNight[]): Html {
  const rows = nights
    .toReversed()
    .slice(0, MOST_LISTED)
    .map((night) => {
      const deciding = night.points.find(({ id, side }) => `${id}/${side}` === night.decidedBy);
      const held = night.raw === night.word ? '' : ` (that night alone: ${night.raw})`;
      return [
        html`<a href="${text(night.href)}">${text(night.date)}</a>`,
        `${night.word}${held}`,
        deciding ? metricName(deciding) : '',
        deciding
          ? `${metricText(deciding, deciding.value)}, bound ${metricText(deciding, deciding.bound)}`
          : '',
        [night.kind === 'beside' ? 'beside the night' : '', night.status === 'partial' ? 'partial' : '']
          .filter((words) => words !== '')
          .join(', '),
        html`<code>${text(night.sweepId)}</code>`,
      ];
    });
  const left = nights.length - rows.length;
  const note =
    left === 0
      ? NOTHING
      : html`<p class="note">${text(`${count(left)} older reports are left out of this list.`)}</p>`;
  return html`${dataTable('Reports, newest first', ['night', 'verdict', 'decided by', 'its value', 'note', 'sweep'], rows, { look: 'nights' })}${note}`;
}
