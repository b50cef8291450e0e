import { ownMeter } from '../../functions/meter.ts';
import { type Attempt, simulate } from '../../functions/shard/simulate.ts';
import { localClock } from './clock.ts';
import { FileError } from './file-errors.ts';
import { fileObjects } from './file-objects.ts';

/** What a worker thread is handed for each delivery. */
export interface Handed {
  readonly folder: string;
  readonly modelDigest: string;
  /** Shared with the pool: element 0 counts walks finished. */
  readonly walks: Int32Array;
  readonly body: string;
  readonly receive: number;
}

/** What became of a delivery; or that the machine has no room for it, which no other delivery would mend. */
export type Worked = { readonly full?: undefined; readonly attempt: Attempt } | { readonly full: string };

/** One per folder, so that manifest and market stay loaded between messages. */
const workers = new Map<string, ReturnType<typeof simulate>>();

export default async function work({ folder, modelDigest, walks, body, receive }: Handed): Promise<Worked> {
  const known = workers.get(folder);
  const run =
    known ??
    simulate({
      objects: fileObjects(folder),
      clock: localClock,
      meter: ownMeter,
      modelDigest,
      heed: (count) => {
        Atomics.add(walks, 0, count);
      },
    });
  workers.set(folder, run);
  try {
    return { attempt: await run(body, receive) };
  } catch (error) {
    if (error instanceof FileError && error.isOfMachine) return { full: error.message };
    throw error;
  }
}
