import '../../functions/inlining.ts';
import { type Attempt, simulate } from '../../functions/shard/simulate.ts';
import { localClock } from './clock.ts';
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

/** One per folder, so that manifest and market stay loaded between messages. */
const workers = new Map<string, ReturnType<typeof simulate>>();

export default function work({ folder, modelDigest, walks, body, receive }: Handed): Promise<Attempt> {
  const known = workers.get(folder);
  const run =
    known ??
    simulate({
      objects: fileObjects(folder),
      clock: localClock,
      modelDigest,
      heed: (count) => {
        Atomics.add(walks, 0, count);
      },
    });
  workers.set(folder, run);
  return run(body, receive);
}
