import Tinypool from 'tinypool';
import type { Reduction } from './reduce-worker.ts';
import { LEAN, threadFile } from './threads.ts';

/** Makes a report, or one of its folds, in a thread of its own, which can be ended at once and leaves no memory behind. */
export async function reduceInThread(reduction: Reduction, signal?: AbortSignal): Promise<unknown> {
  const thread = new Tinypool({
    filename: threadFile('reduce-worker'),
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: LEAN,
  });
  try {
    return await thread.run(reduction, signal ? { signal } : {});
  } finally {
    await thread.destroy();
  }
}
