import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { releaseOf } from '../release/release.ts';
import { sha256 } from '../shared/market/digest.ts';
import { lendingPage } from '../shared/report/lending/lending-page.ts';
import {
  type LendingReport,
  lendingReport,
  lendingReportText,
} from '../shared/report/lending/lending-report.ts';
import {
  becauseText,
  cutText,
  flipsText,
  ordinaryText,
  poolsText,
  toxicText,
} from '../shared/report/lending/lending-words.ts';
import { inputAt, type LendingCell, lendingCells } from '../shared/sweep/lending/lending-cells.ts';
import { type LendingPath, lendingPath } from '../shared/sweep/lending/lending-paths.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { type LendingSweepRead, readLendingSweep } from './lending-files.ts';
import { writeOutput } from './local/output-file.ts';
import { plural, span } from './numbers.ts';
import { progressView } from './progress.ts';
import { note, say, sayJson, shownPath } from './terminal.ts';

/** Runs a sweep of a lending market to its report, and tells what came out and where it is. */
export async function runLendingSweep(
  sweepFile: string,
  { out, json = false }: { readonly out: string; readonly json?: boolean | undefined },
): Promise<ExitCode> {
  const startMs = performance.now();
  const read = await readLendingSweep(sweepFile);
  const { input } = read.scenario;
  const cells = lendingCells(read.sweep);
  note(
    `${plural(input.assets.length, 'asset')}, ${plural(input.pools.length, 'pool')}, ${plural(input.borrowers.count, 'borrower')}: ${plural(cells.length, 'cell')} of ${plural(input.ticks, 'tick')}`,
  );
  const paths = await watchedPaths(read, cells);
  if (!paths) return EXIT.interrupted;
  const report = lendingReport({ ...read, cells, paths, engine: releaseOf() });
  const text = lendingReportText(report);
  const files = { page: join(out, 'lending.html'), numbers: join(out, 'lending.json') };
  await writeOutput(files.numbers, text);
  await writeOutput(files.page, lendingPage(report, sha256(text)));
  if (json) sayJson(toldOf(report, files));
  else say(linesOf(report, files).join('\n'));
  note(`done in ${span((performance.now() - startMs) / 1_000)}`);
  return EXIT.ok;
}

/** Of every cell; undefined: Ctrl-C has ended it. */
async function watchedPaths(
  { sweep, scenario }: LendingSweepRead,
  cells: readonly LendingCell[],
): Promise<LendingPath[] | undefined> {
  const view = progressView();
  try {
    return await untilInterrupted(
      () => note('stopping; nothing is kept'),
      async (signal) => {
        const paths: LendingPath[] = [];
        for (const cell of cells) {
          await setImmediate(); // for Ctrl-C
          if (signal.aborted) return undefined;
          paths.push(lendingPath(inputAt(scenario.input, sweep, cell)));
          const walks = { planned: cells.length, done: paths.length };
          view.update({ stage: 'simulating', walks, shards: { ...walks, failed: 0 } });
        }
        return paths;
      },
    );
  } finally {
    view.stop();
  }
}

interface Files {
  readonly page: string;
  readonly numbers: string;
}

const linesOf = (report: LendingReport, { page, numbers }: Files): string[] => [
  `market: ${report.verdict.word}`,
  ...[becauseText, flipsText, toxicText, cutText, poolsText, ordinaryText]
    .map((words) => words(report))
    .filter((words) => words !== ''),
  `report   ${shownPath(page)}`,
  `numbers  ${shownPath(numbers)}`,
];

const toldOf = ({ verdict, sweepDigest, firstToxic }: LendingReport, { page, numbers }: Files) => ({
  sweepDigest,
  word: verdict.word,
  decidedBy: verdict.decidedBy,
  flips: verdict.flips,
  firstToxic,
  reasons: verdict.reasons,
  files: [shownPath(page), shownPath(numbers)],
});
