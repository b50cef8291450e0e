/** What use cases need from outside: `functions/aws` and `cli/local` provide it, the simulator plays it. */
import type { ShardMessage } from '../shared/sweep/messages.ts';
import type { NightTask, ReduceTask, SweepTask } from '../shared/sweep/tasks.ts';

/** Which code this is: the version of package.json, and SHA-256 over the names and digests of its sources. */
export interface Release {
  readonly version: string;
  readonly digest: string;
}

/** Facts beside an object's bytes, never inside them: timings, attempt, digest. */
export type Meta = Readonly<Record<string, string>>;

export interface Stored {
  readonly body: Uint8Array;
  readonly meta: Meta;
  readonly etag: string;
}

export interface Listed {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly bytes: number;
}

/** One bucket, or one folder. */
export interface Objects {
  /** Writes once; `exists` says that somebody was first, with whatever bytes. */
  create(key: string, body: Uint8Array, meta?: Meta): Promise<'created' | 'exists'>;
  /** Writes if the object is still the one seen; `undefined` means absent. */
  swap(key: string, body: Uint8Array, seen: string | undefined): Promise<'swapped' | 'stale'>;
  get(key: string): Promise<Stored | undefined>;
  head(key: string): Promise<Meta | undefined>;
  /** Keys with the prefix and greater than `after`, ascending. */
  list(prefix: string, after?: string): AsyncIterable<Listed>;
  remove(key: string): Promise<void>;
}

/** Whatever can be read from. */
export type Reader = Pick<Objects, 'get'>;

export interface Queue {
  send(messages: readonly ShardMessage[]): Promise<void>;
  /** Approximate. */
  depth(): Promise<{ readonly waiting: number; readonly inFlight: number }>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds left for this invocation; Infinity where nobody ends it. */
  left(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Whoever wants to know is told. */
export interface Topic {
  publish(subject: string, message: string): Promise<void>;
}

/** What a worker's time is measured by, milliseconds since some moment; the clock where there is no better. */
export interface Meter {
  /** Processor time of this thread. */
  worked(): number;
  /** What somebody is charged for: all time on a hired machine, processor time on one's own. */
  charged(): number;
}

/** Metrics (pipeline.md 8.3): how much of each happened. */
export type Counts = Partial<
  Record<
    | 'ShardSeconds'
    | 'OverheadSeconds'
    | 'ShardsFailed'
    | 'ShardsDeadLettered'
    | 'ReIssued'
    | 'Anomalies'
    | 'OpenSweeps'
    | 'SpentUsd'
    | 'NightlyOverdue'
    | 'NightlyPartial',
    number
  >
>;

/** Starts a use case and does not wait for it. */
export interface Starter {
  start(task: SweepTask | ReduceTask | NightTask): Promise<void>;
}
