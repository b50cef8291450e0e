import { Logger } from '@aws-lambda-powertools/logger';
import { type ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { lambdaClock } from '../../functions/aws/clock.ts';
import { persist } from '../../functions/aws/persist.ts';
import { shardBatch } from '../../functions/aws/shard-batch.ts';
import { emitter, type SweepClass } from '../../functions/aws/telemetry.ts';
import type { Counts } from '../../functions/ports.ts';

const MESSAGE = {
  v: 1,
  sweepId: 'batch-test',
  round: 1,
  gen: 0,
  shard: 17,
  manifestSha256: 'a'.repeat(64),
  notAfter: 1,
};
const context = { getRemainingTimeInMillis: () => 208_900 } as Context;

const eventOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, i) => ({
    messageId: `m${i}`,
    receiptHandle: `r${i}`,
    body,
    attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: '0',
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:shards',
    awsRegion: 'us-east-1',
  })),
});

type Attempted = Awaited<ReturnType<Parameters<typeof shardBatch>[0]['run']>>;

/** A batch whose work is what the body says; remembers what it said, counted and asked of the queue. */
function batch(run: Parameters<typeof shardBatch>[0]['run']) {
  const asked: ChangeMessageVisibilityCommand['input'][] = [];
  const counted: [SweepClass, Counts][] = [];
  const sqs = new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  sqs.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input as ChangeMessageVisibilityCommand['input']);
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize' },
  );
  const logger = new Logger();
  const said: [string, object][] = [];
  for (const level of ['info', 'error'] as const) {
    vi.spyOn(logger, level).mockImplementation((...words: unknown[]) => {
      said.push([`${level} ${words[0]}`, words[1] as object]);
    });
  }
  const emit = (sweepClass: SweepClass, counts: Counts) => void counted.push([sweepClass, counts]);
  const handler = shardBatch({ sqs, clock: lambdaClock(), logger, emit, run });
  const handle = async (event: SQSEvent) => (await handler(event, context, () => {})) as SQSBatchResponse;
  return { handle, asked, counted, said };
}

