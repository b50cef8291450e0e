// The deployed stack as a test sees it.
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, inject, it } from 'vitest';
import type { Aws } from './setup.ts';

/** Tests of the deployed stack; skipped where LocalStack cannot run, for the reason that tests/aws/setup.ts has said. */
export function onAws(name: string, tests: (aws: Aws) => void): void {
  const aws = inject('aws');
  if (aws) describe(name, () => tests(aws));
  else it.skip(`${name} (LocalStack cannot run here)`, () => {});
}

export function clients({ endpoint }: Aws) {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    scheduler: new SchedulerClient(settings),
    sqs: new SQSClient(settings),
    lambda: new LambdaClient({ ...settings, maxAttempts: 3 }),
  };
}
