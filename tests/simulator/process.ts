import type { Clock } from '../../functions/ports.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { Kernel } from './kernel.ts';
import type { Random } from './random.ts';

/** What all processes of one simulation live in. */
export interface Surroundings {
  readonly kernel: Kernel;
  readonly random: Random;
  /** Of the faults that came later (faults.ts). */
  readonly later: Random;
  readonly faults: Faults;
  /** Of something that was just written only a part may be there. */
  tear(key: string): void;
  /** Who is away for everybody. */
  readonly away: 'bucket' | 'queues' | undefined;
  /** True time at which everything begins to work. */
  readonly faultsEnd: number;
}

/** A request that failed because the simulation wanted it to: what a use case may throw without being wrong. */
const POINTER = /^latest\/|\/latest\.json$/;

export class Injected extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, status?: number) {
    super(status === undefined ? name : `${name} ${status}`);
    this.name = name;
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }
}

/** A body that did not arrive whole. */
export class Cut {
  readonly share: number;
  constructor(share: number) {
    this.share = share;
  }
}

const IN_QUEUES = ['SEND', 'DEPTH', 'VISIBILITY'];

/** What may happen to a request besides what may happen to all. */
export type Kind = 'read' | 'body' | 'page' | 'write' | 'send' | 'other';

const TIMEOUT_MS = 10_000;
const STALE_MS = 120_000;
const FROZEN_MS = 180_000;
const HOUR = 3_600_000;
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/**
 * A process of somebody: an environment of a function, or a person's command line. Each has a clock of its own. When
 * it dies, what it waits for never comes: neither `catch` nor `finally` runs in a dead process.
 */
export class Process {
  readonly name: string;
  readonly around: Surroundings;
  readonly isPersons: boolean;
  alive = true;
  /** True time at which it is ended from outside. */
  endsAt = Number.POSITIVE_INFINITY;
  onDeath: () => void = () => {};
  /** True times at which its present work began, and at which it was last told a depth. */
  beganAt = 0;
  depthAt = 0;
  /** The same two when it asked for what is carried out now, which may be long ago: its environment may work on something else. */
  asked = { beganAt: 0, depthAt: 0 };
  /** The message that it works on. */
  message: ShardMessage | undefined;
  #skewMs = 0;
  /** How long it lay frozen in its present work, which its clock has not noticed. */
  #frozenMs = 0;
  /** Answers that came while its environment was frozen between two invocations. */
  #atThaw: (() => void)[] = [];
  #isFrozen = false;
  /** Time spent computing since the last event, which virtual time has not heard of yet. */
  #debtMs = 0;

  readonly clock: Clock = {
    now: () => this.around.kernel.now + this.#debtMs + this.skewMs - this.#frozenMs + 0.25,
    left: () => this.endsAt - this.around.kernel.now - this.#debtMs,
    sleep: (milliseconds) => this.pause(milliseconds),
  };

  constructor(name: string, around: Surroundings, isPersons = false) {
    this.name = name;
    this.isPersons = isPersons;
    this.around = around;
    if (this.#faults.clock > 0) this.#jump();
  }

  /** How far its clock is ahead of the true time. */
  get skewMs(): number {
    return this.#faults === NO_FAULTS ? 0 : this.#skewMs;
  }

  get #faults(): Faults {
    return this.around.kernel.now < this.around.faultsEnd ? this.around.faults : NO_FAULTS;
  }

  compute(milliseconds: number): void {
    this.#debtMs += milliseconds;
  }

  /** Time that it has spent without anybody noticing, and that whoever asks must wait for. */
  takeDebt(): number {
    const debt = this.#debtMs;
    this.#debtMs = 0;
    return debt;
  }

