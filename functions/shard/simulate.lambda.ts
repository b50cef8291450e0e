import '../inlining.ts';
import { modelDigest } from '../aws/build.ts';
import { s3Client, sqsClient } from '../aws/clients.ts';
import { lambdaClock } from '../aws/clock.ts';
import { requireEnv } from '../aws/environment.ts';
import { s3Objects } from '../aws/objects.ts';
import { shardBatch } from '../aws/shard-batch.ts';
import { createLogger, emitter } from '../aws/telemetry.ts';
import { hiredMeter } from '../meter.ts';
import { simulate } from './simulate.ts';

const clock = lambdaClock();
const objects = s3Objects({
  s3: s3Client(),
  bucket: requireEnv('BUCKET_NAME'),
  expiryTag: requireEnv('EXPIRY_TAG'),
});

export const handler = shardBatch({
  sqs: sqsClient(),
  clock,
  logger: createLogger(),
  emit: emitter(requireEnv('STAGE')),
  run: simulate({ objects, clock, meter: hiredMeter, modelDigest }),
});
