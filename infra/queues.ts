import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Fn } from './function.ts';

const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** Where messages end that nobody could handle; two weeks are long enough for a person to look. */
export function deadLetterQueue(scope: Construct, id: string, visibility?: Duration): Queue {
  const queue = new Queue(scope, id, {
    ...common,
    retentionPeriod: Duration.days(14),
    ...(visibility && { visibilityTimeout: visibility }),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue itself; an alarm watches it.',
  });
  return queue;
}

/** A queue of shard messages, its dead letters, and the mapping that feeds workers from it. */
export class ShardQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    {
      worker,
      reader,
      maxConcurrency,
    }: { readonly worker: Fn; readonly reader: Fn; readonly maxConcurrency: number },
  ) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', sixTimes(reader));
    this.queue = new Queue(this, 'Queue', {
      ...common,
      retentionPeriod: Duration.days(4), // longer than any deadline, and a weekend
      visibilityTimeout: sixTimes(worker),
      // Throttling uses up receives too, so fewer would call healthy shards dead.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    // One shard is half a minute of work already; batches would only make a retry dearer.
    feed(worker, this.queue, `${id}Mapping`, 1, maxConcurrency);
    feed(reader, this.deadLetters, `${id}DeadLettersMapping`, 10, 2);
  }
}

/** Lambda's guide asks for it, so that throttled batches survive. */
const sixTimes = ({ handler }: Fn): Duration => Duration.seconds(6 * handler.timeout!.toSeconds());

function feed(fn: Fn, queue: Queue, id: string, batchSize: number, maxConcurrency: number): void {
  fn.handler.addEventSourceMapping(id, {
    eventSourceArn: queue.queueArn,
    batchSize,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
      ],
      resources: [queue.queueArn],
    }),
  );
}
