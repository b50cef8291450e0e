import type { SQSEvent } from 'aws-lambda';
import { persist, statusOf, TruncatedBody } from '../../functions/aws/persist.ts';
import type { NightlyMarket } from '../../functions/nightly/markets.ts';
import { onPlanEvent, type Planned } from '../../functions/plan/plan-event.ts';
import type { Starter } from '../../functions/ports.ts';
import { compile } from '../../functions/reduce/compile.ts';
import { DamageFound } from '../../functions/reduce/damage.ts';
import { type Folded, fold } from '../../functions/reduce/fold.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { onReduceEvent } from '../../functions/reduce/reduce-event.ts';
import { resume } from '../../functions/round/resume.ts';
import { sweepUp } from '../../functions/round/sweep-up.ts';
import { onSweepUpEvent, type Told, throwFailures } from '../../functions/round/sweep-up-event.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { type ShardRun, shardRuns } from '../../functions/shard/shard-run.ts';
import { type Attempt, simulate } from '../../functions/shard/simulate.ts';
import { OutOfTime } from '../../functions/shard/time-limit.ts';
import { newestRound } from '../../functions/stored/listed.ts';
import type { StoredManifest } from '../../functions/stored/manifests.ts';
import { writeRecord } from '../../functions/stored/records.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { shardPaths } from '../../shared/sweep/cut.ts';
import {
  anomalyKey,
  cancelKey,
  inboxKey,
  STOP_KEY,
  snapshotKey,
  tombstoneKey,
} from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { resultKeyOf } from '../../shared/sweep/mended.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import type { Cancel, Index } from '../../shared/sweep/records.ts';
import { Damaged } from '../../shared/sweep/seal.ts';
import { members, type ShardSet } from '../../shared/sweep/shard-set.ts';
import { TREE as REAL_TREE } from '../../shared/sweep/tree.ts';
import { Bucket } from './bucket.ts';
import { Decay } from './decay.ts';
import type { Faults } from './faults.ts';
import { type Ending, Fleet } from './fleet.ts';
import { Kernel } from './kernel.ts';
import { Ledger, readMessage } from './ledger.ts';
import { type Letter, Mailbox, simulatedQueue } from './mailbox.ts';
import { persistenceOf, simulatedObjects } from './objects.ts';
import { Injected, Process, type Surroundings } from './process.ts';
import { type Random, randomOf } from './random.ts';
import {
  type Deed,
  drawScenario,
  MINUTE,
  type Nature,
  OVERHEAD_SECONDS,
  type Scenario,
  SECOND,
  type SweepPlan,
  TODAY,
  USD_PER_SECOND,
} from './scenario.ts';
import { MARKET, OTHER_MARKET, sweepText } from './sweeps.ts';
import { readToy, toyCompile, toyShard } from './toy.ts';
import { sha256 as digestOf, Violation, watchOver } from './watch.ts';
import type { Services } from './wired/transport.ts';
import { eventOf, type FunctionName, failuresOf, load } from './wired/wired.ts';

type Task = Parameters<Starter['start']>[0];
type SweepUpEvent = Task | { readonly kind: 'tick' };

export const MODEL = 'ab'.repeat(32);
export const CODE = { version: '0.0.0', digest: 'cd'.repeat(32) };
const BYTES = new TextEncoder();
/** Between two ticks, between two attempts at a reduce, and the longest that functions other than workers run. */
export const TICK = MINUTE;
export const REDUCE_EVERY = 5 * MINUTE;
const LIMIT = 300 * SECOND;
/** One seed in so many runs the functions as they are deployed, over the SDK's own clients; those take a hundred times as long. */
const WIRED_EVERY = 1_000;
/** Sweeps of more than four shards are folded, three at a time: most of them. */
export const TREE = { ...REAL_TREE, mostShards: 4, shardsPerFold: 3 };

/** A whole account of AWS in one thread: the functions, the queues, the bucket, the people, and what goes wrong. */
export class Simulation implements Surroundings {
  readonly kernel = new Kernel();
  readonly ledger = new Ledger();
  readonly random: Random;
  readonly later: Random;
  away: Surroundings['away'];
  /** The functions as they are deployed, with their own entry points and adapters. */
  readonly isWired: boolean;
  #wired: Awaited<ReturnType<typeof load>> | undefined;
  readonly #batchFleets: Fleet<SQSEvent, unknown>[] = [];
  readonly #taken = new Map<
    string,
    { readonly mailbox: Mailbox; readonly letter: Letter; readonly receipt: number }
  >();
  readonly scenario: Scenario;
  readonly faults: Faults;
  readonly faultsEnd: number;
  readonly startedAt: number;
  readonly bucket: Bucket;
  readonly decay: Decay;
  readonly queues: Readonly<Record<'nightly' | 'sweeps' | 'dead', Mailbox>>;
  readonly plan: Fleet<unknown, Planned>;
  readonly sweepUp: Fleet<unknown, Told>;
  readonly reduce: Fleet<unknown, Index | Folded>;
  readonly workers: Fleet<{ readonly body: string; readonly receive: number }, Attempt>;
  readonly deadLetter: Fleet<{ readonly body: string; readonly receive: number }, string>;
  /** Poison that came in, and poison that a worker or the reader of dead letters told of. */
  readonly poison = { sent: 0, told: new Set<string>(), bodies: new Set<string>() };
  /** Sweeps that somebody has been told are accepted. */
  readonly accepted = new Set<string>();
  /** Ids under which another sweep was accepted. */
  readonly rivals = new Set<string>();
  /** Commands of people that have no answer yet. */
  asking = 0;

