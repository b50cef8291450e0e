import type { Report } from '../shared/report/report.ts';
import { SENTENCES } from '../shared/risk/shapes/reasons.ts';
import type { Index } from '../shared/sweep/records.ts';
import { plural, shown, span } from './numbers.ts';
import { note, say, sayJson, shownPath } from './terminal.ts';

/** A report that lies in a folder, wherever it was made. */
export interface Outcome {
  readonly sweepId: string;
  readonly round: number;
  /** Holds report.html, report.json, tables/, receipt.json. */
  readonly folder: string;
  readonly index: Index;
  readonly report: Report;
}

/** Says what came out and where it is: the verdict first. */
export function tell(
  { sweepId, round, folder, index, report }: Outcome,
  seconds: number,
  json: boolean,
): void {
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
      folder: shown,
      files: index.files.map(({ file }) => file),
      seconds,
    });
    return;
  }
  for (const line of verdictLines(report)) say(line);
  if (index.status === 'partial') say('partial: the report says first what is missing');
  say(`report   ${shown}/report.html`);
  say(`numbers  ${shown}/report.json, ${shown}/tables/`);
  note(`done in ${span(seconds)}`);
}

/** The word of each market, what decided it, and what holds it back. */
function verdictLines({ verdicts, quality }: Report): string[] {
  return verdicts.flatMap(({ market, raw, published, decidedBy, reasons }) => {
    const paths = quality.find((own) => own.market === market)?.paths;
    const counted = paths ? `, ${shown(paths.done)} of ${plural(paths.planned, 'path')}` : '';
    const by = decidedBy ? `, decided by ${decidedBy}` : '';
    const held = published === raw ? '' : ` (tonight alone: ${raw})`;
    const why = reasons.slice(0, MOST_REASONS).map(({ code, metric, side }) => {
      const about = [metric, side].filter((part) => part !== null).join('/');
      return `         ${about ? `${about}: ` : ''}${SENTENCES[code]}`;
    });
    const more = reasons.length - why.length;
    return [
      `verdict  ${market}: ${published}${held}${by}${counted}`,
      ...why,
      ...(more > 0 ? [`         and ${plural(more, 'reason')} more in the report`] : []),
    ];
  });
}

const MOST_REASONS = 4;
