import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../functions/ports.ts';

/** Nodes before 23.9 know the time of the whole process only, which other threads spend too: there the wall's stands in. */
const { threadCpuUsage }: Partial<Pick<typeof process, 'threadCpuUsage'>> = process;

/** The machine's clock; nobody ends a run here. */
export const localClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  left: () => Number.POSITIVE_INFINITY,
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
  spent: () => {
    const own = threadCpuUsage?.();
    return own ? (own.user + own.system) / 1_000 : performance.now();
  },
};
