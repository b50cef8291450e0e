import { venueBench } from '../../shared/sweep/contagion/venue-bench.ts';
import { readVenueSweep } from './venue-files.ts';

/** What a thread is handed for each slice. */
export interface Slice {
  readonly sweepFile: string;
  /** Of the sweep and its snapshot, as they were when the run began. */
  readonly digest: string;
  readonly from: number;
  readonly to: number;
  /** Shared with the run: element 0 counts walks finished. */
  readonly walks: Int32Array;
}

/** One a sweep, so that snapshot and ladders stay ready between slices. */
const benches = new Map<string, ReturnType<typeof venueBench>>();

/** Paths `from` to `to` of every cell. */
export default async function work({ sweepFile, digest, from, to, walks }: Slice): Promise<Float64Array[]> {
  const bench = benches.get(digest) ?? (await benchOf(sweepFile, digest));
  benches.set(digest, bench);
  return bench(from, to, (more) => {
    Atomics.add(walks, 0, more);
  });
}

async function benchOf(sweepFile: string, digest: string) {
  const { venue, sweep, cells, digest: own } = await readVenueSweep(sweepFile);
  if (own !== digest)
    throw new Error(`${sweepFile} and its snapshot must stay as they are while they are run`);
  return venueBench(venue, sweep, cells);
}
