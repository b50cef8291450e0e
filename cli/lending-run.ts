import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LendingSweepRead } from '../functions/kinds/lending.ts';
import { releaseOf } from '../release/release.ts';
import { lendingFilesOf } from '../shared/report/lending/lending-files.ts';
import { lendingReport } from '../shared/report/lending/lending-report.ts';
import { inputAt, type LendingCell, lendingCells } from '../shared/sweep/lending/lending-cells.ts';
import { type LendingPath, lendingPath } from '../shared/sweep/lending/lending-paths.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { lendingTold } from './lending-told.ts';
import { readLendingSweep } from './local/lending-delivery.ts';
import { needWritable, writeOutput } from './local/output-file.ts';
import { plural, span } from './numbers.ts';
import { progressView } from './progress.ts';
import { tellReport } from './rows-told.ts';
import { note } from './terminal.ts';

/** Runs a sweep of a lending market to its report, and tells what came out and where it is. */
export async function runLendingSweep(
  sweepFile: string,
  { out, json = false }: { readonly out: string; readonly json?: boolean | undefined },
): Promise<ExitCode> {
  const startMs = performance.now();
  const read = await readLendingSweep(sweepFile);
  await needWritable(out, ['lending.html', 'lending.json']);
  const { input } = read.scenario;
  const cells = lendingCells(read.sweep);
  note(
    `${plural(input.assets.length, 'asset')}, ${plural(input.pools.length, 'pool')}, ${plural(input.borrowers.count, 'borrower')}: ${plural(cells.length, 'cell')} of ${plural(input.ticks, 'tick')}`,
  );
  const paths = await watchedPaths(read, cells);
  if (!paths) return EXIT.interrupted;
  const report = lendingReport({ ...read, cells, paths, engine: releaseOf() });
  for (const [file, bytes] of lendingFilesOf(report)) await writeOutput(join(out, file), bytes);
  const files = { page: join(out, 'lending.html'), numbers: join(out, 'lending.json') };
  tellReport(lendingTold, report, files, { json });
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
