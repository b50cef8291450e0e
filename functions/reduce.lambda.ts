import { engine } from './aws/build.ts';
import { s3Client } from './aws/clients.ts';
import { requireEnv } from './aws/environment.ts';
import { s3Objects } from './aws/objects.ts';
import { USD_PER_SECOND } from './aws/price.ts';
import { createLogger } from './aws/telemetry.ts';
import { reduce } from './reduce.ts';
import { onReduceEvent } from './reduce-event.ts';

const logger = createLogger();
const onEvent = onReduceEvent(
  reduce({
    objects: s3Objects({ s3: s3Client(), bucket: requireEnv('BUCKET_NAME') }),
    engine,
    usdPerSecond: USD_PER_SECOND,
  }),
);

export const handler = async (event: unknown) => {
  const index = await onEvent(event);
  logger.info('report', { ...index });
  return index;
};
