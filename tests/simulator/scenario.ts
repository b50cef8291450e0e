import { nightlySweepId } from '../../shared/sweep/night.ts';
import { drawFaults, type Faults, NO_FAULTS } from './faults.ts';
import type { Random } from './random.ts';
import { CELLS, MARKET, OTHER_MARKET, type SimulatedMarket, type SweepFile } from './sweeps.ts';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** What a second of a worker costs, and what it takes beside computing a shard, by plan's forecast. */
export const USD_PER_SECOND = 2.3e-5;
export const OVERHEAD_SECONDS = 0.5;

/** What a shard does to whoever runs it, by its own nature. */
export type Nature = 'crashes' | 'fails' | 'endless';

export interface SweepPlan {
  readonly sweepId: string;
  readonly isNight: boolean;
  readonly market: SimulatedMarket;
  /** Of a night. */
  readonly businessDate: string;
  readonly file: SweepFile;
  readonly cellsPerShard: number;
  readonly shards: number;
  /** Milliseconds after the start at which somebody submits it; one may do so twice. */
  readonly submitAt: readonly number[];
  /** Plan runs on the machine of whoever submits, not as a function. */
  readonly onLaptop: boolean;
  /** Somebody submits another sweep under the same id. */
  readonly rivalAt: number | undefined;
  readonly natures: ReadonlyMap<number, Nature>;
  /** Shards that take four times their time. */
  readonly slow: ReadonlySet<number>;
}

/** What a person does to a sweep, or to all of them. */
export interface Deed {
  readonly at: number;
  readonly what: 'cancel' | 'resume' | 'retry' | 'stop' | 'start';
  /** Who do it at the same moment. */
  readonly people: number;
  readonly sweep: number;
}

/** Everything about a simulation that is decided before it begins. */
export interface Scenario {
  readonly faults: Faults;
  /** Milliseconds after the start. */
  readonly faultsEnd: number;
  readonly timeoutMs: number;
  readonly visibilityMs: number;
  /** Workers on the queue of nights, and on the other. */
  readonly workers: { readonly nightly: number; readonly sweeps: number };
  /** SweepUps at the same time: 1, but a person's command line may be another. */
  readonly sweepUps: number;
  readonly pageSize: number;
  /** Messages of one request. */
  readonly batch: number;
  /** True milliseconds of one path, and how far plan is off: 2 is twice as long as forecast, which is dear. */
  readonly walkMs: number;
  readonly slowness: number;
  readonly sweeps: readonly SweepPlan[];
  readonly deeds: readonly Deed[];
  /** Milliseconds after the start at which a message comes in that nobody can read. */
  readonly poisonAt: readonly number[];
  /** Milliseconds after the start at which somebody sends a message that was made of another one. */
  readonly forgedAt: readonly number[];
  /** An hour in which sweepUp is down. */
  readonly downAt: number | undefined;
  /** When the night's snapshot is delivered. */
  readonly inboxAt: number;
  /** Some shards that are done are computed once more when a round closes. */
  readonly hasAudits: boolean;
  /** The core itself and the real report, not toys. */
  readonly isReal: boolean;
  /** Nobody meddles and nothing breaks. */
  readonly isQuiet: boolean;
}

export const TODAY = '2026-03-01';
const YESTERDAY = '2026-01-15';

/** The night before, which is late, that of another market, or both. */
function otherNights(later: Random): SweepPlan[] {
  const which = later.pick([
    [[MARKET, YESTERDAY]],
    [[OTHER_MARKET, TODAY]],
    [
      [MARKET, YESTERDAY],
      [OTHER_MARKET, TODAY],
    ],
  ] as const);
  return which.map(([market, businessDate]): SweepPlan => {
    const cellsPerShard = later.pick([2, 4, 8]);
    return {
      sweepId: nightlySweepId(market.id, businessDate),
      isNight: true,
      market,
      businessDate,
      file: { grid: 0, deadlineMinutes: later.pick([5, 10]), maxUsd: 1, seed: '7' },
      cellsPerShard,
      shards: CELLS[0] / cellsPerShard,
      submitAt: [],
      onLaptop: false,
      rivalAt: undefined,
      natures: new Map(),
      slow: new Set(),
    };
  });
}

const SHARDS = [1, 2, 3, 4, 6, 9] as const;

