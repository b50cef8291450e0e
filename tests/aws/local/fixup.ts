import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { AwsEnvironment } from './endpoint.ts';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: { readonly ReservedConcurrentExecutions?: number } }
    >
  >;
}

/**
 * Compares the synthesised template, which stays the truth, with an emulator, and sets the reserved concurrency that
 * its CloudFormation drops. A line for each change; none on an emulator without that gap.
 */
export async function fixUp(
  environment: AwsEnvironment,
  assembly: string,
  stack = 'LeverageCascade',
): Promise<string[]> {
  const settings = {
    endpoint: environment.AWS_ENDPOINT_URL!,
    region: environment.AWS_REGION!,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const lambda = new LambdaClient(settings);
  const template: Template = JSON.parse(await readFile(join(assembly, `${stack}.template.json`), 'utf8'));
  const { StackResources = [] } = await new CloudFormationClient(settings).send(
    new DescribeStackResourcesCommand({ StackName: stack }),
  );
  const said: string[] = [];
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    const wanted = Properties?.ReservedConcurrentExecutions;
    if (Type !== 'AWS::Lambda::Function' || wanted === undefined) continue;
    const FunctionName = StackResources.find(
      ({ LogicalResourceId }) => LogicalResourceId === id,
    )?.PhysicalResourceId;
    if (FunctionName === undefined) throw new Error(`${id} must be deployed, got no physical name`);
    const { ReservedConcurrentExecutions: got } = await lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName }),
    );
    if (got === wanted) continue;
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: wanted }),
    );
    said.push(`${FunctionName}: reserved concurrency ${got ?? 'none'} -> ${wanted}`);
  }
  return said;
}
