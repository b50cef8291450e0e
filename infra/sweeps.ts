import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { shortageOf } from './concurrency.ts';
import { Fn } from './function.ts';
import { deadLetterQueue, ShardQueue } from './queues.ts';
import type { Stage } from './stage.ts';
import { EXPIRY_TAG, type Storage } from './storage.ts';

/** Seconds. A shard is cut to about 30 s of work; the slack is for a violent one and the largest snapshot. */
const TIMEOUT = { plan: 900, simulate: 240, sweepUp: 300, reduce: 300, deadLetter: 30 };
/** MiB at which Lambda grants one full vCPU; plan has as much because it calibrates what a cell costs. */
const ONE_CPU = 1_769;

const EXPIRY = `${EXPIRY_TAG.key}=${EXPIRY_TAG.value}`;

/** Fan-out and fan-in: everything between "sweep submitted" and "report in the bucket". */
export class Sweeps extends Construct {
  readonly plan: Fn;
  readonly simulate: Fn;
  readonly sweepUp: Fn;
  readonly reduce: Fn;
  readonly deadLetter: Fn;
  /** A night has a queue of its own, so that no sweep of any size can delay it. */
  readonly nightly: ShardQueue;
  readonly onDemand: ShardQueue;
  /** Asynchronous invocations that failed for good. */
  readonly failures: Queue;

  constructor(
    scope: Construct,
    id: string,
    { storage, stage }: { readonly storage: Storage; readonly stage: Stage },
  ) {
    super(scope, id);
    const { concurrency, limit } = stage;
    const shortage = shortageOf(concurrency);
    if (shortage) Annotations.of(this).addInfo(shortage);
    const reserved = (count: number) => (concurrency.reserved ? count : undefined);
    const environment = {
      STAGE: stage.name,
      BUCKET_NAME: storage.bucket.bucketName,
      WORKERS: String(concurrency.sweeps),
      WORKER_TIMEOUT_SECONDS: String(limit(TIMEOUT.simulate).toSeconds()),
      MARKETS: JSON.stringify(stage.markets),
    };
    this.failures = deadLetterQueue(this, 'Failures');
    const onFailure = new SqsDestination(this.failures);
    // Plan and sweepUp start each other. A name breaks the circle in which each would wait for the other's.
    const sweepUpName = `${Stack.of(this).stackName}-sweep-up`;

    this.plan = new Fn(this, 'Plan', {
      entry: 'plan/plan',
      memoryMiB: ONE_CPU,
      timeout: limit(TIMEOUT.plan),
      reserved: reserved(concurrency.plan),
      environment: {
        ...environment,
        NIGHTLY_WORKERS: String(concurrency.nightly),
        SWEEP_UP_FUNCTION: sweepUpName,
      },
      retry: { attempts: 2, maxAge: Duration.hours(1), onFailure },
    });
    this.simulate = new Fn(this, 'Simulate', {
      entry: 'shard/simulate',
      memoryMiB: ONE_CPU,
      timeout: limit(TIMEOUT.simulate),
      reserved: reserved(concurrency.simulate),
      environment: { ...environment, EXPIRY_TAG: EXPIRY },
    });
    this.reduce = new Fn(this, 'Reduce', {
      entry: 'reduce/reduce',
      memoryMiB: 3_008,
      timeout: limit(TIMEOUT.reduce),
      reserved: reserved(concurrency.reduce),
      environment: { ...environment, EXPIRY_TAG: EXPIRY },
      // SweepUp starts the next attempt, under a claim; Lambda's own retries would be unclaimed.
      retry: { attempts: 0, maxAge: Duration.minutes(5), onFailure },
    });
    this.deadLetter = new Fn(this, 'DeadLetter', {
      entry: 'shard/dead-letter',
      memoryMiB: 256,
      timeout: limit(TIMEOUT.deadLetter),
      reserved: reserved(concurrency.deadLetter),
      environment,
    });
    const queues = { worker: this.simulate, reader: this.deadLetter };
    this.nightly = new ShardQueue(this, 'Nightly', { ...queues, maxConcurrency: concurrency.nightly });
    this.onDemand = new ShardQueue(this, 'OnDemand', { ...queues, maxConcurrency: concurrency.sweeps });
    this.sweepUp = new Fn(this, 'SweepUp', {
      entry: 'round/sweep-up',
      memoryMiB: 512,
      timeout: limit(TIMEOUT.sweepUp),
      reserved: reserved(concurrency.sweepUp),
      name: sweepUpName,
      environment: {
        ...environment,
        NIGHTLY_QUEUE_URL: this.nightly.queue.queueUrl,
        SWEEPS_QUEUE_URL: this.onDemand.queue.queueUrl,
        VISIBILITY_SECONDS: String(6 * limit(TIMEOUT.simulate).toSeconds()),
        REDUCE_SECONDS: String(limit(TIMEOUT.reduce).toSeconds()),
        PLAN_FUNCTION: this.plan.handler.functionName,
        REDUCE_FUNCTION: this.reduce.handler.functionName,
      },
      // The next tick is better than an old one.
      retry: { attempts: 0, maxAge: Duration.seconds(60), onFailure },
    });
    this.grant(storage, sweepUpName);
  }

