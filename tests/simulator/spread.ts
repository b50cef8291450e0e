import { type ChildProcess, fork } from 'node:child_process';
import { add, noTotals, type Totals } from './run-many.ts';

const PER_MESSAGE = 50;

export interface Spread {
  readonly from: number;
  readonly seeds: number;
  readonly processes: number;
  /** Goes on after a seed has failed. */
  readonly all?: boolean;
  readonly onProgress?: (totals: Totals) => void;
  /** Ends it after the seeds that are under way. */
  readonly signal?: AbortSignal;
}

/** Runs seeds in several processes, up to the first that fails. */
export function spread({ from, seeds, processes, all = false, onProgress, signal }: Spread): Promise<Totals> {
  const totals = noTotals();
  const end = from + seeds;
  let next = from;
  const take = (): number[] => {
    if (signal?.aborted || (totals.failed.length > 0 && !all)) return [];
    const first = next;
    next = Math.min(next + PER_MESSAGE, end);
    return Array.from({ length: next - first }, (_, i) => first + i);
  };

  const serve = (child: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      let asked: number[] = [];
      const ask = (left: number[]) => {
        asked = left.length > 0 ? left : take();
        if (asked.length > 0) child.send(asked);
        else child.disconnect();
      };
      child.on('message', (more: Totals) => {
        add(totals, more);
        onProgress?.(totals);
        ask(all ? asked.slice(more.seeds) : []);
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(`a process must run its seeds to the end, got exit code ${code} from ${asked[0]} on`),
          );
      });
      ask([]);
    });

  const workers = Array.from({ length: processes }, () =>
    fork(new URL('./seed-worker.ts', import.meta.url), { serialization: 'advanced', execArgv: [] }),
  );
  return Promise.all(workers.map(serve)).then(
    () => totals,
    (error: unknown) => {
      for (const worker of workers) worker.kill();
      throw error;
    },
  );
}
