import { modelDigest } from '../aws/build.ts';
import { lambdaClient, s3Client, snsClient, sqsClient } from '../aws/clients.ts';
import { type Deadline, lambdaClock } from '../aws/clock.ts';
import { requireEnv, requireNumber } from '../aws/environment.ts';
import { s3Objects } from '../aws/objects.ts';
import { USD_PER_SECOND } from '../aws/price.ts';
import { sqsQueue } from '../aws/queue.ts';
import { lambdaStarter } from '../aws/starter.ts';
import { classOf, createLogger, emitter } from '../aws/telemetry.ts';
import { snsTopic } from '../aws/topic.ts';
import { announce } from '../nightly/announce.ts';
import { parseMarkets } from '../nightly/markets.ts';
import { auditedShards } from './audits.ts';
import { sweepUp } from './sweep-up.ts';
import { onSweepUpEvent, throwFailures } from './sweep-up-event.ts';

const clock = lambdaClock();
const logger = createLogger();
const emit = emitter(requireEnv('STAGE'));
const sqs = sqsClient();
const objects = s3Objects({ s3: s3Client(), bucket: requireEnv('BUCKET_NAME') });
const ports = {
  objects,
  clock,
  starter: lambdaStarter(lambdaClient(), {
    reduce: requireEnv('REDUCE_FUNCTION'),
    night: requireEnv('PLAN_FUNCTION'),
  }),
  patience: {
    timeoutMs: 1_000 * requireNumber('WORKER_TIMEOUT_SECONDS'),
    visibilityMs: 1_000 * requireNumber('VISIBILITY_SECONDS'),
    concurrency: requireNumber('WORKERS'),
  },
  usdPerSecond: USD_PER_SECOND,
  reduceEveryMs: 1_000 * requireNumber('REDUCE_SECONDS'),
  audits: auditedShards,
  modelDigest,
  announce: announce({ objects, topic: snsTopic(snsClient(), requireEnv('ALERTS_TOPIC')) }),
};
const steps = {
  nightly: sweepUp({ ...ports, queue: sqsQueue(sqs, requireEnv('NIGHTLY_QUEUE_URL')) }),
  sweep: sweepUp({ ...ports, queue: sqsQueue(sqs, requireEnv('SWEEPS_QUEUE_URL')) }),
};
const onEvent = onSweepUpEvent({
  ...ports,
  step: (sweepId, round) => steps[classOf(sweepId)](sweepId, round),
  markets: parseMarkets(requireEnv('MARKETS')),
});

export const handler = async (event: unknown, invocation: Deadline) => {
  clock.during(invocation);
  const { lines, counts, failures } = await onEvent(event);
  for (const line of lines) logger.info('step', line);
  for (const { error, ...place } of failures) logger.error('step', { ...place, error });
  emit('nightly', counts.nightly);
  emit('sweep', counts.sweep);
  throwFailures(failures);
  return lines;
};