  /** @param only leaves out all sweeps but this one */
  constructor(seed: number, only?: string) {
    this.random = randomOf(seed);
    this.later = randomOf(seed + 0x2_0000_0000);
    this.isWired = seed % WIRED_EVERY === WIRED_EVERY - 1;
    const drawn = drawScenario(this.random, this.later, seed % 125 === 124, this.isWired);
    const isIn = ({ sweepId }: SweepPlan) => only === undefined || sweepId === only;
    this.scenario = { ...drawn, sweeps: drawn.sweeps.filter(isIn) };
    this.faults = this.scenario.faults;
    this.startedAt = this.kernel.now;
    this.faultsEnd = this.startedAt + this.scenario.faultsEnd;
    this.bucket = new Bucket(
      watchOver(() => ({
        bucket: this.bucket,
        ledger: this.ledger,
        mailboxes: [this.queues.nightly, this.queues.sweeps],
        depthIsTrue: this.faults.depthLies === 0,
        isFresh: this.faults.stale === 0,
        decay: this.decay,
      })),
    );
    this.decay = new Decay(this.bucket, this.kernel, seed);
    const { visibilityMs } = this.scenario;
    const dead = new Mailbox('dead letters', this, 3 * MINUTE);
    this.queues = {
      nightly: new Mailbox('nightly queue', this, visibilityMs, dead),
      sweeps: new Mailbox('sweeps queue', this, visibilityMs, dead),
      dead,
    };
    this.plan = new Fleet('plan', this, { concurrency: 2, timeoutMs: 3 * LIMIT }, (process) =>
      this.#entry('plan', process, () => this.#planner(process)),
    );
    this.sweepUp = new Fleet(
      'sweepUp',
      this,
      { concurrency: this.scenario.sweepUps, timeoutMs: LIMIT },
      (process) => this.#entry('sweepUp', process, () => this.#sweeper(process)),
    );
    this.reduce = new Fleet('reduce', this, { concurrency: 20, timeoutMs: LIMIT }, (process) =>
      this.#entry('reduce', process, () => this.#reducer(process)),
    );
    const { nightly, sweeps } = this.scenario.workers;
    this.workers = new Fleet(
      'worker',
      this,
      { concurrency: nightly + sweeps, timeoutMs: this.scenario.timeoutMs },
      (process) => this.#worker(process),
    );
    this.deadLetter = new Fleet('deadLetter', this, { concurrency: 2, timeoutMs: 30 * SECOND }, (process) => {
      const objects = this.#objects(process);
      return ({ body }) => deadLetter(objects, body, 5, 'none that ended');
    });
    for (const queue of [this.queues.nightly, this.queues.sweeps]) {
      queue.onSend = (body) => this.#sent(body);
      queue.onCopy = (body) => this.#copied(body);
      const most = queue === this.queues.nightly ? nightly : sweeps;
      if (this.isWired) this.#mapBatches(queue, 'worker', most);
      else this.#map(queue, this.workers, most);
    }
    if (this.isWired) this.#mapBatches(dead, 'deadLetter', 2);
    else this.#map(dead, this.deadLetter, 2);
    this.#schedule();
  }

  /** True while nothing may go wrong any more. */
  get isCalm(): boolean {
    return this.kernel.now >= this.faultsEnd;
  }

