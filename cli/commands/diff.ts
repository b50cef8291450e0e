import { join } from 'node:path';
import { Command } from 'commander';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { needNight } from '../../functions/stored/stored-night.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse, utf8 } from '../../shared/market/parse.ts';
import { metricName, metricText } from '../../shared/report/change-words.ts';
import { compared, type Earlier } from '../../shared/report/compare.ts';
import { explained } from '../../shared/report/night-before.ts';
import { parseReport } from '../../shared/report/report.ts';
import type { Change } from '../../shared/risk/findings/change.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { type Finished, findFinished } from '../finished.ts';
import { readInput } from '../local/input-file.ts';
import { linesOf } from '../outcome.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** A report as a person names it; with where it lies, if that is a folder that a sweep was run into. */
interface Named extends Earlier {
  readonly finished: Finished | null;
}

/** What changed between two reports, and why: what a night says of the night before, for any two. */
export const difference = (done: (code: ExitCode) => void): Command =>
  new Command('diff')
    .description('say what changed from one report to another, and why')
    .argument('<EARLIER>', 'report.json, or the folder of a report or of its sweep')
    .argument('<LATER>', 'the same')
    .option('--json', 'print the changes as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade diff out/sweeps/nightly-xbtusd-2021-07-21 out/sweeps/nightly-xbtusd-2021-07-22
  $ cascade diff monday.json friday.json --json

Of two files it tells what changed; of two folders that sweeps were run into also why: it swaps inputs between both nights
and simulates them again, which may take some seconds. Exit code 0, whatever changed.`,
    )
    .action(async (earlier: string, later: string, { json }: { json?: boolean }) => {
      const [before, now] = [await named(earlier), await named(later)];
      const changes = await changesBetween(before, now);
      if (changes.length === 0) {
        const markets = before.report.verdicts.map(({ market }) => market).join(', ');
        refuse(later, `hold a market of ${earlier}, ${markets}`, now.report.verdicts[0]?.market);
      }
      if (json) sayJson(changes);
      else for (const change of changes) for (const line of told(change)) say(line);
      done(EXIT.ok);
    });

async function named(path: string): Promise<Named> {
  const finished = path.endsWith('.json') ? null : await findFinished(path);
  const file = finished ? join(finished.reportFolder, 'report.json') : path;
  const bytes = await readInput(file, { most: MOST_BYTES });
  return { report: parseReport(utf8(file, bytes), file), sha256: sha256(bytes), finished };
}

const MOST_BYTES = 256 << 20;

/** Explained where both lie in folders of sweeps, or where the later one has been compared with just this one. */
async function changesBetween(before: Named, now: Named): Promise<Change[]> {
  const known = now.report.changes.value;
  if (known?.every(({ since }) => since.digest === `sha256:${before.sha256}`)) return [...known];
  const changes = compared(before, now.report);
  if (!before.finished || !now.finished) return changes;
  const { objects, sweepId, round } = before.finished;
  const previous = { report: '', sha256: before.sha256, night: { sweepId, round } };
  const night = await needNight(objects, previous);
  const manifest = ofOneMarket(now.finished.planned.manifest);
  const market = await loadMarket(now.finished.objects, manifest.snapshotDigest);
  const later = { manifest, market, metrics: now.report.metrics, deltas: null };
  return changes.map((change) => ('manifest' in night ? explained(change, night, later) : change));
}

function told(change: Change): string[] {
  const { market, word, metrics } = change;
  const rows = metrics.map((own) => [
    `  ${metricName(own)}`,
    metricText(own, own.before.value),
    metricText(own, own.now.value),
    own.stateBefore === own.stateNow ? (own.stateNow ?? '') : `${own.stateBefore} to ${own.stateNow}`,
  ]);
  const same = word.before === word.now;
  return [
    ...columns([['  number', 'before', 'now', 'test'], ...rows], [1, 2]),
    `verdict  ${market}: ${word.now}, ${same ? 'as before' : `was ${word.before}`}`,
    ...linesOf(change),
  ];
}
