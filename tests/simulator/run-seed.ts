import { tombstoneKey } from '../../shared/sweep/keys.ts';
import { type Close, parseTombstone } from '../../shared/sweep/records.ts';
import { live } from './disk/lives.ts';
import type { Line } from './kernel.ts';
import type { RoundLedger } from './ledger.ts';
import { HOUR, MINUTE, SECOND, type SweepPlan } from './scenario.ts';
import { REDUCE_EVERY, Simulation, TICK } from './simulation.ts';
import { verify } from './verify.ts';
import { Violation } from './watch.ts';

export interface Ran {
  readonly seed: number;
  readonly events: number;
  readonly rounds: number;
  /** Undefined if everything held. */
  readonly failure: { readonly invariant: number; readonly message: string } | undefined;
  readonly lines: readonly Line[];
  /** How often each kind of fault was injected. */
  readonly faults: ReadonlyMap<string, number>;
}

/** One seed in so many is of the command line's own engine, over a folder. */
const LIVES_EVERY = 500;

/** Simulates one seed to its end and checks everything. */
export async function runSeed(seed: number, print?: (line: Line) => void): Promise<Ran> {
  if (seed % LIVES_EVERY === LIVES_EVERY / 2) return runLives(seed, print);
  const sim = new Simulation(seed);
  sim.kernel.print = print;
  const hear = (error: unknown) => {
    sim.kernel.failure ??= notWaitedFor(error);
  };
  process.on('unhandledRejection', hear);
  const ran = (failure: Ran['failure']): Ran => ({
    seed,
    events: sim.kernel.events,
    rounds: [...sim.ledger.sweeps.values()].reduce((sum, { rounds }) => sum + rounds.size, 0),
    failure,
    lines: sim.kernel.lines(50),
    faults: sim.kernel.injected,
  });
  try {
    await sim.load();
    await sim.kernel.run(sim.faultsEnd, () => false);
    sim.lookAfter();
    await settle(sim);
    await recover(sim);
    verify(sim);
    if (sim.scenario.isQuiet) await nightIsFree(sim, seed);
    return ran(undefined);
  } catch (error) {
    return ran(failureOf(error));
  } finally {
    process.off('unhandledRejection', hear);
  }
}

async function runLives(seed: number, print?: (line: Line) => void): Promise<Ran> {
  const lines: Line[] = [];
  const faults = new Map<string, number>();
  const say = (what: string, detail: string) => {
    const line = { at: lines.length, who: 'command line', what, detail };
    lines.push(line);
    print?.(line);
    faults.set(what, (faults.get(what) ?? 0) + 1);
  };
  const own = { seed, lines, faults };
  let unheard: Violation | undefined;
  const hear = (error: unknown) => {
    unheard ??= notWaitedFor(error);
  };
  process.on('unhandledRejection', hear);
  try {
    const { changes, rounds } = await live(seed, say);
    await new Promise(setImmediate); // only now does Node tell
    if (unheard) throw unheard;
    return { ...own, events: changes, rounds, failure: undefined };
  } catch (error) {
    return { ...own, events: 0, rounds: 0, failure: failureOf(error) };
  } finally {
    process.off('unhandledRejection', hear);
  }
}

const notWaitedFor = (error: unknown): Violation =>
  new Violation(0, `a promise that nobody waits for must not fail, got ${error}`);

const failureOf = (error: unknown): NonNullable<Ran['failure']> =>
  error instanceof Violation
    ? { invariant: error.invariant, message: error.message }
    : { invariant: 0, message: error instanceof Error ? (error.stack ?? '') : String(error) };

/** A machine may sleep before each request that it makes, and its owner asks again if it broke. */
const ASLEEP = 5 * HOUR;

