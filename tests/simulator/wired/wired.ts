// The functions as they are deployed: their own entry points, batches and adapters over the SDK's clients, whose requests end in the
// simulation. What they ask of the machine they run on (time, timers, chance) is the simulation's as well.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lambdaClient, s3Client, snsClient, sqsClient } from '../../../functions/aws/clients.ts';
import type { Process } from '../process.ts';
import { carry, type Services, type WireRequest } from './transport.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
export type FunctionName = keyof typeof ENTRIES;

const ENTRIES = {
  plan: 'plan/plan',
  sweepUp: 'round/sweep-up',
  reduce: 'reduce/reduce',
  worker: 'shard/simulate',
  deadLetter: 'shard/dead-letter',
} as const;
/** Environments of each that one seed may need; after that old ones are used again, as if they had lived on. */
const ENVIRONMENTS: Readonly<Record<FunctionName, number>> = {
  plan: 4,
  sweepUp: 6,
  reduce: 6,
  worker: 10,
  deadLetter: 4,
};

/** Whose code is running, and what lies behind its wire. */
const running = new AsyncLocalStorage<{ readonly process: Process; readonly services: Services }>();
/** Nobody's account, and nothing on standard output. */
const MACHINE = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
};
let loads = 0;
let isPrepared = false;
/** What an environment takes to start, by the clock that it looks at meanwhile. */
const INIT_MS = 400;
let isLoading = false;

/** Fresh environments of all functions; each has a module of its own, with what it remembers. */
export async function load(environment: Readonly<Record<string, string>>) {
  await prepare();
  Object.assign(process.env, environment);
  isLoading = true;
  const handlers = new Map<FunctionName, Handler[]>();
  for (const [name, count] of Object.entries(ENVIRONMENTS) as [FunctionName, number][]) {
    const url = new URL(`../../../functions/${ENTRIES[name]}.lambda.ts`, import.meta.url);
    const modules = Array.from({ length: count }, () => import(`${url}?${++loads}`));
    handlers.set(
      name,
      (await Promise.all(modules)).map(({ handler }) => handler),
    );
  }
  isLoading = false;
  return (name: FunctionName, own: Process, services: Services): ((event: unknown) => Promise<unknown>) => {
    const left = handlers.get(name)!;
    const handler = left.shift()!;
    left.push(handler);
    const context = { getRemainingTimeInMillis: () => own.clock.left() };
    return (event) => running.run({ process: own, services }, () => handler(event, context));
  };
}

/** A batch as a mapping hands it over. */
export const eventOf = (
  queueName: string,
  records: readonly { readonly handle: string; readonly body: string; readonly receives: number }[],
): SQSEvent => ({
  Records: records.map(({ handle, body, receives }) => ({
    messageId: handle,
    receiptHandle: handle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'simulation',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
    awsRegion: 'us-east-1',
  })),
});

/** Handles of those that a function says it could not do. */
export const failuresOf = (response: unknown): Set<string> =>
  new Set((response as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));

/** Once per process of ours; whatever runs outside a function of the simulation sees the machine itself. */
async function prepare(): Promise<void> {
  if (isPrepared) return;
  isPrepared = true;
  Object.assign(globalThis, {
    __MODEL_DIGEST__: 'ab'.repeat(32),
    __RELEASE_VERSION__: '0.0.0',
    __RELEASE_DIGEST__: 'cd'.repeat(32),
  });
  Object.assign(process.env, MACHINE);
  delete process.env.AWS_ENDPOINT_URL;
  const wire = Object.getPrototypeOf(s3Client().config.requestHandler);
  wire.handle = async (request: WireRequest) => {
    const { process: own, services } = running.getStore()!;
    return { response: await carry(services, own, request) };
  };

  // What clients look for on the machine they look for once.
  for (const { config } of [s3Client(), sqsClient(), snsClient(), lambdaClient()]) {
    await config.region();
    await config.credentials();
  }
  patchMachine();
}

/** Time, timers and chance of functions that are simulated. */
function patchMachine(): void {
  const now = () => running.getStore()?.process.clock.now();
  const date = Date.now;
  Date.now = () => now() ?? date();
  const perform = performance.now.bind(performance);
  performance.now = () => now() ?? (isLoading ? INIT_MS : perform());
  const random = Math.random;
  Math.random = () => running.getStore()?.process.around.later.next() ?? random();
  const later = globalThis.setTimeout;
  const isOver = new WeakSet<object>();
  const simulated = (run: (...words: unknown[]) => void, milliseconds = 0, ...words: unknown[]) => {
    const own = running.getStore()?.process;
    if (!own) return later(run, milliseconds, ...words);
    const timer = { ref: () => timer, unref: () => timer };
    void own.pause(milliseconds).then(() => {
      if (!isOver.has(timer)) run(...words);
    });
    return timer;
  };
  const clear = globalThis.clearTimeout;
  Object.assign(globalThis, {
    setTimeout: simulated,
    clearTimeout: (timer: unknown) => {
      if (typeof timer === 'object' && timer !== null && !('hasRef' in timer)) isOver.add(timer);
      else clear(timer as NodeJS.Timeout);
    },
  });
}
