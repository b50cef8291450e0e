// One LocalStack per test run, on a free port, with the stack deployed once; everything ends with the run.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { releaseOf } from '../../release/release.ts';
import { deploy, type Outputs } from './local/deploy.ts';
import { environmentOf, refuseElsewhere } from './local/endpoint.ts';
import { freePort, lackingForLocalStack, startLocalStack } from './local/localstack.ts';

export interface Aws {
  readonly endpoint: string;
  readonly outputs: Outputs;
  /** The cloud assembly that was deployed. */
  readonly assembly: string;
  /** What the fix-up after the deployment said. */
  readonly fixed: readonly string[];
  /** The sources that were deployed. */
  readonly release: ReturnType<typeof releaseOf>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined where LocalStack cannot run. */
    aws: Aws | undefined;
  }
}

export const MARKET = 'small-perp';
const HOUR = 3_600_000;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const lacking = await lackingForLocalStack();
  if (lacking !== undefined) {
    if (process.env.CI) throw new Error(`LocalStack ${lacking}; with CI set the tests of tests/aws must run`);
    process.stderr.write(`the tests of tests/aws are skipped: LocalStack ${lacking}\n`);
    project.provide('aws', undefined);
    return undefined;
  }
  const { AWS_ENDPOINT_URL: _endpoint, AWS_ENDPOINT_URL_S3: _s3, ...rest } = process.env;
  refuseElsewhere(rest);
  const start = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'localstack-'));
  const localStack = await startLocalStack(await freePort(), folder);
  const out = join('cdk.out', `test-${process.pid}`);
  const end = async () => {
    await localStack.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(out, { recursive: true, force: true });
  };
  try {
    const { endpoint } = localStack;
    // Far from now, so that no night begins by itself while these tests run.
    const at = new Date(Date.now() + 12 * HOUR).toISOString().slice(11, 16);
    const markets = [{ market: MARKET, at, zone: 'UTC', dateOf: 'day-before', cutOffMinutes: 1 }];
    const context = ['fast=1', `markets=${JSON.stringify(markets)}`];
    const release = releaseOf();
    const fixed: string[] = [];
    const workers = 3 * availableParallelism(); // these tests wait more than they compute
    const say = (line: string) => fixed.push(line);
    const outputs = await deploy(environmentOf(endpoint), { context, workers, out, say });
    process.stderr.write(
      `LocalStack ${localStack.version} is ready after ${Math.round((Date.now() - start) / 1_000)} s\n`,
    );
    project.provide('aws', { endpoint, outputs, assembly: out, fixed, release });
    return end;
  } catch (error) {
    await end();
    throw error;
  }
}
