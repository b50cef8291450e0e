import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from 'aws-lambda';
import type { LambdaClock } from './clock.ts';

export interface BatchSettings {
  readonly sqs: SQSClient;
  readonly clock: LambdaClock;
  readonly onRecord: (record: SQSRecord, receive: number) => Promise<void>;
  /** What could not be done now and will be delivered again; the processor keeps errors to itself. */
  readonly onFailure: (record: SQSRecord, receive: number, error: unknown) => void;
}

/** Seconds until the next delivery of what failed. */
const FIRST_SECONDS = 10;
const MOST_SECONDS = 120;

/**
 * Runs each record and reports only the failures, so that one bad shard does not make its neighbours run again.
 * Needs `ReportBatchItemFailures` on the mapping. A failed record is also made visible sooner: without that it
 * would wait out the whole visibility timeout.
 */
export function sqsBatch({ sqs, clock, onRecord, onFailure }: BatchSettings): SQSHandler {
  const processor = new BatchProcessor(EventType.SQS);

  async function handle(record: SQSRecord): Promise<void> {
    const receive = Number(record.attributes.ApproximateReceiveCount);
    try {
      await onRecord(record, receive);
    } catch (error) {
      onFailure(record, receive, error);
      await showAgain(record, receive);
      throw error;
    }
  }

  async function showAgain({ eventSourceARN, receiptHandle }: SQSRecord, receive: number): Promise<void> {
    const most = Math.min(FIRST_SECONDS * 2 ** receive, MOST_SECONDS);
    const VisibilityTimeout = Math.ceil(most * (0.5 + Math.random() / 2));
    const QueueUrl = queueUrl(eventSourceARN);
    try {
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }),
      );
    } catch {
      // Then it comes back later; the failure that is being reported matters more than this one.
    }
  }

  return async (event: SQSEvent, context): Promise<SQSBatchResponse> => {
    clock.during(context);
    if (!Array.isArray(event?.Records))
      throw new RangeError(`an SQS event must have Records, got ${typeof event?.Records}`);
    // Not thrown when all fail: a thrown batch slows the whole mapping down.
    return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
  };
}

/** `arn:aws:sqs:region:account:name` to the URL that queues of one's own account have. */
function queueUrl(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  const endpoint = process.env.AWS_ENDPOINT_URL ?? `https://sqs.${region}.amazonaws.com`;
  return `${endpoint}/${account}/${name}`;
}
