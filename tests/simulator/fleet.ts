import { Process, type Surroundings } from './process.ts';

/** How an invocation ended. */
export type Ending<Out> =
  | { readonly end: 'answered'; readonly value: Out }
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'died' };

interface Environment<In, Out> {
  readonly process: Process;
  readonly handler: (event: In) => Promise<Out>;
  readonly deployment: number;
}

/** A function of Lambda: environments that live on between invocations, and die with whatever they were doing. */
export class Fleet<In, Out> {
  readonly name: string;
  readonly #around: Surroundings;
  readonly #timeoutMs: number;
  readonly #make: (process: Process) => (event: In) => Promise<Out>;
  /** Invocations at the same time. */
  concurrency: number;
  #busy = 0;
  #made = 0;
  #deployment = 0;
  readonly #idle: Environment<In, Out>[] = [];

  constructor(
    name: string,
    around: Surroundings,
    settings: { readonly concurrency: number; readonly timeoutMs: number },
    make: (process: Process) => (event: In) => Promise<Out>,
  ) {
    this.name = name;
    this.#around = around;
    this.concurrency = settings.concurrency;
    this.#timeoutMs = settings.timeoutMs;
    this.#make = make;
  }

  /** False if all environments are busy. */
  invoke(event: In, began: (process: Process) => void, ended: (ending: Ending<Out>) => void): boolean {
    if (this.#busy >= this.concurrency) return false;
    const { kernel } = this.#around;
    this.#busy++;
    const environment = this.#idle.pop() ?? this.#create();
    const { process, handler } = environment;
    const endsAt = kernel.now + this.#timeoutMs;
    process.endsAt = endsAt;
    process.thaw();
    process.beganAt = kernel.now;
    let over = false;
    const end = (ending: Ending<Out>) => {
      if (over) return;
      over = true;
      this.#busy--;
      process.freeze();
      if (process.alive && environment.deployment === this.#deployment) this.#idle.push(environment);
      ended(ending);
    };
    const endAfterDebt = (ending: Ending<Out>) => {
      kernel.activity++;
      const debt = process.takeDebt();
      if (debt === 0) end(ending);
      else kernel.after(debt, () => process.alive && end(ending));
    };
    process.onDeath = () => end({ end: 'died' });
    kernel.at(endsAt, () => {
      if (!over) process.die('is ended by its time limit');
    });
    began(process);
    kernel.began();
    handler(event).then(
      (value) => endAfterDebt({ end: 'answered', value }),
      (error: unknown) => endAfterDebt({ end: 'failed', error }),
    );
    return true;
  }

  /** Lets nothing begin in the environments of today, as a deployment does. */
  renew(): void {
    this.#deployment++;
    this.#idle.length = 0;
  }

  #create(): Environment<In, Out> {
    const process = new Process(`${this.name} ${++this.#made}`, this.#around);
    return { process, handler: this.#make(process), deployment: this.#deployment };
  }
}
