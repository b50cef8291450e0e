import { persist } from '../../functions/aws/persist.ts';
import type { Queue } from '../../functions/ports.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import { NO_FAULTS } from './faults.ts';
import { written } from './ledger.ts';
import { persistenceOf } from './objects.ts';
import { Injected, type Process, type Surroundings } from './process.ts';

/** One copy of a message. */
export interface Letter {
  readonly body: string;
  receives: number;
  state: 'delayed' | 'waiting' | 'taken' | 'gone';
  /** True time since which it has been waiting. */
  waitingSince: number;
  /** Rises with each delivery; an old receipt acknowledges nothing. */
  receipt: number;
}

const MINUTE = 60_000;
/** Every queue gives up after this many receives (infra/queues.ts). */
export const MOST_RECEIVES = 5;

/** A standard queue of SQS: at least once, in no order, with a redrive to dead letters. */
export class Mailbox {
  readonly name: string;
  readonly letters = new Set<Letter>();
  /** Told of every message that somebody sends, and of every copy that comes in: a request may be repeated. */
  onSend: (body: string) => void = () => {};
  onCopy: (body: string) => void = () => {};
  /** Told when there may be something to take. */
  onWaiting: () => void = () => {};
  readonly #around: Surroundings;
  readonly #visibilityMs: number;
  readonly #dead: Mailbox | undefined;
  #waiting: Letter[] = [];

  constructor(name: string, around: Surroundings, visibilityMs: number, dead?: Mailbox) {
    this.name = name;
    this.#around = around;
    this.#visibilityMs = visibilityMs;
    this.#dead = dead;
  }

  get #faults() {
    const { kernel, faults, faultsEnd } = this.#around;
    return kernel.now < faultsEnd ? faults : NO_FAULTS;
  }

  #is(fault: 'lost' | 'duplicate' | 'delay' | 'deaf' | 'shownEarly' | 'depthLies'): boolean {
    const { random, kernel } = this.#around;
    if (!random.chance(this.#faults[fault])) return false;
    kernel.inject(fault);
    return true;
  }

  /** Takes a message in; it may be lost, late or doubled on the way. */
  accept(body: string): void {
    this.onCopy(body);
    if (this.#is('lost')) this.#around.kernel.say(this.name, 'loses', body);
    else this.#add(body);
    if (this.#is('duplicate')) {
      this.onCopy(body);
      this.#add(body);
    }
  }

  #add(body: string): void {
    const { random, kernel } = this.#around;
    const letter: Letter = { body, receives: 0, state: 'delayed', waitingSince: 0, receipt: 0 };
    this.letters.add(letter);
    const late = this.#is('delay') ? random.between(0, 15 * MINUTE) : random.below(200);
    kernel.after(late, () => this.#show(letter));
  }

  #show(letter: Letter): void {
    letter.state = 'waiting';
    letter.waitingSince = this.#around.kernel.now;
    this.#waiting.push(letter);
    this.onWaiting();
  }

  /** The next delivery, in no order; undefined if nothing is waiting. */
  take(): { readonly letter: Letter; readonly receipt: number } | undefined {
    const { random, kernel } = this.#around;
    for (;;) {
      const letter = this.#waiting.splice(random.below(Math.min(this.#waiting.length, 10)), 1)[0];
      if (!letter) return undefined;
      letter.receives++;
      const receipt = ++letter.receipt;
      if (this.#dead && letter.receives > MOST_RECEIVES) {
        this.#forget(letter);
        this.#dead.accept(letter.body);
        continue;
      }
      letter.state = 'taken';
      const shown = this.#is('shownEarly') ? random.between(0, this.#visibilityMs) : this.#visibilityMs;
      this.#showAgain(letter, receipt, kernel.now + shown);
      return { letter, receipt };
    }
  }

  /** The delivery was dealt with. */
  acknowledge(letter: Letter, receipt: number): void {
    if (this.#is('deaf')) return;
    if (letter.receipt === receipt && letter.state === 'taken') this.#forget(letter);
  }

  /** The delivery failed, and shall come back sooner than by itself. */
  giveBack(letter: Letter, receipt: number): void {
    const { kernel, random } = this.#around;
    if (this.#is('deaf')) return;
    const most = Math.min(10_000 * 2 ** letter.receives, 120_000);
    if (letter.receipt !== receipt || letter.state !== 'taken') return;
    letter.receipt++; // ends the wait for the visibility timeout
    this.#showAgain(letter, letter.receipt, kernel.now + random.between(most / 2, most));
  }

  #showAgain(letter: Letter, receipt: number, time: number): void {
    this.#around.kernel.at(time, () => {
      if (letter.receipt === receipt && letter.state === 'taken') this.#show(letter);
    });
  }

  #forget(letter: Letter): void {
    letter.state = 'gone';
    this.letters.delete(letter);
  }

  get waiting(): readonly Letter[] {
    return this.#waiting;
  }

  /** What SQS says, which may be anything. */
  depth(): { readonly waiting: number; readonly inFlight: number } {
    const { random } = this.#around;
    const all = [...this.letters];
    const inFlight = all.filter(({ state }) => state === 'taken').length;
    const waiting = all.length - inFlight;
    if (!this.#is('depthLies')) return { waiting, inFlight };
    return { waiting: random.pick([0, 0, random.below(20)]), inFlight };
  }
}

/** The queue as one process sees it: what `functions/aws/queue.ts` does, over requests that may fail. */
export const simulatedQueue = (mailbox: Mailbox, process: Process, batch: number): Queue => ({
  async send(messages: readonly ShardMessage[]) {
    for (let first = 0; first < messages.length; first += batch) {
      let entries = messages.slice(first, first + batch).map(written);
      for (const body of entries) mailbox.onSend(body);
      await persist(async () => {
        const failed = await process.request('send', 'SEND', mailbox.name, (cut) => {
          const taken = cut ? Math.floor(cut.share * entries.length) : entries.length;
          for (const body of entries.slice(0, taken)) mailbox.accept(body);
          return entries.slice(taken);
        });
        if (failed.length === 0) return;
        entries = failed;
        throw new Injected('messages', 503);
      }, persistenceOf(process));
    }
  },
  depth: () =>
    persist(
      () =>
        process.request('other', 'DEPTH', mailbox.name, () => {
          process.depthAt = process.around.kernel.now;
          return mailbox.depth();
        }),
      persistenceOf(process),
    ),
});
