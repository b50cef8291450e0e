import { s3Client, sqsClient } from '../aws/clients.ts';
import { lambdaClock } from '../aws/clock.ts';
import { deadLetterBatch } from '../aws/dead-letter-batch.ts';
import { requireEnv } from '../aws/environment.ts';
import { s3Objects } from '../aws/objects.ts';
import { createLogger, emitter } from '../aws/telemetry.ts';
import { deadLetter } from './dead-letter.ts';

const objects = s3Objects({ s3: s3Client(), bucket: requireEnv('BUCKET_NAME') });

export const handler = deadLetterBatch({
  sqs: sqsClient(),
  clock: lambdaClock(),
  logger: createLogger(),
  emit: emitter(requireEnv('STAGE')),
  run: (body, receives) => deadLetter(objects, body, receives, 'none that ended'),
});
