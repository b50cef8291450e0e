import { availableParallelism } from 'node:os';
import Tinypool from 'tinypool';
import { keptWidth } from '../../shared/sweep/contagion/venue-bench.ts';
import { walksOf } from '../../shared/sweep/contagion/venue-cells.ts';
import { LEAN, threadFile } from './threads.ts';
import type { VenueSweepRead } from './venue-files.ts';
import type { Slice } from './venue-worker.ts';

interface VenueRun {
  readonly sweepFile: string;
  readonly read: VenueSweepRead;
  /** Threads; as many as the machine has cores if not given. */
  readonly workers?: number | undefined;
  /** Paths of a slice; no number depends on it. */
  readonly slicePaths?: number;
  readonly onProgress?: (done: { readonly walks: Share; readonly slices: Share }) => void;
  readonly signal?: AbortSignal;
}
interface Share {
  readonly planned: number;
  readonly done: number;
}

/** Slices for each thread: enough that none waits long for the last. */
const SLICES = 8;
const PROGRESS_MS = 250;

/**
 * Runs the paths of a venue's sweep in worker threads, slice by slice.
 *
 * @returns for each cell the rows of its paths, one after another: the same bytes for any number of threads
 */
export async function runVenue(run: VenueRun): Promise<Float64Array[]> {
  const { sweepFile, read, workers = availableParallelism(), onProgress, signal } = run;
  const { cells, digest, venue } = read;
  const most = cells.reduce((paths, cell) => Math.max(paths, cell.paths), 0);
  const size = run.slicePaths ?? Math.max(1, Math.ceil(most / (SLICES * workers)));
  const starts = Array.from({ length: Math.ceil(most / size) }, (_, i) => i * size);
  const walks = new Int32Array(new SharedArrayBuffer(4));
  const threads = new Tinypool({
    filename: threadFile('venue-worker'),
    minThreads: Math.min(workers, starts.length),
    maxThreads: Math.min(workers, starts.length),
    resourceLimits: LEAN,
  });
  const width = keptWidth(venue.markets.length);
  const rows = cells.map(({ paths }) => new Float64Array(paths * width));
  let slices = 0;
  const tell = () =>
    onProgress?.({
      walks: { planned: walksOf(cells), done: Atomics.load(walks, 0) },
      slices: { planned: starts.length, done: slices },
    });
  const timer = setInterval(tell, PROGRESS_MS);
  try {
    await Promise.all(
      starts.map(async (from) => {
        const slice: Slice = { sweepFile, digest, from, to: Math.min(most, from + size), walks };
        const part: Float64Array[] = await threads.run(slice, signal ? { signal } : {});
        for (const [c, own] of part.entries()) if (own.length > 0) rows[c]!.set(own, from * width);
        slices++;
      }),
    );
  } finally {
    clearInterval(timer);
    await threads.destroy();
  }
  return rows;
}
