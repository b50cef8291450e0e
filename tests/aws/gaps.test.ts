// What LocalStack does not do as AWS does (pipeline.md 6.4). When a release closes a gap its test fails here, and the
// work-around that is named beside it can go.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { clients, onAws } from './aws.ts';
import { cloud } from './cloud.ts';
import { environmentOf } from './local/endpoint.ts';
import { fixUp } from './local/fixup.ts';
import { freePort, startLocalStack } from './local/localstack.ts';

const statusOf = (promise: Promise<unknown>): Promise<number | undefined> =>
  promise.then(
    () => 200,
    (error) => error.$metadata?.httpStatusCode,
  );

onAws('LocalStack', (aws) => {
  const { s3, lambda } = clients(aws);
  const world = cloud(aws);
  const Bucket = aws.outputs.BucketName;
  const template = JSON.parse(readFileSync(join(aws.assembly, 'LeverageCascade.template.json'), 'utf8'));
  const countOf = (type: string) =>
    Object.values<{ Type: string }>(template.Resources).filter(({ Type }) => Type === type).length;

  /** A request that no client here is made for. */
  async function cloudWatch(body: string): Promise<string> {
    const scope = 'Credential=test/20260101/us-east-1/monitoring/aws4_request';
    const answer = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    return answer.text();
  }

  it('1: drops reserved concurrency, so that the fix-up after the deployment had something to do, and now has not', async () => {
    expect(aws.fixed).toHaveLength(countOf('AWS::Lambda::Function'));
    expect(await fixUp(environmentOf(aws.endpoint), aws.assembly)).toEqual([]);
  });

  it('2: drops the lifecycle of a bucket: tests/infra asserts the template', async () => {
    expect(await statusOf(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toBe(404);
  });

  it('3: takes a dashboard and makes none: tests/infra asserts the template', async () => {
    expect(countOf('AWS::CloudWatch::Dashboard')).toBe(1);
    const answer = await cloudWatch('Action=ListDashboards&Version=2010-08-01');
    expect(answer).toContain('ListDashboardsResult');
    expect(answer).not.toContain('<DashboardName>');
  });

  it('4: leaves metrics in log lines where they are: tests/adapters reads them there', async () => {
    await world.invoke(world.SweepUpFunction, { kind: 'tick' }); // says OpenSweeps, whatever is open
    const answer = await cloudWatch('Action=ListMetrics&Namespace=LeverageCascade&Version=2010-08-01');
    expect(answer).toContain('ListMetricsResult');
    expect(answer).not.toContain('<MetricName>');
  });

  it('5: stores policies and does not ask them: writing over a create-once key succeeds', async () => {
    const put = { Bucket, Key: 'sweeps/gaps-test/closes/0001.json', Body: 'x' };
    expect(await statusOf(s3.send(new PutObjectCommand(put)))).toBe(200);
    expect(await statusOf(s3.send(new PutObjectCommand(put)))).toBe(200);
    expect(await statusOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'absent' })))).toBe(404); // 403 without ListBucket
  });

  it('6: never answers 409 to a conditional write, and 501 to a conditional delete: the simulator plays them', async () => {
    const puts = Array.from({ length: 30 }, (_, i) =>
      statusOf(
        s3.send(new PutObjectCommand({ Bucket, Key: 'open/gaps-test/0001', Body: `${i}`, IfNoneMatch: '*' })),
      ),
    );
    const answers = await Promise.all(puts);
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set([200, 412]));
    const remove = new DeleteObjectCommand({ Bucket, Key: 'open/gaps-test/0001', IfMatch: '"x"' });
    expect(await statusOf(s3.send(remove))).toBe(501);
  });

  it('7, 8: runs functions on this processor and this Node, whatever they declare', async () => {
    const configuration = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: aws.outputs.SimulateFunction }),
    );
    expect(configuration).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
  });

  it('10: keeps nothing when it ends, so that two worlds need two starts', async () => {
    const place = await mkdtemp(join(tmpdir(), 'localstack-'));
    const bucketsOf = async (endpoint: string) =>
      (await clients({ ...aws, endpoint }).s3.send(new ListBucketsCommand({}))).Buckets ?? [];
    const one = await startLocalStack(await freePort(), place);
    await clients({ ...aws, endpoint: one.endpoint }).s3.send(
      new CreateBucketCommand({ Bucket: 'gaps-test' }),
    );
    expect(await bucketsOf(one.endpoint)).toHaveLength(1);
    await one.stop();
    const other = await startLocalStack(await freePort(), place);
    expect(await bucketsOf(other.endpoint)).toEqual([]);
    await other.stop();
    await rm(place, { recursive: true, force: true });
  });

  it('11: writes a message that is JSON anew before it hands it to a function', async () => {
    const body = '{"gap":11}';
    await world.sqs.send(new SendMessageCommand({ QueueUrl: world.SweepsQueueUrl, MessageBody: body }));
    const found = await world.until('the poison', async () => {
      for (const key of await world.keys('poison/')) {
        const poison = await world.json(key);
        if (poison.body.includes('gap')) return poison.body;
      }
      return undefined;
    });
    expect(found).toBe('{"gap": 11}');
  });
});