export function drawScenario(random: Random, later: Random, isReal: boolean, isWired: boolean): Scenario {
  const drawn = drawFaults(random, later);
  const isQuiet = drawn === NO_FAULTS;
  // Adapters try five times: little of what goes wrong on the wire is a failure of a whole record.
  const faults = isWired && !isQuiet ? { ...drawn, unavailable: later.between(0.2, 0.5) } : drawn;
  const some = (probability: number) => !isQuiet && random.chance(probability);
  const downAt = some(0.05) ? random.between(0, 20 * MINUTE) : undefined;
  const mostFaulty = random.pick([4, 8, 25]) * MINUTE;
  const faultsEnd = isQuiet ? 0 : (downAt ?? 0) + random.between(2 * MINUTE, downAt ? HOUR : mostFaulty);
  const timeoutMs = random.pick([30, 30, 60, 60, 120]) * SECOND;
  const walkMs = random.pick([20, 200, 1_000]);
  const anySlowness = random.pick(walkMs === 200 ? [1, 1, 2, 3] : [1, 1, 1, 2]);
  // SweepUp waits twice the forecast for the last shards, and then sends them again: that is not quiet.
  const slowness = isQuiet ? 1 : anySlowness;
  // Another sweep's backlog in the same queue is one of the faults.
  const count = isReal ? 1 : random.pick(isQuiet ? [1, 2] : [1, 1, 1, 1, 2, 2, 3]);
  const night = random.chance(isQuiet && count === 2 ? 1 : 0.3) ? random.below(count) : -1;
  const planned = Array.from({ length: count }, (_, i) => drawSweep(i === night, i));
  const nights = night >= 0 && !isQuiet && !isReal && later.chance(0.8) ? otherNights(later) : [];
  const deeds = some(0.5) ? Array.from({ length: 1 + random.below(5) }, drawDeed) : [];

  function drawSweep(isNight: boolean, number: number): SweepPlan {
    const grid = isReal ? 0 : (random.below(3) as 0 | 1 | 2);
    const cells = CELLS[grid];
    // A shard must have a chance to finish within its time limit: 16 paths are the dearest cell that there is.
    const most = Math.max(1, Math.floor((timeoutMs * 0.6) / (walkMs * slowness) / 4));
    const least = Math.ceil(cells / 40);
    const wanted = isWired ? 1 : Math.ceil(cells / random.pick(SHARDS)); // a batch needs messages
    const cellsPerShard = Math.max(least, Math.min(wanted, most));
    const shards = Math.ceil(cells / cellsPerShard);
    const natures = new Map<number, Nature>();
    const slow = new Set<number>();
    if (some(0.15) && !isWired)
      natures.set(random.below(shards), random.pick(['crashes', 'fails', 'endless'] as const));
    if (some(0.2)) slow.add(random.below(shards));
    const submitAt = [random.between(1, 3 * MINUTE)];
    // Once more at the same moment, soon, or when the sweep may be long over.
    if (some(0.3))
      submitAt.push(random.pick([submitAt[0]!, random.between(1, 3 * MINUTE), random.between(1, HOUR / 2)]));
    const deadlineMinutes = isReal ? 12 : random.pick(isQuiet ? [60] : [5, 5, 10, 30]);
    // Little more than the forecast, and so many shards that some are left when it is spent.
    const budget = !isNight && !isReal && some(0.1) ? random.between(1.1, 1.6) : undefined;
    const small = budget === undefined ? cellsPerShard : Math.min(cellsPerShard, Math.ceil(cells / 20));
    const forecastUsd =
      USD_PER_SECOND * ((walkMs * cells * 4) / 1_000 + OVERHEAD_SECONDS * Math.ceil(cells / small));
    return {
      sweepId: isNight ? nightlySweepId(MARKET.id, TODAY) : `sweep-${number}`,
      isNight,
      market: MARKET,
      businessDate: TODAY,
      file: {
        grid,
        deadlineMinutes,
        maxUsd: budget === undefined ? 1 : forecastUsd * budget,
        seed: '7',
      },
      cellsPerShard: small,
      shards: Math.ceil(cells / small),
      submitAt,
      onLaptop: some(0.3),
      rivalAt: !isNight && some(0.05) ? random.between(0, 5 * MINUTE) : undefined,
      natures,
      slow,
    };
  }

  function drawDeed(): Deed {
    return {
      at: random.between(0, faultsEnd),
      what: random.pick(['cancel', 'cancel', 'resume', 'retry', 'resume', 'retry', 'stop', 'start'] as const),
      people: random.pick([1, 1, 2]),
      sweep: random.below(count),
    };
  }

  return {
    faults,
    // Nights that are reported one upon the other, while things still break.
    faultsEnd: nights.length > 0 ? Math.max(faultsEnd, later.between(10, 25) * MINUTE) : faultsEnd,
    timeoutMs,
    visibilityMs: random.pick([2, 6]) * timeoutMs,
    workers: { nightly: 1 + random.below(2), sweeps: 1 + random.below(4) },
    sweepUps: some(0.4) ? 2 : 1,
    pageSize: random.pick([1_000, 1_000, 7, 3]),
    batch: random.pick([10, 10, 4, 1]),
    walkMs,
    slowness,
    sweeps: [...planned, ...nights],
    deeds,
    poisonAt: some(0.1) ? [random.between(0, faultsEnd)] : [],
    forgedAt: !isQuiet && later.chance(0.1) ? [0, 1].map(() => later.between(0, faultsEnd)) : [],
    downAt,
    inboxAt: isQuiet ? 0 : random.between(0, 10 * MINUTE),
    hasAudits: some(0.3),
    isReal,
    isQuiet,
  };
}
