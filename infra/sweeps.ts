import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { shortageOf } from './concurrency.ts';
import type { Base, Fn } from './function.ts';
import { deadLetterFunction } from './functions/dead-letter.ts';
import { planFunction } from './functions/plan.ts';
import { reduceFunction } from './functions/reduce.ts';
import { SIMULATE_SECONDS, simulateFunction } from './functions/simulate.ts';
import { sweepUpFunction } from './functions/sweep-up.ts';
import { deadLetterQueue, ShardQueue } from './queues.ts';
import type { Stage } from './stage.ts';
import type { Storage } from './storage.ts';

/** Fan-out and fan-in: everything between "sweep submitted" and "report in the bucket". */
export class Sweeps extends Construct {
  readonly plan: Fn;
  /** Workers of sweeps that people submit, and of nights. */
  readonly simulate: Fn;
  readonly simulateNights: Fn;
  readonly sweepUp: Fn;
  readonly reduce: Fn;
  readonly deadLetter: Fn;
  /** A night has a queue of its own, so that no sweep of any size can delay it. */
  readonly nightly: ShardQueue;
  readonly onDemand: ShardQueue;
  /** Asynchronous invocations that failed for good, of each function that has such: each means something else. */
  readonly failures: Readonly<Record<'plan' | 'reduce' | 'sweepUp', Queue>>;

  constructor(
    scope: Construct,
    id: string,
    { storage, stage }: { readonly storage: Storage; readonly stage: Stage },
  ) {
    super(scope, id);
    const { concurrency } = stage;
    const shortage = shortageOf(concurrency);
    if (shortage) Annotations.of(this).addInfo(shortage);
    const base: Base = {
      storage,
      stage,
      environment: {
        STAGE: stage.name,
        BUCKET_NAME: storage.bucket.bucketName,
        WORKERS: String(concurrency.sweeps),
        WORKER_TIMEOUT_SECONDS: String(stage.limit(SIMULATE_SECONDS).toSeconds()),
        MARKETS: JSON.stringify(stage.markets),
      },
    };
    this.failures = {
      plan: deadLetterQueue(this, 'PlanFailures'),
      reduce: deadLetterQueue(this, 'ReduceFailures'),
      sweepUp: deadLetterQueue(this, 'SweepUpFailures'),
    };
    const failed = (name: keyof Sweeps['failures']) => new SqsDestination(this.failures[name]);
    // Plan and sweepUp start each other. A name breaks the circle in which each would wait for the other's.
    const sweepUpName = `${Stack.of(this).stackName}-sweep-up`;

    this.plan = planFunction(this, base, failed('plan'), sweepUpName);
    this.plan.mayInvoke(arnOfFunction(this, sweepUpName));
    this.simulate = simulateFunction(this, base, 'sweeps');
    this.simulateNights = simulateFunction(this, base, 'nights');
    this.reduce = reduceFunction(this, base, failed('reduce'));
    this.deadLetter = deadLetterFunction(this, base);
    const reader = this.deadLetter;
    this.nightly = new ShardQueue(this, 'Nightly', {
      worker: this.simulateNights,
      reader,
      maxConcurrency: concurrency.nightly,
    });
    this.onDemand = new ShardQueue(this, 'OnDemand', {
      worker: this.simulate,
      reader,
      maxConcurrency: concurrency.sweeps,
    });
    this.sweepUp = sweepUpFunction(this, base, failed('sweepUp'), sweepUpName, {
      nightly: this.nightly.queue,
      onDemand: this.onDemand.queue,
      plan: this.plan,
      simulate: this.simulate,
      reduce: this.reduce,
    });
  }
}

const arnOfFunction = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
