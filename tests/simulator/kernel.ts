/** What happened, for the reader of a failure. */
export interface Line {
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly detail: string;
}

const KEPT = 64;
/** Turns of the microtask queue in which a process that was woken has usually asked for its next thing. */
const TURNS = 40;
/** The same of the event loop, for those behind the SDK's clients; and for how many of them nobody asks for anything when all have. */
const MOST_TURNS = 2_000;
const STILL = 25;

/**
 * Virtual time: one heap of events, one thing at a time, in an order that follows from the seed alone. Real code runs
 * as microtasks between two events and never sees the machine's clock.
 */
export class Kernel {
  /** Milliseconds since 1970; true time, which no process sees. */
  now = Date.UTC(2026, 2, 1);
  /** Rises whenever a process asks for something or comes to its end. */
  activity = 0;
  events = 0;
  /** Processes work behind the SDK's clients, which take many turns of the machine's event loop for one request. */
  isPatient = false;
  /** Ends the simulation at the next event: what a promise may not throw. */
  failure: unknown;
  /** How often each kind of fault was injected. */
  readonly injected = new Map<string, number>();
  /** Prints each line as it comes. */
  print: ((line: Line) => void) | undefined;

  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #runs: (() => void)[] = [];
  #order = 0;
  /** Processes that the present event gave something to do. */
  #woken = 0;
  #hasRejected = false;
  readonly #lines: Line[] = [];
  #line = 0;

  at(time: number, run: () => void): void {
    const times = this.#times;
    const orders = this.#orders;
    const runs = this.#runs;
    const order = this.#order++;
    let hole = times.length;
    times.push(time);
    orders.push(order);
    runs.push(run);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent]! <= time) break; // an earlier order wins a tie, and it is above already
      times[hole] = times[parent]!;
      orders[hole] = orders[parent]!;
      runs[hole] = runs[parent]!;
      hole = parent;
    }
    times[hole] = time;
    orders[hole] = order;
    runs[hole] = run;
  }

  after(milliseconds: number, run: () => void): void {
    this.at(this.now + milliseconds, run);
  }

  inject(fault: string): void {
    this.injected.set(fault, (this.injected.get(fault) ?? 0) + 1);
  }

  /** Hands a process its answer; it goes on before the next event. */
  wake<T>(resolve: (value: T) => void, value: T): void {
    this.#woken++;
    resolve(value);
  }

  wakeWithError(reject: (error: Error) => void, error: Error): void {
    this.#woken++;
    this.#hasRejected = true;
    reject(error);
  }

  /** Says that a process has begun in the present event. */
  began(): void {
    this.#woken++;
  }

  say(who: string, what: string, detail: string): void {
    const line = { at: this.now, who, what, detail };
    this.#lines[this.#line++ % KEPT] = line;
    this.print?.(line);
  }

  /** The newest lines, oldest first. */
  lines(count: number): Line[] {
    const all = [...this.#lines.slice(this.#line % KEPT), ...this.#lines.slice(0, this.#line % KEPT)];
    return all.slice(-count);
  }

  /** Runs events until the time has come or `done` says so; true if it did. */
  async run(until: number, done: () => boolean): Promise<boolean> {
    while (!done()) {
      if (this.#times.length === 0 || this.#times[0]! > until) {
        this.now = until;
        return false;
      }
      this.now = this.#times[0]!;
      this.#woken = 0;
      const before = this.activity;
      this.#pop()();
      this.events++;
      if (this.#woken > 0) await this.#settle(before + this.#woken);
      if (this.#hasRejected) {
        this.#hasRejected = false;
        await new Promise(setImmediate); // only now does Node tell of a promise that failed and nobody waits for
      }
      if (this.failure !== undefined) throw this.failure;
    }
    return true;
  }

  /** Lets the processes that were woken run until each waits again. */
  async #settle(activity: number): Promise<void> {
    for (let turn = 0; turn < TURNS && this.activity < activity; turn++) await null;
    if (this.isPatient) return this.#settlePatiently(activity);
    if (this.activity < activity) await new Promise(setImmediate); // one that reads Parquet takes more turns
  }

  /** Until all have asked for their next things, and nobody has asked for another for a while: several requests may be under way. */
  async #settlePatiently(activity: number): Promise<void> {
    for (let still = 0, turn = 0; still < STILL && turn < MOST_TURNS; turn++) {
      const before = this.activity;
      await new Promise(setImmediate);
      still = this.activity === before && before >= activity ? still + 1 : 0;
    }
  }

  #pop(): () => void {
    const times = this.#times;
    const orders = this.#orders;
    const runs = this.#runs;
    const first = runs[0]!;
    const time = times.pop()!;
    const order = orders.pop()!;
    const run = runs.pop()!;
    const size = times.length;
    if (size === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && comesBefore(times, orders, child + 1, times[child]!, orders[child]!)) child++;
      if (!comesBefore(times, orders, child, time, order)) break;
      times[hole] = times[child]!;
      orders[hole] = orders[child]!;
      runs[hole] = runs[child]!;
      hole = child;
    }
    times[hole] = time;
    orders[hole] = order;
    runs[hole] = run;
    return first;
  }
}

const comesBefore = (
  times: readonly number[],
  orders: readonly number[],
  row: number,
  time: number,
  order: number,
): boolean => times[row]! < time || (times[row]! === time && orders[row]! < order);
