import { type Ran, runSeed } from './run-seed.ts';

/** What a number of seeds did, all of which held but perhaps the last. */
export interface Totals {
  seeds: number;
  events: number;
  rounds: number;
  /** Milliseconds of processor time. */
  cpuMs: number;
  readonly faults: Map<string, number>;
  failed: Ran[];
}

export const noTotals = (): Totals => ({
  seeds: 0,
  events: 0,
  rounds: 0,
  cpuMs: 0,
  faults: new Map(),
  failed: [],
});

export function add(into: Totals, more: Totals): void {
  into.seeds += more.seeds;
  into.events += more.events;
  into.rounds += more.rounds;
  into.cpuMs += more.cpuMs;
  into.failed = [...into.failed, ...more.failed].sort((a, b) => a.seed - b.seed);
  for (const [fault, count] of more.faults) into.faults.set(fault, (into.faults.get(fault) ?? 0) + count);
}

/** Runs seeds one after the other, up to the first that fails. */
export async function runMany(seeds: readonly number[]): Promise<Totals> {
  const totals = noTotals();
  for (const seed of seeds) {
    const before = process.cpuUsage();
    const ran = await runSeed(seed);
    const { user, system } = process.cpuUsage(before);
    const { events, rounds, failure } = ran;
    const failed = failure ? [ran] : [];
    add(totals, {
      seeds: 1,
      events,
      rounds,
      cpuMs: (user + system) / 1_000,
      faults: new Map(ran.faults),
      failed,
    });
    if (failure) break;
  }
  return totals;
}
