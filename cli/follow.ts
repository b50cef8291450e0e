import type { Proposal } from '../functions/plan/plan.ts';
import { outOfReach } from '../shared/risk/proof/reach.ts';
import { reportSeconds } from '../shared/sweep/forecast.ts';
import { walksOf } from '../shared/sweep/grids.ts';
import { EXIT, type ExitCode, runError } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { type LocalSweep, runLocal } from './local/run-local.ts';
import { plural, shown, span } from './numbers.ts';
import { tell } from './outcome.ts';
import { progressView } from './progress.ts';
import { note } from './terminal.ts';

/** Runs a sweep to its report while somebody may watch; Ctrl-C ends it so that the same command goes on. */
export async function follow(sweep: LocalSweep, json: boolean): Promise<ExitCode> {
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
      runLocal({
        ...sweep,
        signal,
        onProposal: (proposal) => {
          begun = true;
          note([estimateLine(proposal), ...warningLines(proposal)].join('\n'));
          sweep.onProposal?.(proposal);
        },
        onProgress: (progress) => view.update(progress),
      }),
    );
    view.stop();
    tell(done, (performance.now() - startMs) / 1_000, json);
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

type Sized = Pick<Proposal['manifest'], 'cells' | 'paths' | 'grids'>;

/** "217 cells, 20,520 walks (8,320 to find what would be enough)" */
export function workText({ cells, paths, ...gridded }: Sized): string {
  const ladder = walksOf(gridded, 'enough');
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
