import { reportSeconds } from '../functions/estimate.ts';
import type { Proposal } from '../functions/plan.ts';
import { type Code, SENTENCES } from '../shared/report/codes.ts';
import type { Report } from '../shared/report/report.ts';
import { EXIT, type ExitCode, engineError } from './exit.ts';
import { type LocalReport, type LocalSweep, runLocal } from './local/run-local.ts';
import { plural, shown, span } from './numbers.ts';
import { progressView } from './progress.ts';
import { note, placeOf, say, sayJson } from './terminal.ts';

/** Ctrl-C reaches us from the terminal and from the Node that started us: within this time it is the same one. */
const SAME_MS = 500;

/** Runs a sweep to its report while somebody may watch; Ctrl-C ends it so that the same command goes on. */
export async function follow(sweep: LocalSweep, json: boolean): Promise<ExitCode> {
  const stop = new AbortController();
  let begun = false;
  let askedMs = 0;
  const onInterrupt = () => {
    const again = stop.signal.aborted;
    if (again && performance.now() - askedMs < SAME_MS) return;
    if (again) process.exit(EXIT.interrupted); // asked twice: do not wait for threads
    askedMs = performance.now();
    note('stopping; what is finished is kept');
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const view = progressView();
  const startMs = performance.now();
  try {
    const done = await runLocal({
      ...sweep,
      signal: stop.signal,
      onProposal: (proposal) => {
        begun = true;
        note(estimateLine(proposal));
        sweep.onProposal?.(proposal);
      },
      onProgress: (progress) => view.update(progress),
    });
    view.stop();
    tell(done, (performance.now() - startMs) / 1_000, json);
    return done.index.status === 'partial' ? EXIT.partial : EXIT.ok;
  } catch (error) {
    view.stop();
    if (stop.signal.aborted) {
      note('stopped: run the same command again to go on from here');
      return EXIT.interrupted;
    }
    throw begun ? engineError(error) : error;
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** What a sweep takes on this machine, in one line. */
export function estimateLine({ manifest, known }: Proposal): string {
  const { sweepId, cells, paths, shards, forecast } = manifest;
  const size = `${plural(cells, 'cell')}, ${plural(paths, 'walk')}, ${plural(shards, 'shard')}`;
  const seconds = Number(reportSeconds(forecast.wallSeconds).toPrecision(2));
  const before = known ? '; planned before, what is finished is not run again' : '';
  return `${sweepId}: ${size}, about ${span(seconds)} here${before}`;
}

function tell({ sweepId, round, folder, index, report }: LocalReport, seconds: number, json: boolean): void {
  const place = placeOf(folder);
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
      folder: place,
      files: index.files.map(({ file }) => file),
      seconds,
    });
    return;
  }
  for (const line of verdictLines(report)) say(line);
  if (index.status === 'partial') say('partial: the report says first what is missing');
  say(`report   ${place}/report.html`);
  say(`numbers  ${place}/report.json, ${place}/tables/`);
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
      return `         ${about ? `${about}: ` : ''}${SENTENCES[code as Code]}`;
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