  /** pipeline.md 4.4, row by row. */
  private grant(storage: Storage, sweepUpName: string): void {
    storage.allow(this.plan.role, {
      read: ['snapshots/*', 'inbox/*', 'control/*', 'sweeps/*/manifest.json'],
      write: ['open/*', 'sweeps/*/manifest.json'],
      list: true,
    });
    this.plan.mayInvoke(
      Stack.of(this).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: sweepUpName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    storage.allow(this.simulate.role, {
      read: [
        'snapshots/*',
        'control/*',
        'sweeps/*/manifest.json',
        'sweeps/*/cancels/*',
        'sweeps/*/results/*',
      ],
      write: ['sweeps/*/results/*', 'sweeps/*/failed/*', 'sweeps/*/anomalies/*', 'poison/*'],
      tag: ['sweeps/*/results/*'],
      list: true,
    });
    storage.allow(this.sweepUp.role, {
      read: [
        'control/*',
        'inbox/*',
        'latest/*',
        'sweeps/*/manifest.json',
        'sweeps/*/rounds/*',
        'sweeps/*/issues/*',
        'sweeps/*/sent/*',
        'sweeps/*/cancels/*',
        'sweeps/*/closes/*',
        'sweeps/*/results/*',
        'sweeps/*/reports/*/index.json',
        'sweeps/*/latest.json',
      ],
      write: [
        'latest/*',
        'sweeps/*/rounds/*',
        'sweeps/*/issues/*',
        'sweeps/*/sent/*',
        'sweeps/*/cancels/*',
        'sweeps/*/closes/*',
        'sweeps/*/tries/*',
        'sweeps/*/latest.json',
      ],
      remove: ['open/*'],
      list: true,
    });
    for (const { queue } of [this.nightly, this.onDemand]) {
      this.sweepUp.role.addToPolicy(
        new PolicyStatement({
          actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
          resources: [queue.queueArn],
        }),
      );
    }
    this.sweepUp.mayInvoke(this.plan.handler.functionArn);
    this.sweepUp.mayInvoke(this.reduce.handler.functionArn);
    storage.allow(this.reduce.role, {
      read: [
        'snapshots/*',
        'sweeps/*/manifest.json',
        'sweeps/*/closes/*',
        'sweeps/*/issues/*',
        'sweeps/*/results/*',
        'sweeps/*/failed/*',
        'sweeps/*/anomalies/*',
        'sweeps/*/folds/*',
        'sweeps/*/reports/*',
      ],
      write: ['sweeps/*/folds/*', 'sweeps/*/reports/*', 'sweeps/*/anomalies/*'],
      tag: ['sweeps/*/folds/*'],
      list: true,
    });
    storage.allow(this.deadLetter.role, { write: ['sweeps/*/failed/*', 'poison/*'] });
  }
}
