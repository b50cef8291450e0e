import { release } from '../aws/build.ts';
import { s3Client } from '../aws/clients.ts';
import { requireEnv } from '../aws/environment.ts';
import { s3Objects } from '../aws/objects.ts';
import { USD_PER_SECOND } from '../aws/price.ts';
import { createLogger } from '../aws/telemetry.ts';
import { fold } from './fold.ts';
import { reduce } from './reduce.ts';
import { onReduceEvent } from './reduce-event.ts';

const logger = createLogger();
const objects = s3Objects({
  s3: s3Client(),
  bucket: requireEnv('BUCKET_NAME'),
  expiryTag: requireEnv('EXPIRY_TAG'),
});
const onEvent = onReduceEvent({
  reduce: reduce({ objects, release, usdPerSecond: USD_PER_SECOND }),
  fold: fold({ objects }),
});

export const handler = async (event: unknown) => {
  const made = await onEvent(event);
  logger.info('made', { ...made });
  return made;
};