/** 6: lets virtual time pass until every round is closed, reported and left alone; each has its time for that. */
async function settle(sim: Simulation): Promise<void> {
  const { kernel, ledger, scenario } = sim;
  // What was sent before the last fault may take effect this much later.
  const calm = Math.max(sim.faultsEnd, kernel.now) + 30 * SECOND;
  const slack = 4 * TICK; // three, and one for the seconds that a look takes
  for (;;) {
    let open = 0;
    const overdue = (limit: number, what: string): void => {
      open++;
      if (kernel.now > limit) throw new Violation(6, what);
    };
    for (const { sweepId } of scenario.sweeps) {
      const isTold = sim.accepted.has(sweepId) || sim.rivals.has(sweepId);
      if (!isTold) overdue(calm + ASLEEP, `plan of ${sweepId} must be answered, got nothing`);
      if (ledger.sweep(sweepId).manifestAt === undefined)
        overdue(calm + ASLEEP, `${sweepId} must be planned, got no manifest`);
    }
    if (sim.asking > 0) overdue(calm + ASLEEP, `a person must be answered, got nothing`);
    for (const { sweepId, manifestAt, rounds } of ledger.sweeps.values()) {
      if (manifestAt !== undefined && rounds.size === 0)
        overdue(Math.max(manifestAt, calm) + slack, `${sweepId} must have a round, got none`);
      for (const own of rounds.values()) {
        const name = `round ${own.round} of ${sweepId}`;
        const marker = `open/${sweepId}/${String(own.round).padStart(4, '0')}`;
        const isMarked = sim.bucket.held.has(marker);
        if (!own.record) {
          const waits = manifestAt === undefined || own.round > 1;
          if (waits && isMarked)
            overdue(Math.max(own.markedAt! + HOUR, calm) + slack, `${marker} must be dropped, got kept`);
          if (!waits)
            overdue(Math.max(own.markedAt ?? 0, manifestAt, calm) + slack, `${name} must be opened`);
        } else if (!own.close) {
          const cancelled =
            own.cancelledAt === undefined ? 0 : own.cancelledAt + scenario.timeoutMs + 10 * SECOND;
          const marked = isMarked ? own.markedAt! : sim.asking > 0 ? kernel.now : 0; // a sleeper may bring it back
          overdue(
            Math.max(own.record.deadline, own.recordAt, cancelled, marked, calm) + slack,
            `${name} must be closed`,
          );
        } else if (own.reportedAt === undefined && isMended(sim, own)) {
          if (isMarked)
            overdue(
              Math.max(own.closedAt, own.markedAt!, calm) + 3 * REDUCE_EVERY + slack,
              `${marker} must go`,
            );
        } else if (own.reportedAt === undefined)
          overdue(Math.max(own.closedAt, calm) + 3 * REDUCE_EVERY + slack, `${name} must be reported`);
        else if (isMarked)
          overdue(
            Math.max(own.reportedAt, own.markedAt!, calm) + slack,
            `${marker} must be removed, got kept`,
          );
      }
    }
    // Whose marker was lost waits for a person.
    for (const key of sim.decay.lost) {
      const [, sweepId] = /^open\/([^/]+)\//.exec(key) ?? [];
      if (sweepId !== undefined && kernel.now < calm + MINUTE && !sim.bucket.held.has(key)) open++;
    }
    if (open === 0) return;
    await kernel.run(kernel.now + MINUTE, () => false);
  }
}

/**
 * Its reduce found damage, and the next round is open; or a person must open it, for this went on for too long. Or its
 * marker was lost when a person had opened the next one.
 */
function isMended({ bucket, ledger, decay }: Simulation, { sweepId, round, record }: RoundLedger): boolean {
  const damages = bucket.keys(`sweeps/${sweepId}/damages/${String(round).padStart(4, '0')}`);
  const next = ledger.sweep(sweepId).rounds.get(round + 1)?.record; // a person may have opened it first
  if (next && decay.lost.has(`open/${sweepId}/${String(round).padStart(4, '0')}`)) return true;
  return damages.length > 0 && (next !== undefined || record?.mends === 3);
}

/** 14: the report of a night comes when it would come if nobody else had submitted anything. */
async function nightIsFree({ scenario, ledger }: Simulation, seed: number): Promise<void> {
  const night = scenario.sweeps.find(({ isNight }) => isNight);
  if (!night || scenario.sweeps.length === 1) return;
  const { sweepId } = night;
  const alone = new Simulation(seed, sweepId);
  await alone.load();
  await settle(alone);
  const late = ledger.round(sweepId, 1).reportedAt! - alone.ledger.round(sweepId, 1).reportedAt!;
  if (late > 2 * TICK)
    throw new Violation(14, `${sweepId} must not wait for others, got ${late} ms more than alone`);
}

const MOST_RETRIES = 10;

/** 11: when nothing breaks any more, retry leads to a complete report, but for shards that fail by their nature. */
async function recover(sim: Simulation): Promise<void> {
  for (const { sweepId, natures } of sim.scenario.sweeps) {
    for (let retries = 0; ; retries++) {
      const { close, record, recordAt, reportedAt } = newestRound(sim, sweepId);
      const { status, failed, missing, round } = close!;
      if (status === 'complete' && reportedAt !== undefined) break;
      const undone = [failed, missing].filter((ranges) => ranges !== '').join();
      const isNatural = undone.split(',').every((range) => natures.has(Number(range)));
      if (isNatural && record!.why === 'retry' && recordAt > sim.faultsEnd) {
        namesNature(sim, sweepId, natures, close!);
        break;
      }
      if (retries === MOST_RETRIES)
        throw new Violation(
          11,
          `${sweepId} must be complete after retries, got ${undone} undone in round ${round}`,
        );
      sim.person('retry', (process) => sim.again(process, sweepId, 'retry'));
      await sim.kernel.run(sim.kernel.now + MINUTE, () => false);
      await settle(sim);
    }
  }
}

function newestRound({ ledger }: Simulation, sweepId: string): RoundLedger {
  const opened = [...ledger.sweep(sweepId).rounds.values()].filter(({ record }) => record);
  return opened.reduce((last, own) => (own.round > last.round ? own : last));
}

/** A shard that fails by its nature does not vanish: its tombstone says what is wrong with it. */
function namesNature(
  { bucket }: Simulation,
  sweepId: string,
  natures: SweepPlan['natures'],
  close: Close,
): void {
  if (close.reason !== 'failed' && close.reason !== 'lost') return; // ended before it was tried twice
  for (const [shard, nature] of natures) {
    if (nature === 'crashes') continue; // lost, or a dead letter, whichever comes first
    const key = tombstoneKey.build({ sweepId, shard, round: close.round });
    const kind = bucket.held.has(key) ? parseTombstone(bucket.text(key)).kind : 'nothing';
    const expected = nature === 'endless' ? 'too-slow' : 'invalid';
    if (kind !== expected || close.reason !== 'failed')
      throw new Violation(13, `${key} must say ${expected}, got ${kind} and ${close.reason}`);
  }
}
