import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import type { Queue } from '../ports.ts';
import { persist } from './persist.ts';

/** SQS takes ten messages a request. */
const BATCH = 10;
const REQUESTS_AT_ONCE = 8;

/** A standard queue of shard messages. */
export function sqsQueue(sqs: SQSClient, url: string): Queue {
  async function sendBatch(messages: readonly ShardMessage[]): Promise<void> {
    let entries: SendMessageBatchRequestEntry[] = messages.map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      MessageGroupId: message.sweepId, // fair queues: a large sweep does not keep a small one waiting
    }));
    await persist(async () => {
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }),
      );
      if (Failed.length === 0) return;
      entries = entries.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
      const { Code, Message, SenderFault } = Failed[0]!;
      const error = new Error(
        `${Failed.length} messages must be taken by the queue, got ${Code}: ${Message}`,
      );
      throw Object.assign(error, { $metadata: { httpStatusCode: SenderFault ? 400 : 503 } });
    });
  }

  return {
    async send(messages) {
      const batches = Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, i) =>
        messages.slice(i * BATCH, (i + 1) * BATCH),
      );
      // A wave at a time, so that the order given is roughly the order sent.
      for (let first = 0; first < batches.length; first += REQUESTS_AT_ONCE) {
        await Promise.all(batches.slice(first, first + REQUESTS_AT_ONCE).map(sendBatch));
      }
    },
    async depth() {
      const { Attributes = {} } = await persist(() =>
        sqs.send(
          new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [VISIBLE, DELAYED, IN_FLIGHT] }),
        ),
      );
      return {
        waiting: Number(Attributes[VISIBLE]) + Number(Attributes[DELAYED]),
        inFlight: Number(Attributes[IN_FLIGHT]),
      };
    },
  };
}

const VISIBLE = 'ApproximateNumberOfMessages';
const DELAYED = 'ApproximateNumberOfMessagesDelayed';
const IN_FLIGHT = 'ApproximateNumberOfMessagesNotVisible';