  /** Between two invocations an environment stands still: what it asked for and did not wait for is answered by a broken connection. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Its clock is set anew. */
  thaw(): void {
    this.#isFrozen = false;
    this.#frozenMs = 0;
    for (const answer of this.#atThaw.splice(0)) answer();
  }

  die(how: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.around.kernel.say(this.name, how, '');
    this.onDeath();
  }

  /** Ends without another word, as soon as what it has computed is over, or its time. */
  crash(how: string): void {
    if (!this.alive) return;
    const { kernel } = this.around;
    const left = Math.min(this.takeDebt(), Math.max(0, this.endsAt - kernel.now));
    this.alive = false;
    kernel.after(left, () => {
      kernel.say(this.name, how, '');
      this.onDeath();
    });
  }

  pause(milliseconds: number): Promise<void> {
    const { kernel } = this.around;
    kernel.activity++;
    if (!this.alive) return never();
    return new Promise((resolve) => {
      kernel.after(milliseconds + this.takeDebt(), () => {
        if (!this.alive) return;
        if (this.#isFrozen) this.#atThaw.push(() => kernel.wake(resolve, undefined));
        else kernel.wake(resolve, undefined);
      });
    });
  }

  /**
   * Asks something of another machine: takes some time, may fail, and may be the last thing that this process does.
   *
   * @param effect what happens there; `cut` says that only a part of the answer will arrive
   */
  request<T>(kind: Kind, what: string, subject: string, effect: (cut?: Cut, asOf?: number) => T): Promise<T> {
    const { kernel, random } = this.around;
    kernel.activity++;
    if (!this.alive) return never();
    const faults = this.#faults;
    const sleeps = this.isPersons && random.chance(faults.sleep);
    if (sleeps) kernel.inject('sleep');
    const frozenMs = this.#freezeMs(faults);
    const wait =
      random.between(4, 32) + (sleeps ? random.between(0, 2 * HOUR) : 0) + this.takeDebt() + frozenMs;
    const { beganAt, depthAt } = this;
    return new Promise<T>((resolve, reject) => {
      const carryOut = (cut?: Cut, asOf?: number): T => {
        kernel.say(this.name, asOf === undefined ? what : `${what} stale`, subject);
        this.asked = { beganAt, depthAt };
        return effect(cut, asOf);
      };
      const answer = (after: number, cut?: Cut, asOf?: number) =>
        kernel.after(after, () => {
          // What a dying process had sent may still arrive.
          if (!this.alive && random.chance(0.5)) return;
          try {
            const value = carryOut(cut, asOf);
            if (!this.alive) return;
            if (this.#isFrozen) {
              kernel.inject('frozen with a request under way');
              this.#atThaw.push(() => kernel.wakeWithError(reject, new Injected('ECONNRESET')));
            } else kernel.wake(resolve, value);
          } catch (error) {
            if (!(error instanceof Injected)) throw error;
            if (this.alive) kernel.wakeWithError(reject, error);
          }
        });
      const fail = (after: number, error: Injected) =>
        kernel.after(after, () => {
          if (!this.alive) return;
          kernel.say(this.name, `${what} fails: ${error.message}`, subject);
          kernel.wakeWithError(reject, error);
        });

      if (faults === NO_FAULTS) return answer(wait);
      if (this.around.away === (IN_QUEUES.includes(what) ? 'queues' : 'bucket') && what !== 'START') {
        kernel.inject(`${what} in an outage`);
        return fail(wait, new Injected('unavailable', 503));
      }
      if (random.chance(faults.clock)) this.#jump();
      let roll = random.next();
      const is = (fault: keyof Faults, name: string = fault, times = 1): boolean => {
        roll -= times * faults[fault];
        if (roll >= 0) return false;
        kernel.inject(name);
        return true;
      };
      if (is('crash', `crash around ${what}`)) {
        const before = random.chance(0.5);
        return kernel.after(wait, () => {
          if (!this.alive) return;
          const status: unknown = before ? undefined : carryOut();
          if (what === 'PUT' && status === 200) this.around.tear(subject);
          this.die(`dies ${before ? 'before' : 'after'} ${what} ${subject}`);
        });
      }
      if (is('unavailable')) return fail(wait, new Injected('unavailable', 503));
      if (is('timeout')) {
        const fate = random.below(3);
        if (fate === 0) kernel.after(wait, () => void carryOut());
        if (fate === 1) kernel.after(random.between(0, 2 * TIMEOUT_MS), () => void carryOut());
        return fail(wait + TIMEOUT_MS, new Injected('TimeoutError'));
      }
      if (kind === 'write' && is('conflict')) return fail(wait, new Injected('conflict', 409));
      if ((kind === 'body' || kind === 'send') && is('truncated', `truncated ${what}`))
        return answer(wait, new Cut(random.next()));
      if (kind === 'page' && is('page')) return fail(wait, new Injected('page', 500));
      // Of what is written once an old answer says that it is not there; of what changes it says something else.
      const times = POINTER.test(subject) ? 10 : 1;
      if (kind !== 'write' && kind !== 'send' && kind !== 'other' && is('stale', `stale ${what}`, times))
        return answer(wait, undefined, kernel.now - random.between(0, STALE_MS));
      return answer(is('slow') ? wait + random.between(0, 8_000) : wait);
    });
  }

  /** Not beyond the end of all faults. */
  #freezeMs({ frozen }: Faults): number {
    const { kernel, later, faultsEnd } = this.around;
    if (this.isPersons || frozen === 0 || !later.chance(frozen)) return 0;
    kernel.inject('frozen');
    const frozenMs = later.between(0, Math.min(FROZEN_MS, faultsEnd - kernel.now));
    this.#frozenMs += frozenMs;
    return frozenMs;
  }

  #jump(): void {
    const { random, kernel } = this.around;
    kernel.inject('clock');
    const size = random.pick([2_000, 60_000, 10 * 60_000, HOUR]);
    this.#skewMs = Math.round(random.between(-size, size));
  }
}