describe('a batch of shards', () => {
  it('reports only the failures, also when all fail: a thrown batch would slow the mapping down', async () => {
    const { handle } = batch(async (body) => {
      if (body === 'bad') throw new Error('S3 is away');
      return { outcome: 'done' };
    });
    expect(await handle(eventOf('good', 'bad', 'good'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
    expect(await handle(eventOf('bad'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await handle(eventOf('good'))).toEqual({ batchItemFailures: [] });
  });

  it('shows a failed message again after 10 s times two to the receives, with jitter, and leaves the others alone', async () => {
    const { handle, asked } = batch(async () => {
      throw new Error('S3 is away');
    });
    for (let i = 0; i < 20; i++) await handle(eventOf('bad'));
    expect(asked).toHaveLength(20);
    for (const { VisibilityTimeout, QueueUrl, ReceiptHandle } of asked) {
      expect(QueueUrl).toBe('https://sqs.us-east-1.amazonaws.com/000000000000/shards');
      expect(ReceiptHandle).toBe('r0');
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(20);
      expect(VisibilityTimeout).toBeLessThanOrEqual(40);
    }
    expect(new Set(asked.map((own) => own.VisibilityTimeout)).size).toBeGreaterThan(1);
  });

  it('says one line about each attempt: which shard, what became of it, what it took', async () => {
    const attempt = {
      outcome: 'done',
      cells: 3_000,
      coreMs: 0,
      bytes: 254_113,
      sha256: '9f2c51d0a7be'.padEnd(64, '0'),
    };
    const told: number[] = [];
    const { handle, said, counted } = batch(async (_body, _receive, initMs) => {
      told.push(initMs);
      return attempt;
    });
    await handle(eventOf(JSON.stringify(MESSAGE)));
    await handle(eventOf(JSON.stringify(MESSAGE)));
    expect(said.map(([what]) => what)).toEqual(['info shard', 'info shard']);
    expect(said[0]![1]).toMatchObject({
      sweepId: 'batch-test',
      round: 1,
      gen: 0,
      shard: 17,
      receive: 2,
      outcome: 'done',
      cells: 3_000,
      bytes: 254_113,
      sha256: '9f2c51d0a7be',
      left: 208,
    });
    // INIT is billed once for an environment.
    expect(said.map(([, line]) => (line as { initMs: number }).initMs > 0)).toEqual([true, false]);
    expect(told).toEqual(said.map(([, line]) => (line as { initMs: number }).initMs));
    expect(counted[0]).toEqual([
      'sweep',
      { SpentUsd: expect.any(Number), ShardSeconds: expect.any(Number), OverheadSeconds: expect.any(Number) },
    ]);
  });

  it('counts failures, anomalies and nights apart', async () => {
    const outcomes: Attempted[] = [
      { outcome: 'failed', message: 'x must y' },
      { outcome: 'done', anomaly: true },
      { outcome: 'already' },
    ];
    const { handle, counted, said } = batch(async () => outcomes.shift()!);
    await handle(
      eventOf(
        JSON.stringify({ ...MESSAGE, sweepId: 'nightly-a-2026-01-31' }),
        'unreadable',
        JSON.stringify(MESSAGE),
      ),
    );
    const [night, anomaly, already] = counted;
    expect(night).toEqual(['nightly', { SpentUsd: expect.any(Number), ShardsFailed: 1 }]);
    expect(anomaly![1]).toMatchObject({ Anomalies: 1 });
    expect(Object.keys(already![1])).toEqual(['SpentUsd']);
    expect(said[0]![1]).toMatchObject({ outcome: 'failed', reason: 'x must y' });
  });

  it('refuses an event that is no batch', async () => {
    const { handle } = batch(async () => ({ outcome: 'done' }));
    await expect(handle({} as SQSEvent)).rejects.toThrow('an SQS event must have Records, got undefined');
  });
});

describe('a metric', () => {
  it('has stage and class as dimensions, and no others: each combination is paid for', () => {
    const written: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void written.push(String(line)));
    process.env.POWERTOOLS_DEV = 'true';
    process.env.POWERTOOLS_METRICS_DISABLED = 'false';
    try {
      emitter('prod')('nightly', { ShardSeconds: 30, SpentUsd: 0.0007, ReIssued: 2 });
    } finally {
      delete process.env.POWERTOOLS_DEV;
      delete process.env.POWERTOOLS_METRICS_DISABLED;
      log.mockRestore();
    }
    const line = JSON.parse(written.at(-1)!);
    expect(line._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'LeverageCascade',
      Dimensions: [['stage', 'class']],
    });
    expect(line).toMatchObject({
      stage: 'prod',
      class: 'nightly',
      ShardSeconds: 30,
      SpentUsd: 0.0007,
      ReIssued: 2,
    });
    expect(line.service).toBeUndefined();
  });
});

describe('persistence', () => {
  const failing = (...statuses: number[]) => {
    const unsure: boolean[] = [];
    const request = async (isUnsure: boolean) => {
      unsure.push(isUnsure);
      const httpStatusCode = statuses.shift();
      if (httpStatusCode !== undefined)
        throw Object.assign(new Error(`${httpStatusCode}`), { $metadata: { httpStatusCode } });
      return 'done';
    };
    return { unsure, request };
  };
  const pauses: number[] = [];
  const patience = {
    attempts: 5,
    withinMs: 10_000,
    random: () => 0.5,
    pause: async (ms: number) => void pauses.push(ms),
  };

  it('waits twice as long each time, at random below that', async () => {
    await persist(failing(503, 500, 429, 408).request, patience);
    expect(pauses.splice(0)).toEqual([50, 100, 200, 400]);
  });

  it('is unsure of what it did after anything but a conflict', async () => {
    const conflict = failing(409);
    await persist(conflict.request, patience);
    expect(conflict.unsure).toEqual([false, false]);
    const fault = failing(409, 500, 409);
    await persist(fault.request, patience);
    expect(fault.unsure).toEqual([false, false, true, true]);
  });

  it('ends after five attempts, or ten seconds, and at once with an answer that is final', async () => {
    const long = failing(500, 500, 500, 500, 500, 500);
    await expect(persist(long.request, patience)).rejects.toThrow('500');
    expect(long.unsure).toHaveLength(5);
    await expect(persist(failing(500).request, { ...patience, withinMs: -1 })).rejects.toThrow('500');
    for (const status of [400, 403, 404, 412]) {
      const final = failing(status);
      await expect(persist(final.request, patience)).rejects.toThrow(String(status));
      expect(final.unsure).toHaveLength(1);
    }
  });
});