  #is(fault: 'staleModel' | 'wrongResult' | 'start' | 'skippedTick'): boolean {
    if (this.isCalm || !this.random.chance(this.faults[fault])) return false;
    this.kernel.inject(fault);
    return true;
  }

  /** Of a fault that came later (faults.ts). */
  #isLater(fault: 'throttled' | 'outage' | 'torn'): boolean {
    if (this.isCalm || this.faults[fault] === 0 || !this.later.chance(this.faults[fault])) return false;
    this.kernel.inject(fault);
    return true;
  }

  tear(key: string): void {
    if (this.#isLater('torn')) this.decay.tear(key);
  }

  #objects(process: Process) {
    return simulatedObjects(this.bucket, process, this.scenario.pageSize);
  }

  // Functions

  /** Has whatever must be there before the first event; an import takes as long as it takes. */
  async load(): Promise<void> {
    if (!this.isWired) return;
    this.kernel.isPatient = true;
    const { timeoutMs, visibilityMs, workers } = this.scenario;
    this.#wired = await load({
      BUCKET_NAME: 'simulated',
      STAGE: 'simulated',
      EXPIRY_TAG: 'expires=90-days',
      WORKERS: String(workers.sweeps),
      NIGHTLY_WORKERS: String(workers.nightly),
      WORKER_TIMEOUT_SECONDS: String(timeoutMs / SECOND),
      VISIBILITY_SECONDS: String(visibilityMs / SECOND),
      REDUCE_SECONDS: String(REDUCE_EVERY / SECOND),
      MARKETS: JSON.stringify(this.markets),
      PLAN_FUNCTION: 'plan',
      REDUCE_FUNCTION: 'reduce',
      SWEEP_UP_FUNCTION: 'sweepUp',
      ALERTS_TOPIC: 'arn:aws:sns:us-east-1:000000000000:alerts',
      NIGHTLY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/nightly',
      SWEEPS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/sweeps',
    });
  }

  #entry<In, Out>(name: FunctionName, process: Process, play: () => (event: In) => Promise<Out>) {
    const services: Services = {
      bucket: this.bucket,
      pageSize: this.scenario.pageSize,
      mailboxes: new Map(Object.entries(this.queues)),
      taken: this.#taken,
      start: (task) => this.#started(task),
    };
    return this.#wired ? (this.#wired(name, process, services) as (event: In) => Promise<Out>) : play();
  }

  #reducer(process: Process) {
    const objects = this.#objects(process);
    const { isReal } = this.scenario;
    return onReduceEvent({
      reduce: reduce({
        objects,
        release: CODE,
        usdPerSecond: USD_PER_SECOND,
        compile: isReal ? compile : toyCompile,
        tree: TREE,
      }),
      fold: fold({ objects, tree: TREE, ...(isReal ? {} : { read: readToy }) }),
    });
  }

  #planner(process: Process) {
    const objects = this.#objects(process);
    return onPlanEvent(
      {
        objects,
        clock: process.clock,
        starter: this.#starter(process),
        fleet: {
          workers: this.scenario.workers.sweeps,
          overheadSeconds: OVERHEAD_SECONDS,
          maxShardSeconds: this.scenario.timeoutMs / 4 / SECOND,
          maxShards: 50_000,
        },
        modelDigest: MODEL,
        usdPerSecond: USD_PER_SECOND,
        law: () => ({
          drawSeconds: 0,
          ladderSeconds: () => 0,
          walkSeconds: () => this.scenario.walkMs / SECOND,
          warmSeconds: 0,
        }),
      },
      this.markets,
    );
  }

  get markets(): readonly NightlyMarket[] {
    const ids = this.scenario.sweeps.filter(({ isNight }) => isNight).map(({ market }) => market.id);
    return [...new Set(ids)].map((market) => ({
      market,
      at: '00:02',
      zone: 'UTC',
      dateOf: 'same-day' as const,
      cutOffMinutes: 90,
    }));
  }

  #sweeper(process: Process) {
    const ports = {
      objects: this.#objects(process),
      clock: process.clock,
      starter: this.#starter(process),
      usdPerSecond: USD_PER_SECOND,
      reduceEveryMs: REDUCE_EVERY,
      tree: TREE,
      ...(this.scenario.hasAudits && { audits: (_manifest: string, done: ShardSet) => everyThird(done) }),
    };
    const step = (queue: 'nightly' | 'sweeps') =>
      sweepUp({
        ...ports,
        queue: simulatedQueue(this.queues[queue], process, this.scenario.batch),
        patience: {
          timeoutMs: this.scenario.timeoutMs,
          visibilityMs: this.scenario.visibilityMs,
          concurrency: this.scenario.workers[queue],
        },
      });
    const steps = { nightly: step('nightly'), sweeps: step('sweeps') };
    const onEvent = onSweepUpEvent({
      ...ports,
      step: (sweepId, round) => steps[isNightly(sweepId) ? 'nightly' : 'sweeps'](sweepId, round),
      markets: this.markets,
      modelDigest: MODEL,
    });
    return async (event: unknown): Promise<Told> => {
      const told = await onEvent(event);
      throwFailures(told.failures);
      return told;
    };
  }

  #worker(process: Process) {
    const objects = this.#objects(process);
    const real = shardRuns(objects);
    const isStale = this.#is('staleModel');
    const stale = () => this.#fail(2, `${process.name} must not compute with another model, got ${MODEL}`);
    const run = simulate({
      objects,
      clock: process.clock,
      modelDigest: isStale ? 'ef'.repeat(32) : MODEL,
      runs: async (planned) => {
        const own = this.scenario.isReal
          ? await real(planned)
          : (shard: number) => this.#toyShard(planned, shard);
        if (isStale) stale();
        return this.#shardRun(process, ofOneMarket(planned.manifest), own);
      },
    });
    return ({ body, receive }: { readonly body: string; readonly receive: number }) => {
      process.message = readMessage(body);
      return run(body, receive);
    };
  }

  /** A shard as it is by its nature: it takes its time, and it may fail or never come back. */
  #shardRun(
    process: Process,
    manifest: Manifest,
    run: (shard: number, heed: () => void) => Uint8Array,
  ): ShardRun {
    const { walkMs, slowness, sweeps } = this.scenario;
    const own = sweeps.find(({ sweepId }) => sweepId === manifest.sweepId)!;
    const paths = pathsOf(manifest);
    return (shard, heed) => {
      this.#began(process, shard);
      const nature = own.natures.get(shard);
      const walks = paths(shard);
      const isSlow = own.slow.has(shard) && !this.isCalm;
      const perWalk = walkMs * slowness * (isSlow ? 4 : 1);
      if (isSlow) this.kernel.inject('slow shard');
      if (nature) this.kernel.inject(`shard that ${NATURES[nature]}`);
      const round = this.ledger.round(process.message!.sweepId, process.message!.round);
      const spend = (milliseconds: number) => {
        round.computedMs += Math.max(0, Math.min(milliseconds, process.clock.left()));
        process.compute(milliseconds);
      };
      for (let walk = 0; walk < walks; walk++) {
        for (; nature === 'endless'; heed(0)) spend(this.scenario.timeoutMs / 40);
        spend(perWalk);
        heed(1);
      }
      if (nature === 'fails') throw new RangeError(`shard must not be ${shard}, got it`);
      if (nature === 'crashes') process.crash('runs out of memory');
      return run(shard, () => {});
    };
  }

  #toyShard(planned: StoredManifest, shard: number): Uint8Array {
    const isWrong = this.#is('wrongResult');
    const bytes = toyShard(planned, shard, isWrong);
    if (isWrong) this.ledger.madeWrong.add(digestOf(bytes));
    return bytes;
  }

  /** Invariants 5, 7 and 15. */
  #began(process: Process, shard: number): void {
    const message = process.message!;
    this.kernel.say(process.name, 'computes', `${message.sweepId} ${message.round}.${message.gen} ${shard}`);
    // A worker counts seconds on its own clock: set back by as long as it lay frozen, it takes old news for new.
    if (this.faults.clock === 0 && this.faults.stale === 0) {
      const { cancelledAt } = this.ledger.round(message.sweepId, message.round);
      if (cancelledAt !== undefined && process.beganAt > cancelledAt + 10 * SECOND)
        this.#fail(5, `shard ${shard} must not start 10 s after the cancel, got ${message.sweepId}`);
      const { stoppedAt } = this.ledger;
      if (stoppedAt !== undefined && process.beganAt > stoppedAt + 10 * SECOND)
        this.#fail(5, `shard ${shard} must not start 10 s after the stop, got ${message.sweepId}`);
      if (process.beganAt > message.notAfter + SECOND)
        this.#fail(15, `shard ${shard} must not start after its deadline, got ${message.sweepId}`);
    }
    const own = this.ledger.shard(message);
    own.starts++;
    if (own.starts > 5 * own.copies)
      this.#fail(7, `shard ${shard} must start five times a message, got ${own.starts} of ${own.copies}`);
  }

  /** 7: one who has issued sends, and nobody else. Two that close at once write the same, and both may send audits. */
  #sent(body: string): void {
    const message = readMessage(body)!;
    const { sweepId, round, gen, shard, audit = false } = message;
    if (audit) return;
    const { sent } = this.ledger.shard(message);
    if (sent.has(gen))
      this.#fail(7, `shard ${shard} of ${sweepId} must be sent once in ${round}.${gen}, got twice`);
    sent.add(gen);
  }

  #copied(body: string): void {
    const message = readMessage(body);
    if (message) this.ledger.shard(message).copies++;
  }

  // Starting and delivering

  #starter(process: Process): Starter {
    return {
      start: (task) =>
        persist(
          () => process.request('other', 'START', task.kind, () => this.#started(task)),
          persistenceOf(process),
        ),
    };
  }

  #started(task: Task): void {
    const copies = this.#is('start') ? this.random.pick([0, 2]) : 1;
    for (let copy = 0; copy < copies; copy++) {
      const after = 20 + this.random.below(500);
      if (task.kind === 'sweepUp') this.#invoke(this.sweepUp, task, after, MINUTE, 0);
      else if (task.kind === 'reduce') this.#invoke(this.reduce, task, after, 5 * MINUTE, 0);
      else this.#invoke(this.plan, task, after, 60 * MINUTE, 2);
    }
  }

  /** An asynchronous invocation: kept while there is no environment for it, and tried again if it fails. */
  #invoke<In, Out>(fleet: Fleet<In, Out>, event: In, after: number, maxAge: number, retries: number): void {
    const until = this.kernel.now + maxAge;
    this.kernel.after(after, () => {
      const taken =
        !this.#isLater('throttled') &&
        fleet.invoke(
          event,
          () => {},
          (ending) => {
            this.#judge(fleet.name, ending);
            if (ending.end !== 'answered' && retries > 0)
              this.#invoke(fleet, event, MINUTE, until - this.kernel.now, retries - 1);
          },
        );
      const next = 1_000 + this.random.below(4_000);
      if (!taken && this.kernel.now + next < until)
        this.#invoke(fleet, event, next, until - this.kernel.now, retries);
    });
  }

  /** What a use case throws must have been done to it. */
  #judge(name: string, ending: Ending<unknown>): void {
    if (ending.end === 'failed') this.kernel.say(name, 'throws', String(ending.error));
    if (ending.end !== 'failed' || this.#mayThrow(ending.error)) return;
    this.#fail(0, `${name} must throw nothing but what was done to it, got ${describe(ending.error)}`);
  }

  #mayThrow(error: unknown): boolean {
    if (this.isWired && isOfTheWire(error)) return true;
    if (error instanceof AggregateError) return error.errors.every((own) => this.#mayThrow(own));
    if (error instanceof Injected || error instanceof OutOfTime) return true;
    const { rot, loss, stale, torn } = this.faults;
    const decays = rot + loss + stale + torn > 0;
    if (error instanceof Damaged || error instanceof DamageFound) return decays;
    if (!(error instanceof Error)) return false;
    return REFUSALS.test(error.message) || (decays && /must be there, .*got nothing$/.test(error.message));
  }

  #fail(invariant: number, message: string): void {
    this.kernel.failure ??= new Violation(invariant, message);
  }

  /** An event source mapping: one message per invocation, and no more than so many at a time. */
  #map<Out>(
    queue: Mailbox,
    fleet: Fleet<{ readonly body: string; readonly receive: number }, Out>,
    most: number,
  ): void {
    let inFlight = 0;
    const poll = () => {
      while (inFlight < most) {
        const taken = queue.take();
        if (!taken) return;
        inFlight++;
        this.#deliver(queue, fleet, taken.letter, taken.receipt, () => {
          inFlight--;
          this.kernel.after(10, poll);
        });
      }
    };
    queue.onWaiting = () => this.kernel.after(5 + this.random.below(100), poll);
  }

  /** The same with up to ten messages an invocation, of which the function says which it could not do. */
  #mapBatches(queue: Mailbox, name: 'worker' | 'deadLetter', most: number): void {
    const fleet = new Fleet<SQSEvent, unknown>(
      name,
      this,
      { concurrency: most, timeoutMs: name === 'worker' ? this.scenario.timeoutMs : 30 * SECOND },
      (process) =>
        this.#entry(name, process, () => {
          throw new Error(`${name} must be wired`);
        }),
    );
    this.#batchFleets.push(fleet);
    let inFlight = 0;
    const poll = () => {
      while (inFlight < most) {
        const size = 1 + this.later.below(10);
        const batch: { readonly handle: string; readonly letter: Letter; readonly receipt: number }[] = [];
        for (let taken = queue.take(); taken; taken = batch.length < size ? queue.take() : undefined)
          batch.push({ handle: `${queue.name} ${this.#taken.size + batch.length}`, ...taken });
        if (batch.length === 0) return;
        for (const { handle, letter, receipt } of batch)
          this.#taken.set(handle, { mailbox: queue, letter, receipt });
        inFlight++;
        const done = () => {
          inFlight--;
          this.kernel.after(10, poll);
        };
        if (this.#isLater('throttled')) {
          this.kernel.after(1_000, done);
          continue;
        }
        this.#invokeBatch(fleet, queue, batch, done);
      }
    };
    queue.onWaiting = () => this.kernel.after(this.later.below(3_000), poll); // others come meanwhile
  }

  #invokeBatch(
    fleet: Fleet<SQSEvent, unknown>,
    queue: Mailbox,
    batch: readonly { readonly handle: string; readonly letter: Letter; readonly receipt: number }[],
    done: () => void,
  ): void {
    const name = Object.entries(this.queues).find(([, own]) => own === queue)![0];
    const records = batch.map(({ handle, letter: { body, receives } }) => ({ handle, body, receives }));
    if (batch.length > 1) this.kernel.inject('batch');
    fleet.invoke(
      eventOf(name, records),
      () => {},
      (ending) => {
        this.#judge(fleet.name, ending);
        if (ending.end === 'answered') {
          const failed = failuresOf(ending.value);
          if (failed.size > 0 && failed.size < batch.length) this.kernel.inject('batch that failed in part');
          for (const { handle, letter, receipt } of batch) {
            this.kernel.say('mapping', failed.has(handle) ? 'hears a failure' : 'acknowledges', letter.body);
            if (failed.has(handle)) continue; // the function has said when it shall show again
            if (this.poison.bodies.has(letter.body)) this.poison.told.add(letter.body);
            else if (fleet.name === 'worker') this.#acknowledged(letter.body);
            queue.acknowledge(letter, receipt);
          }
        }
        done();
      },
    );
  }

  /** 13: as #heard, where only the function knows what became of a message: its shard is done or failed, or its round is over. */
  #acknowledged(body: string): void {
    const { sweepId, round, shard, audit, since = 0, notAfter } = readMessage(body)!;
    const key = resultKeyOf(sweepId, shard, since);
    const isThere = [key, tombstoneKey.build({ sweepId, round, shard })].some(
      (own) => this.bucket.held.has(own) || this.decay.lost.has(own),
    );
    const mayBeOver =
      this.ledger.round(sweepId, round).cancelledAt !== undefined ||
      this.scenario.deeds.some(({ what }) => what === 'stop') ||
      this.kernel.now > notAfter ||
      this.faults.clock > 0;
    if (!isThere && !audit && !mayBeOver)
      this.#fail(13, `what is acknowledged must leave a trace, got none of shard ${shard} of ${sweepId}`);
  }

  #deliver<Out>(
    queue: Mailbox,
    fleet: Fleet<{ readonly body: string; readonly receive: number }, Out>,
    letter: Letter,
    receipt: number,
    done: () => void,
  ): void {
    const { body, receives } = letter;
    if (this.#isLater('throttled')) {
      this.kernel.say('mapping', 'is refused', body); // it was received, and shows again when its time is over
      this.kernel.after(1_000, done);
      return;
    }
    fleet.invoke(
      { body, receive: receives },
      () => {},
      (ending) => {
        this.#judge(fleet.name, ending);
        if (ending.end === 'answered') {
          this.#heard(body, ending.value);
          queue.acknowledge(letter, receipt);
        } else if (ending.end === 'failed') queue.giveBack(letter, receipt);
        done();
      },
    );
  }

  /** 13: what is acknowledged has left a trace. */
  #heard(body: string, value: unknown): void {
    const { outcome, sha256 = undefined } =
      typeof value === 'string' ? { outcome: value } : (value as Attempt);
    this.kernel.say('mapping', `hears ${outcome}`, body);
    if (outcome === 'poison') this.poison.told.add(body);
    const message = readMessage(body);
    if (!message) return;
    const { sweepId, round, shard, audit = false, since = 0 } = message;
    const resultKey = resultKeyOf(sweepId, shard, since);
    const stoneKey = tombstoneKey.build({ sweepId, round, shard });
    const result = this.decay.written(resultKey);
    const needsResult = ['done', 'already', 'audited'].includes(outcome);
    const needsStone = outcome === 'dead-letter' || (outcome === 'failed' && !audit);
    const needed = needsResult ? resultKey : needsStone ? stoneKey : undefined;
    const isTraced = needed === undefined || this.bucket.held.has(needed) || this.decay.lost.has(needed);
    if (!isTraced) this.#fail(13, `${outcome} must leave a trace, got none of shard ${shard} of ${sweepId}`);
    // Of a rotten one the worker may have seen either; of one that was lost meanwhile, an earlier; by a stale read, none.
    if (this.faults.stale > 0 || this.decay.rotten.has(resultKey) || this.decay.lost.has(resultKey)) return;
    if (sha256 === undefined || !result || digestOf(result.body) === sha256) return;
    if (!this.bucket.held.has(anomalyKey.build({ sweepId, shard, digest: sha256 })))
      this.#fail(13, `a second result of shard ${shard} of ${sweepId} must be an anomaly, got silence`);
  }

  // What happens at its time

  #schedule(): void {
    const { kernel, random, scenario } = this;
    const operator = new Process('venue', this);
    const deliver = (key: string, text: string) =>
      this.bucket.put(key, BYTES.encode(text), undefined, {}, operator, kernel.now);
    for (const { digest, snapshotText } of [MARKET, OTHER_MARKET])
      deliver(snapshotKey.build({ digest, file: 'snapshot.json' }), snapshotText);
    const tick = (): void => {
      if (this.isCalm) this.bucket.remove(STOP_KEY, operator);
      const { downAt } = scenario;
      const since = kernel.now - this.startedAt;
      const isDown = downAt !== undefined && since > downAt && since < downAt + 60 * MINUTE && !this.isCalm;
      if (isDown) kernel.inject('tick while sweepUp is down');
      else if (!this.#is('skippedTick'))
        this.#invoke(this.sweepUp, { kind: 'tick' } satisfies SweepUpEvent, random.below(500), MINUTE, 0);
      if (this.#isLater('outage')) this.#goAway();
      if (!this.isCalm && random.chance(this.faults.rot)) this.decay.rot();
      if (!this.isCalm && random.chance(this.faults.loss)) this.decay.lose();
      kernel.after(TICK, tick);
    };
    kernel.after(random.below(TICK), tick);

    for (const own of scenario.sweeps) {
      const sweep = sweepText(own.file);
      if (own.isNight) {
        const { market, businessDate, sweepId } = own;
        const key = inboxKey.build({ market: market.id, businessDate });
        const inbox = { schema: 'inbox/1', market: market.id, snapshotDigest: market.digest, sweep };
        kernel.after(scenario.inboxAt, () => deliver(key, JSON.stringify(inbox)));
        const task: Task = { kind: 'night', market: market.id, scheduledTime: `${businessDate}T00:02:00Z` };
        const ask = (): void => {
          if (this.ledger.sweep(sweepId).rounds.get(1)?.record) return;
          this.#started(task);
          // SweepUp asks for the newest night of a market; for one before it, somebody does.
          if (businessDate !== TODAY || market !== MARKET)
            kernel.inject('night of another market, or of the day before');
          if (businessDate !== TODAY) kernel.after(MINUTE, ask);
        };
        kernel.at(this.startedAt + 2 * MINUTE, ask);
        this.accepted.add(own.sweepId); // level-triggered: nobody has to be told
      } else {
        const request = this.#request(own, own.file.seed);
        for (const at of own.submitAt) kernel.after(at, () => this.#submit(own, request, true));
        const rival = this.#request(own, '8');
        if (own.rivalAt !== undefined) kernel.after(own.rivalAt, () => this.#submit(own, rival, false));
      }
    }
    for (const deed of scenario.deeds) {
      for (let people = 0; people < deed.people; people++) kernel.after(deed.at, () => this.#do(deed));
    }
    for (const at of scenario.poisonAt) {
      kernel.after(at, () => {
        kernel.inject('unreadable message');
        const body = random.pick(['', '{}', '{"v":1,"sweepId":"../../etc"}', '{"v":2,']);
        this.poison.sent++;
        this.poison.bodies.add(body);
        this.queues.sweeps.accept(body);
      });
    }
    for (const at of scenario.forgedAt) kernel.after(at, () => this.#forge());
    kernel.at(this.faultsEnd, () => {
      this.kernel.say('all', 'faults end', '');
      this.decay.restoreRecords();
      const { workers, sweepUp, plan, reduce, deadLetter } = this;
      for (const fleet of [workers, sweepUp, plan, reduce, deadLetter, ...this.#batchFleets]) fleet.renew();
    });
  }

  /** The bucket or the queues are away for some minutes, not beyond the end of all faults. */
  #goAway(): void {
    if (this.away) return;
    this.away = this.later.pick(['bucket', 'queues'] as const);
    this.kernel.say('all', 'away:', this.away);
    this.kernel.after(this.later.between(0.5, 4) * MINUTE, () => {
      this.away = undefined;
    });
  }

  /** Sends a message that is made of one that is waiting, and means another sweep's manifest, no shard, or no sweep. */
  #forge(): void {
    const { later, queues, poison } = this;
    // What is made of a forged message may be a true one again.
    const letters = [...queues.nightly.letters, ...queues.sweeps.letters].filter(
      ({ body }) => !poison.bodies.has(body),
    );
    const [letter, other] = [0, 1].map(() => later.pick(letters.length > 0 ? letters : [undefined]));
    const [message, another] = [letter, other].map((own) => own && readMessage(own.body));
    if (!message || !another) return;
    const { shards } = this.ledger.sweep(message.sweepId).manifest ?? { shards: 0 };
    const forged = later.pick([
      { ...message, manifestSha256: digestOf(BYTES.encode(message.manifestSha256)) },
      { ...message, shard: shards },
      { ...message, sweepId: `${message.sweepId}-x` },
      ...(another.sweepId === message.sweepId ? [] : [{ ...message, sweepId: another.sweepId }]),
    ]);
    this.kernel.inject('forged message');
    poison.bodies.add(JSON.stringify(forged));
    queues[isNightly(message.sweepId) ? 'nightly' : 'sweeps'].accept(JSON.stringify(forged));
  }

  /** People who see that nothing goes on with their sweep give the same command again. */
  lookAfter(): void {
    for (const own of this.scenario.sweeps) {
      const { sweepId, isNight } = own;
      const isStuck = [...this.decay.lost].some((key) => key.startsWith(`open/${sweepId}/`));
      if (!isStuck) continue;
      const seed = this.ledger.sweep(sweepId).manifest?.sweep.seed;
      if (isNight) this.person('resume', (process) => this.again(process, sweepId, 'resume'));
      else if (seed !== undefined) this.#submit(own, this.#request(own, seed), seed === own.file.seed);
    }
  }

  #request({ sweepId, cellsPerShard, file }: SweepPlan, seed: string): unknown {
    const sweep = sweepText({ ...file, seed });
    return { kind: 'plan', sweep, snapshotDigest: MARKET.digest, sweepId, cellsPerShard };
  }

  /** A person who submits a sweep, and tries again until it is accepted or refused for good. */
  #submit(own: SweepPlan, request: unknown, isOwn: boolean): void {
    const { sweepId } = own;
    const hear = (ending: Ending<unknown>): boolean => {
      if (ending.end === 'answered') {
        this.kernel.say('person', 'is told that it is accepted', `${sweepId} ${isOwn ? '' : 'rival'}`);
        (isOwn ? this.accepted : this.rivals).add(sweepId);
        return true;
      }
      if (ending.end === 'died' || !/must be free/.test(String(ending.error))) return false;
      (isOwn ? this.rivals : this.accepted).add(sweepId);
      return true;
    };
    if (own.onLaptop) {
      this.person('submit', (process) => this.#planner(process)(request), hear);
      return;
    }
    const again = () =>
      this.kernel.after(MINUTE + this.random.below(MINUTE), () => this.#submit(own, request, isOwn));
    const taken = this.plan.invoke(
      request,
      () => {},
      (ending) => {
        this.#judge('plan', ending);
        if (!hear(ending)) again();
      },
    );
    if (!taken) again();
  }

  #do({ what, sweep }: Deed): void {
    const { sweepId } = this.scenario.sweeps[sweep]!;
    this.kernel.inject(`person's ${what}`);
    this.person(what, async (process) => {
      const objects = this.#objects(process);
      if (what === 'stop') {
        await objects.create(STOP_KEY, BYTES.encode('{}'));
      } else if (what === 'start') {
        await objects.remove(STOP_KEY);
      } else if (what === 'cancel') {
        const round = await newestRound(objects, sweepId);
        const record: Cancel = { schema: 'cancel/2', reason: 'cancelled', by: 'person' };
        await writeRecord(objects, cancelKey.build({ sweepId, round }), record);
      } else await this.again(process, sweepId, what);
    });
  }

  /** Opens the round after the newest, if there is one. */
  async again(process: Process, sweepId: string, why: 'resume' | 'retry'): Promise<void> {
    const objects = this.#objects(process);
    const { manifestAt, rounds } = this.ledger.sweep(sweepId);
    if (manifestAt === undefined || !rounds.get(1)?.record) return; // status says so
    const round = await newestRound(objects, sweepId);
    await resume({ objects, clock: process.clock })(sweepId, round, why, 'person');
  }

  /**
   * Runs a command of a person, whose machine may break like any other, and who then asks again.
   *
   * @param hear true if that was an answer
   */
  person<Out>(
    name: string,
    run: (process: Process) => Promise<Out>,
    hear: (ending: Ending<Out>) => boolean = ({ end }) => end === 'answered',
  ): void {
    const { kernel } = this;
    const process = new Process(`person ${name}`, this, true);
    process.beganAt = kernel.now;
    this.asking++;
    const end = (ending: Ending<Out>) => {
      process.onDeath = () => {};
      this.asking--;
      this.#judge(name, ending);
      if (hear(ending)) return;
      this.asking++;
      kernel.after(MINUTE + this.random.below(MINUTE), () => {
        this.asking--;
        this.person(name, run, hear);
      });
    };
    process.onDeath = () => end({ end: 'died' });
    kernel.began();
    const settled = (ending: Ending<Out>) => {
      kernel.activity++;
      end(ending);
    };
    run(process).then(
      (value) => settled({ end: 'answered', value }),
      (error: unknown) => settled({ end: 'failed', error }),
    );
  }
}

const everyThird = (done: ShardSet): number[] => members(done).filter((shard) => shard % 3 === 1);

const NATURES: Readonly<Record<Nature, string>> = {
  crashes: 'crashes whoever runs it',
  fails: 'fails',
  endless: 'takes too long',
};

const known = new Map<string, (shard: number) => number>();

/** Planned paths by shard. All sweeps of so many cells have the same grid. */
function pathsOf(manifest: Manifest): (shard: number) => number {
  const name = `${manifest.cells} ${manifest.cellsPerShard}`;
  const paths = known.get(name) ?? shardPaths(manifest);
  known.set(name, paths);
  return paths;
}

/** What the adapters make of an answer that the simulation spoiled. */
const isOfTheWire = (error: unknown): boolean =>
  error instanceof Error &&
  (/^the wire: /.test(error.message) ||
    error instanceof TruncatedBody ||
    [409, 500, 503].includes(statusOf(error) ?? 0));

const REFUSALS = /^(control\/stop\.json must not be there|sweepId must be free)/;

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
