import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../functions/ports.ts';

/** The machine's clock; nobody ends a run here. */
export const localClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  left: () => Number.POSITIVE_INFINITY,
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};
