import '../inlining.ts';
import { modelDigest } from '../aws/build.ts';
import { lambdaClient, s3Client } from '../aws/clients.ts';
import { type Deadline, lambdaClock } from '../aws/clock.ts';
import { requireEnv, requireNumber } from '../aws/environment.ts';
import { s3Objects } from '../aws/objects.ts';
import { HIRE, OVERHEAD_SECONDS, USD_PER_SECOND } from '../aws/price.ts';
import { lambdaStarter } from '../aws/starter.ts';
import { createLogger } from '../aws/telemetry.ts';
import { hiredMeter } from '../meter.ts';
import { parseMarkets } from '../nightly/markets.ts';
import { onPlanEvent } from './plan-event.ts';

const clock = lambdaClock();
const logger = createLogger();
const onEvent = onPlanEvent(
  {
    objects: s3Objects({ s3: s3Client(), bucket: requireEnv('BUCKET_NAME') }),
    clock,
    meter: hiredMeter,
    starter: lambdaStarter(lambdaClient(), { sweepUp: requireEnv('SWEEP_UP_FUNCTION') }),
    fleet: {
      workers: requireNumber('WORKERS'),
      overheadSeconds: OVERHEAD_SECONDS,
      // A shard may turn out four times slower than planned and still finish.
      maxShardSeconds: requireNumber('WORKER_TIMEOUT_SECONDS') / 4,
      maxShards: 50_000,
    },
    nightlyWorkers: requireNumber('NIGHTLY_WORKERS'),
    modelDigest,
    usdPerSecond: USD_PER_SECOND,
    // A worker is as much code on as much memory, and starts as long as this function did.
    hire: { ...HIRE, initSeconds: performance.now() / 1_000 },
  },
  parseMarkets(requireEnv('MARKETS')),
);

export const handler = async (event: unknown, invocation: Deadline) => {
  clock.during(invocation);
  const { answer, line } = await onEvent(event);
  logger.info('plan', line);
  return answer;
};
