import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** `persist` does the retrying; a connection that hangs is one of the things that it tries again. */
const settings = { maxAttempts: 1, requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 } };

/** Path style where an endpoint is set: an emulator has no host name for each bucket. */
export const s3Client = (): S3Client =>
  new S3Client({ ...settings, forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
export const snsClient = (): SNSClient => new SNSClient(settings);
export const sqsClient = (): SQSClient => new SQSClient(settings);
export const lambdaClient = (): LambdaClient => new LambdaClient(settings);
/** For whoever waits for a function's answer, which a plan may take minutes for. */
export const waitingLambdaClient = (): LambdaClient =>
  new LambdaClient({ ...settings, requestHandler: { connectionTimeout: 2_000 } });
