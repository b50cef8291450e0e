import type { SQSHandler } from 'aws-lambda';
import type { ShardSettings } from './shard-batch.ts';
import { sqsBatch } from './sqs-batch.ts';
import { classOf } from './telemetry.ts';

export type DeadLetterSettings = Omit<ShardSettings, 'run'> & {
  readonly run: (body: string, receives: number) => Promise<'dead-letter' | 'poison' | 'audit'>;
};

/** A message's own queue gives up after this many receives (infra/queues.ts). */
const RECEIVES = 5;

/** Turns dead letters into tombstones, and counts each. */
export function deadLetterBatch({ sqs, clock, logger, emit, run }: DeadLetterSettings): SQSHandler {
  return sqsBatch({
    sqs,
    clock,
    onRecord: async ({ body, messageId }) => {
      const outcome = await run(body, RECEIVES);
      logger.warn('dead letter', { messageId, body: body.slice(0, 500), outcome });
      emit(classOf(/"sweepId":"([a-z0-9-]+)"/.exec(body)?.[1]), { ShardsDeadLettered: 1 });
    },
    onFailure: ({ body, messageId }, receive, error) => {
      logger.error('dead letter', {
        messageId,
        body: body.slice(0, 500),
        receive,
        outcome: 'retried',
        error,
      });
    },
  });
}
