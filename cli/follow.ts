import type { Proposal } from '../functions/plan/plan.ts';
import { outOfReach } from '../shared/risk/proof/reach.ts';
import { reportSeconds } from '../shared/sweep/forecast.ts';
import { isNightly } from '../shared/sweep/night.ts';
import { EXIT, type ExitCode, runError } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { writeArchive } from './local/archive.ts';
import { type LocalReport, type LocalSweep, runLocal, type Watch } from './local/run-local.ts';
import { notifyOf } from './notify.ts';
import { plural, shown, span } from './numbers.ts';
import { tell } from './outcome.ts';
import { progressView } from './progress.ts';
import { note } from './terminal.ts';

/** A sweep that somebody follows; of a night, who is told of what it pages. */
interface Followed extends LocalSweep {
  readonly notify?: URL | undefined;
}

/** How a report is told once it is there. */
interface Telling {
  readonly json: boolean;
  /** Of a night: the folder whose archive it joins. */
  readonly nights?: string | undefined;
  readonly notify?: URL | undefined;
}

/** Runs a sweep to its report while somebody may watch. */
export function follow(sweep: Followed, json: boolean): Promise<ExitCode> {
  const { isNight, outFolder, notify } = sweep;
  const telling = { json, nights: isNight ? outFolder : undefined, notify };
  return watched(telling, (watch) => runLocal({ ...sweep, ...watch }));
}

/** Shows how something comes to its report; Ctrl-C ends it so that the same command goes on. */
export async function watched(
  { json, nights, notify }: Telling,
  run: (watch: Watch) => Promise<LocalReport>,
): Promise<ExitCode> {
  let begun = false;
  let stopped = false;
  const view = progressView();
  const startMs = performance.now();
  const asked = () => {
    stopped = true;
    note('stopping; what is finished is kept');
  };
  try {
    const done = await untilInterrupted(asked, (signal) =>
      run({
        signal,
        onProposal: (proposal) => {
          note([estimateLine(proposal), ...warningLines(proposal)].join('\n'));
          const { sweepId } = proposal.manifest;
          if (nights !== undefined && !isNightly(sweepId))
            note(`that night was run on other inputs already: ${sweepId} stands beside it`);
        },
        onProgress: (progress) => {
          begun = true;
          view.update(progress);
        },
        onNote: note,
      }),
    );
    view.stop();
    const archive = nights === undefined ? undefined : await writeArchive(nights);
    const seconds = (performance.now() - startMs) / 1_000;
    tell(done, seconds, { json, isNight: nights !== undefined, archive: archive?.page });
    if (nights !== undefined && notify && isNightly(done.sweepId))
      await notifyOf(done.report.alerts, notify, nights);
    return done.index.status === 'partial' ? EXIT.partial : EXIT.ok;
  } catch (error) {
    view.stop();
    if (stopped) {
      note('stopped: run the same command again to go on from here');
      return EXIT.interrupted;
    }
    throw begun ? runError(error) : error;
  }
}

/** What is known before anything is spent: of the input, and which limits the planned paths cannot prove however well they end. */
export function warningLines({ manifest, notes }: Proposal): string[] {
  const beyond = outOfReach(manifest.sweep).map(
    ({ metric, paths, tolerance, best, needed }) =>
      `  ${metric}: without one failure ${shown(paths)} paths prove at best ${percent(best)} of a limit of ${percent(tolerance)}; at least ${shown(needed)} are needed, more for several tests at once`,
  );
  return [
    ...notes.map((note) => `  input: ${note}`),
    ...(beyond.length > 0 ? ['the paths cannot prove every limit, so that no verdict can be adequate:'] : []),
    ...beyond,
  ];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** What a sweep takes on this machine, in one line. */
export function estimateLine({ manifest, known }: Proposal): string {
  const { sweepId, cells, paths, shards, forecast } = manifest;
  const size = `${plural(cells, 'cell')}, ${plural(paths, 'walk')}, ${plural(shards, 'shard')}`;
  const seconds = Number(reportSeconds(forecast.wallSeconds).toPrecision(2));
  const before = known ? '; planned before, what is finished is not run again' : '';
  return `${sweepId}: ${size}, about ${span(seconds)} here${before}`;
}
