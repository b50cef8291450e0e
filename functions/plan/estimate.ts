import type { Cut, Fleet } from '../../shared/sweep/cut.ts';
import { type Forecast, resultSeconds } from '../../shared/sweep/forecast.ts';

/** How the workers of a fleet come, and what they charge besides seconds. */
export interface Hire {
  /** Workers that are there at once, and how many more come every second. */
  readonly firstWorkers: number;
  readonly workersPerSecond: number;
  /** Until a new worker can take its first shard; charged like work. */
  readonly initSeconds: number;
  /** From the last result until somebody looks, and until the report is written. */
  readonly tickSeconds: number;
  readonly reportSeconds: number;
  /** US dollars for all requests that a shard makes, and for listing a thousand results once. */
  readonly usdPerShard: number;
  readonly usdPerPage: number;
}

/** Threads of a machine of one's own. */
export const OWN_MACHINE: Hire = {
  firstWorkers: Number.POSITIVE_INFINITY,
  workersPerSecond: 0,
  initSeconds: 0,
  tickSeconds: 0,
  reportSeconds: 0,
  usdPerShard: 0,
  usdPerPage: 0,
};

export const RESULTS_PER_PAGE = 1_000;

/**
 * What a sweep will take in seconds and dollars: the formulas of pipeline.md 5.1, but never more workers than shards,
 * and where all workers are there at once the shards as they are dealt out to them.
 */
export function estimate(
  cut: Pick<Cut, 'coreSeconds' | 'longestSeconds' | 'wallSeconds'>,
  shards: number,
  { workers, overheadSeconds: perShard }: Fleet,
  hire: Hire,
  usdPerSecond: number,
): Forecast {
  const { coreSeconds, longestSeconds } = cut;
  const overheadSeconds = shards * perShard;
  const used = Math.min(workers, shards);
  const working =
    used <= hire.firstWorkers
      ? { ramp: 0, steady: cut.wallSeconds, lastShard: 0 }
      : { ...workingSeconds(coreSeconds + overheadSeconds, used, hire), lastShard: longestSeconds };
  const initSeconds = used * hire.initSeconds;
  const { tickSeconds, reportSeconds } = hire;
  const wallSeconds = { ...working, report: tickSeconds + reportSeconds };
  const ticks = tickSeconds > 0 ? Math.ceil(resultSeconds(wallSeconds) / tickSeconds) : 0;
  const pages = Math.ceil(shards / RESULTS_PER_PAGE);
  return {
    coreSeconds,
    overheadSeconds,
    initSeconds,
    wallSeconds,
    usd: {
      compute: (coreSeconds + overheadSeconds) * usdPerSecond,
      requests: shards * hire.usdPerShard + pages * ticks * hire.usdPerPage,
      startUp: initSeconds * usdPerSecond,
    },
  };
}

/**
 * Seconds in which a fleet does so much work, while it grows and at full strength. Concurrency rises in a straight line:
 * from `a` to `C` workers at `b` a second it takes `(C - a) / b` seconds and does `(C² - a²) / 2b` seconds of work.
 */
function workingSeconds(
  work: number,
  most: number,
  { firstWorkers, workersPerSecond }: Pick<Hire, 'firstWorkers' | 'workersPerSecond'>,
): { readonly ramp: number; readonly steady: number } {
  const inRamp = (most ** 2 - firstWorkers ** 2) / (2 * workersPerSecond);
  if (work <= inRamp) {
    const grown = Math.sqrt(firstWorkers ** 2 + 2 * workersPerSecond * work);
    return { ramp: (grown - firstWorkers) / workersPerSecond, steady: 0 };
  }
  return { ramp: (most - firstWorkers) / workersPerSecond, steady: (work - inRamp) / most };
}

/** US dollars, however wrong a forecast is (pipeline.md 5.4): all workers, until the deadline and one function timeout after it; a shard is planned for a quarter of that. */
export const ceilingOf = (
  { workers, maxShardSeconds }: Fleet,
  minutes: number,
  usdPerSecond: number,
): number => workers * (60 * minutes + 4 * maxShardSeconds) * usdPerSecond;

/** Four times the forecast, half an hour to a day. */
export const deadlineMinutes = (wallSeconds: number): number =>
  Math.ceil(Math.min(Math.max((4 * wallSeconds) / 60, 30), 1_440));
