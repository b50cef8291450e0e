import { join } from 'node:path';
import { releaseOf } from '../release/release.ts';
import { contagionFilesOf } from '../shared/report/contagion/contagion-files.ts';
import { venueReport } from '../shared/report/contagion/venue-report.ts';
import { contagionTold } from './contagion-told.ts';
import { EXIT, type ExitCode, runError } from './exit.ts';
import { beyondReach, venueLine } from './explain/venue.ts';
import { untilInterrupted } from './interrupt.ts';
import { needWritable, writeOutput } from './local/output-file.ts';
import { readVenueSweep, type VenueSweepRead } from './local/venue-files.ts';
import { runVenue } from './local/venue-run.ts';
import { span } from './numbers.ts';
import { progressView } from './progress.ts';
import { tellReport } from './rows-told.ts';
import { note } from './terminal.ts';

interface ContagionRun {
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** Runs a sweep over several markets to its report, and tells what came out and where it is. */
export async function runContagion(
  sweepFile: string,
  { out, workers, json = false }: ContagionRun,
): Promise<ExitCode> {
  const startMs = performance.now();
  const read = await readVenueSweep(sweepFile);
  await needWritable(out, ['contagion.html', 'contagion.json']);
  note([venueLine(read), ...beyondReach(read.sweep)].join('\n'));
  const rows = await watchedRows(sweepFile, read, workers);
  if (!rows) return EXIT.interrupted;
  const report = venueReport({ ...read, rows, engine: releaseOf() });
  for (const [file, bytes] of contagionFilesOf(report)) await writeOutput(join(out, file), bytes);
  const files = { page: join(out, 'contagion.html'), numbers: join(out, 'contagion.json') };
  tellReport(contagionTold, report, files, { json });
  note(`done in ${span((performance.now() - startMs) / 1_000)}`);
  return report.status === 'partial' ? EXIT.partial : EXIT.ok;
}

/** Of every cell; undefined: Ctrl-C has ended it. */
async function watchedRows(
  sweepFile: string,
  read: VenueSweepRead,
  workers: number | undefined,
): Promise<Float64Array[] | undefined> {
  const view = progressView();
  let stopped = false;
  const asked = () => {
    stopped = true;
    note('stopping; nothing is kept');
  };
  try {
    return await untilInterrupted(asked, (signal) =>
      runVenue({
        sweepFile,
        read,
        workers,
        signal,
        onProgress: ({ walks, slices }) =>
          view.update({ stage: 'simulating', walks, shards: { ...slices, failed: 0 } }),
      }),
    );
  } catch (error) {
    if (stopped) return undefined;
    throw runError(error);
  } finally {
    view.stop();
  }
}
