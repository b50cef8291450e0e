import { changedClauses, sinceText, whyText } from '../shared/report/change-words.ts';
import type { Report } from '../shared/report/report.ts';
import type { Change } from '../shared/risk/findings/change.ts';
import { SENTENCES } from '../shared/risk/shapes/reasons.ts';
import type { Index } from '../shared/sweep/records.ts';
import { plural, shown, span } from './numbers.ts';
import { note, say, sayJson, shownPath } from './terminal.ts';

/** A report of any kind that lies in a folder, wherever it was made. */
export interface Made {
  readonly sweepId: string;
  readonly round: number;
  /** Holds the page, its numbers, receipt.json; of one market report.html, report.json and tables/. */
  readonly folder: string;
  readonly index: Index;
}

/** A report of one market. */
export interface Outcome extends Made {
  readonly report: Report;
}

/** Says what came out and where it is: the verdict first; of a night last, with what changed and why. */
export function tell(outcome: Outcome, seconds: number, { json, isNight, archive }: Telling): void {
  const { sweepId, round, folder, index, report } = outcome;
  const shown = shownPath(folder);
  if (json) {
    sayJson({
      sweepId,
      round,
      status: index.status,
      venue: report.venue,
      verdicts: report.verdicts.map(({ market, raw, published, decidedBy }) => ({
        market,
        raw,
        published,
        decidedBy,
      })),
      ...(isNight && { changes: changesTold(report) }),
      ...(archive !== undefined && { archive: shownPath(archive) }),
      folder: shown,
      files: index.files.map(({ file }) => file),
      seconds,
    });
    return;
  }
  const words = report.verdicts.map((verdict) => ({
    word: wordLine(report, verdict),
    why: reasonLines(verdict),
  }));
  if (!isNight) for (const { word, why } of words) for (const line of [word, ...why]) say(line);
  if (index.status === 'partial') say('partial: the report says first what is missing');
  say(`report   ${shown}/report.html`);
  say(`numbers  ${shown}/report.json, ${shown}/tables/`);
  if (archive !== undefined) say(`archive  ${shownPath(archive)}`);
  if (isNight) for (const line of words.flatMap(({ why }) => why)) say(line);
  if (isNight)
    for (const [place, { word }] of words.entries()) say([word, ...changeLines(report, place)].join('\n'));
  note(`done in ${span(seconds)}`);
}

interface Telling {
  readonly json: boolean;
  /** Then what changed, and why, are its last lines. */
  readonly isNight: boolean;
  /** The page of all nights beside it. */
  readonly archive?: string | undefined;
}

type Verdict = Report['verdicts'][number];

/** The word of a market, and what decided it. */
function wordLine({ quality, changes }: Report, { market, raw, published, decidedBy }: Verdict): string {
  const paths = quality.find((own) => own.market === market)?.paths;
  const counted = paths ? `, ${shown(paths.done)} of ${plural(paths.planned, 'path')}` : '';
  const by = decidedBy ? `, decided by ${decidedBy}` : '';
  const held = published === raw ? '' : ` (tonight alone: ${raw})`;
  const before = changes.value?.find((own) => own.market === market)?.word.before;
  const was = before === undefined ? '' : before === published ? ', as before' : `, was ${before}`;
  return `verdict  ${market}: ${published}${held}${was}${by}${counted}`;
}

/** What holds it back. */
function reasonLines({ reasons }: Verdict): string[] {
  const why = reasons.slice(0, MOST_REASONS).map(({ code, metric, side }) => {
    const about = [metric, side].filter((part) => part !== null).join('/');
    return `         ${about ? `${about}: ` : ''}${SENTENCES[code]}`;
  });
  const more = reasons.length - why.length;
  return [...why, ...(more > 0 ? [`         and ${plural(more, 'reason')} more in the report`] : [])];
}

/** What changed since the night before, and why: a line each. */
function changeLines({ verdicts, changes }: Report, place: number): string[] {
  const { market } = verdicts[place]!;
  const change = changes.value?.find((own) => own.market === market);
  if (!change)
    return [
      `changed  the first night of ${market} here`,
      `why      ${SENTENCES[changes.reason ?? 'NO_NIGHT_BEFORE']}`,
    ];
  return linesOf(change);
}

/** A change as two lines of the terminal. */
export const linesOf = (change: Change): [changed: string, why: string] => [
  `changed  since ${sinceText(change)}: ${changedClauses(change).join('; ')}`,
  `why      ${whyText(change)}`,
];

const changesTold = ({ changes }: Report) =>
  (changes.value ?? []).map((change) => ({
    market: change.market,
    since: change.since,
    word: change.word,
    changed: changedClauses(change),
    why: whyText(change),
  }));

const MOST_REASONS = 4;
