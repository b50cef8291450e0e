import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSHandler } from 'aws-lambda';
import { parseShardMessage } from '../../shared/sweep/messages.ts';
import type { Counts } from '../ports.ts';
import type { LambdaClock } from './clock.ts';
import { USD_PER_SECOND } from './price.ts';
import { sqsBatch } from './sqs-batch.ts';
import { classOf, type SweepClass } from './telemetry.ts';

/** What became of one delivery. */
interface Attempt {
  readonly outcome: string;
  readonly coreMs?: number;
  readonly sha256?: string;
  readonly message?: string;
  readonly anomaly?: true;
}

export interface ShardSettings {
  readonly sqs: SQSClient;
  readonly clock: LambdaClock;
  readonly logger: Logger;
  readonly emit: (sweepClass: SweepClass, counts: Counts) => void;
  readonly run: (body: string, receive: number, initMs: number) => Promise<Attempt>;
}

/** Runs shards and says one line about each attempt (pipeline.md 8.4), with what it took. */
export function shardBatch({ sqs, clock, logger, emit, run }: ShardSettings): SQSHandler {
  // From the start of the process to here is what Lambda bills as INIT, once per environment.
  let initMs = Math.round(performance.now());

  const line = (body: string, receive: number, startMs: number) => ({
    ...shardOf(body),
    receive,
    handlerMs: Math.round(clock.now() - startMs),
    initMs,
    left: Math.floor(clock.left() / 1_000),
  });

  return sqsBatch({
    sqs,
    clock,
    onRecord: async ({ body }, receive) => {
      const startMs = clock.now();
      const attempt = await run(body, receive, initMs);
      const said = line(body, receive, startMs);
      const { sha256, message, ...rest } = attempt; // `message` is the logger's own
      logger.info('shard', {
        ...said,
        ...rest,
        ...(sha256 !== undefined && { sha256: sha256.slice(0, 12) }),
        ...(message !== undefined && { reason: message }),
      });
      emit(classOf(said.sweepId), countsOf(attempt, said.handlerMs + initMs));
      initMs = 0;
    },
    onFailure: ({ body }, receive, error) => {
      logger.error('shard', { ...line(body, receive, clock.now()), outcome: 'retried', error });
    },
  });
}

function countsOf({ outcome, coreMs = 0, anomaly }: Attempt, billedMs: number): Counts {
  return {
    SpentUsd: (billedMs / 1_000) * USD_PER_SECOND,
    ...(outcome === 'done' && {
      ShardSeconds: billedMs / 1_000,
      OverheadSeconds: (billedMs - coreMs) / 1_000,
    }),
    ...((outcome === 'failed' || outcome === 'poison') && { ShardsFailed: 1 }),
    ...(anomaly && { Anomalies: 1 }),
  };
}

/** Which shard of which sweep, as far as the message can be read. */
function shardOf(body: string): {
  readonly sweepId?: string;
  readonly round?: number;
  readonly gen?: number;
  readonly shard?: number;
} {
  try {
    const { sweepId, round, gen, shard } = parseShardMessage(body);
    return { sweepId, round, gen, shard };
  } catch {
    return {}; // the use case says what is wrong with it
  }
}
