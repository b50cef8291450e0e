import type { Proposal } from '../functions/plan/plan.ts';
import { percent } from '../shared/market/inspect/finding.ts';
import { outOfReach } from '../shared/risk/proof/reach.ts';
import { isRows } from '../shared/sweep/any-manifest.ts';
import { venueSweepOf } from '../shared/sweep/contagion/venue-sweep.ts';
import { reportSeconds } from '../shared/sweep/forecast.ts';
import { walksOf } from '../shared/sweep/grids.ts';
import type { Manifest } from '../shared/sweep/manifest.ts';
import { isNightly } from '../shared/sweep/night.ts';
import { EXIT, type ExitCode, runError } from './exit.ts';
import { beyondReach } from './explain/venue.ts';
import { untilInterrupted } from './interrupt.ts';
import { writeArchive } from './local/archive.ts';
import { fileObjects } from './local/file-objects.ts';
import { type LocalReport, type LocalSweep, makeLocal, runLocal, type Watch } from './local/run-local.ts';
import { notifyOf } from './notify.ts';
import { plural, shown, span } from './numbers.ts';
import { tell } from './outcome.ts';
import { progressView } from './progress.ts';
import { tellMade } from './tell-made.ts';
import { note } from './terminal.ts';

/** What follows on the report of a night: the page of all nights, and who is told of what it pages. */
export interface AfterNight {
  readonly outFolder: string;
  readonly notify: URL | undefined;
}

type Run = (watch: Watch) => Promise<LocalReport>;

/** Runs a sweep of any kind to its report while somebody may watch. */
export async function followSweep(sweep: LocalSweep, json: boolean): Promise<ExitCode> {
  const startMs = performance.now();
  const made = await shownRun((watch) => makeLocal({ ...sweep, ...watch }));
  if (!made) return EXIT.interrupted;
  await tellMade(made, (performance.now() - startMs) / 1_000, { json });
  return made.index.status === 'partial' ? EXIT.partial : EXIT.ok;
}

/** Runs a night to its report while somebody may watch. */
export const follow = (sweep: LocalSweep, json: boolean, night?: AfterNight): Promise<ExitCode> =>
  watched(json, (watch) => runLocal({ ...sweep, ...watch }), night);

/** Shows how something comes to its report, and tells that. */
export async function watched(json: boolean, run: Run, night?: AfterNight): Promise<ExitCode> {
  const startMs = performance.now();
  const done = await shownRun(run);
  if (!done) return EXIT.interrupted;
  const archive = night && (await writeArchive(night.outFolder));
  const isNight = night !== undefined;
  tell(done, (performance.now() - startMs) / 1_000, { json, isNight, archive: archive?.page });
  if (night?.notify && isNightly(done.sweepId))
    await notifyOf(done.report, night.notify, fileObjects(night.outFolder));
  return done.index.status === 'partial' ? EXIT.partial : EXIT.ok;
}

/** Shows how something comes to its report; undefined: Ctrl-C has ended it, so that the same command goes on. */
export async function shownRun<T>(run: (watch: Watch) => Promise<T>): Promise<T | undefined> {
  let begun = false;
  let stopped = false;
  const view = progressView();
  const asked = () => {
    stopped = true;
    note('stopping; what is finished is kept');
  };
  try {
    const done = await untilInterrupted(asked, (signal) =>
      run({
        signal,
        onProposal: (proposal) => note([estimateLine(proposal), ...warningLines(proposal)].join('\n')),
        onProgress: (progress) => {
          begun = true;
          view.update(progress);
        },
        onNote: note,
      }),
    );
    view.stop();
    return done;
  } catch (error) {
    view.stop();
    if (stopped) {
      note('stopped: run the same command again to go on from here');
      return undefined;
    }
    throw begun ? runError(error) : error;
  }
}

/** What is known before anything is spent: of the input, and which limits the planned paths cannot prove however well they end. */
export function warningLines({ manifest, notes }: Proposal): string[] {
  const input = notes.map((note) => `  input: ${note}`);
  if (isRows(manifest))
    return manifest.kind === 'markets' ? [...input, ...beyondReach(venueSweepOf(manifest.sweep))] : input;
  const beyond = outOfReach(manifest.sweep).map(
    ({ metric, paths, tolerance, best, needed }) =>
      `  ${metric}: without one failure ${shown(paths)} paths prove at best ${percent(best)} of a limit of ${percent(tolerance)}; at least ${shown(needed)} are needed, more for several tests at once`,
  );
  return [
    ...input,
    ...(beyond.length > 0 ? ['the paths cannot prove every limit, so that no verdict can be adequate:'] : []),
    ...beyond,
  ];
}

type Sized = Pick<Proposal['manifest'], 'cells' | 'paths'> | Pick<Manifest, 'cells' | 'paths' | 'grids'>;

/** "217 cells, 20,520 walks (8,320 to find what would be enough)" */
export function workText(planned: Sized): string {
  const { cells, paths } = planned;
  const ladder = 'grids' in planned ? walksOf(planned, 'enough') : 0;
  const enough = ladder === 0 ? '' : ` (${shown(ladder)} to find what would be enough)`;
  return `${plural(cells, 'cell')}, ${plural(paths, 'walk')}${enough}`;
}

/** What a sweep takes on this machine, in one line. */
export function estimateLine({ manifest, known }: Proposal): string {
  const { sweepId, shards, forecast } = manifest;
  const size = `${workText(manifest)}, ${plural(shards, 'shard')}`;
  const seconds = Number(reportSeconds(forecast.wallSeconds).toPrecision(2));
  const before = known ? '; planned before, what is finished is not run again' : '';
  return `${sweepId}: ${size}, about ${span(seconds)} here${before}`;
}
