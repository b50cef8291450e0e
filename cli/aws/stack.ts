import { existsSync } from 'node:fs';
import { lambdaCaller } from '../../functions/aws/caller.ts';
import { s3Client, sqsClient, waitingLambdaClient } from '../../functions/aws/clients.ts';
import { s3Objects } from '../../functions/aws/objects.ts';
import { sqsQueue } from '../../functions/aws/queue.ts';
import type { Objects, Queue } from '../../functions/ports.ts';
import { readJson, refuse, utf8 } from '../../shared/market/parse.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import { readInput } from '../local/input-file.ts';

/** A deployed stack as a person's command line sees it. */
export interface Stack {
  readonly bucket: string;
  /** Those that a schedule plans every night; undefined where the deployment is too old to say so. */
  readonly markets: readonly string[] | undefined;
  readonly objects: Objects;
  /** The queue that a sweep's messages go to; a person may ask for its depth. */
  queueOf(sweepId: string): Queue;
  /** Asks a function and waits for its answer. People may call no others (infra/operator.ts). */
  call(name: 'plan' | 'sweepUp', event: object): Promise<unknown>;
}

/** What the deployment says of itself: the outputs of infra/stack.ts. */
const OUTPUTS = [
  'BucketName',
  'PlanFunction',
  'SweepUpFunction',
  'NightlyQueueUrl',
  'SweepsQueueUrl',
] as const;
type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>> & { readonly NightlyMarkets?: string };

/**
 * Connects to the stack whose outputs lie in a file, as `cdk deploy --outputs-file` writes it. Region, credentials and
 * endpoint are those of the SDK: AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL.
 */
export async function connect(outputsFile: string): Promise<Stack> {
  const outputs = await readOutputs(outputsFile);
  const s3 = s3Client();
  await s3.config
    .region()
    .catch(() => refuse('AWS_REGION', 'be set, or a profile that has a region', 'neither'));
  const sqs = sqsClient();
  const call = lambdaCaller(waitingLambdaClient());
  const functions = { plan: outputs.PlanFunction, sweepUp: outputs.SweepUpFunction };
  return {
    bucket: outputs.BucketName,
    markets: outputs.NightlyMarkets?.split(','),
    objects: s3Objects({ s3, bucket: outputs.BucketName }),
    queueOf: (sweepId) =>
      sqsQueue(sqs, isNightly(sweepId) ? outputs.NightlyQueueUrl : outputs.SweepsQueueUrl),
    call: (name, event) => call(functions[name], event),
  };
}

const MAX_BYTES = 1_000_000;

async function readOutputs(file: string): Promise<Outputs> {
  if (!existsSync(file)) {
    refuse(
      file,
      'be there: cdk deploy --outputs-file writes it, and --outputs or CASCADE_OUTPUTS says where it is',
      'nothing',
    );
  }
  const text = utf8(file, await readInput(file, { most: MAX_BYTES }));
  const value = readJson(file, text, MAX_BYTES) as Readonly<Record<string, Partial<Outputs> | null>> | null;
  const stacks = Object.values(value ?? {}).filter((outputs) => outputs?.BucketName !== undefined);
  const [stack] = stacks;
  if (!stack || stacks.length > 1) refuse(file, 'hold the outputs of one stack', stacks.length);
  for (const name of OUTPUTS) {
    if (typeof stack[name] !== 'string') refuse(`${file} ${name}`, 'be a text', stack[name]);
  }
  return stack as Outputs;
}
