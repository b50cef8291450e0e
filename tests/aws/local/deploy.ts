import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type AwsEnvironment, refuseElsewhere } from './endpoint.ts';
import { fixUp } from './fixup.ts';

const root = join(import.meta.dirname, '../../..');
export const STACK = 'LeverageCascade';

/** Of an account, what workers cannot have (infra/concurrency.ts). */
const OTHERS = 127;
const CORES = availableParallelism();

/** What the stack tells the command line. */
export interface Outputs {
  readonly BucketName: string;
  readonly PlanFunction: string;
  readonly SimulateFunction: string;
  readonly SweepUpFunction: string;
  readonly NightlyQueueUrl: string;
  readonly SweepsQueueUrl: string;
}

export interface Deployment {
  /** `name=value` for the CDK, beside `stage=local`. */
  readonly context?: readonly string[];
  /**
   * Processes that work at the same time, a third of them for the night and the rest for other sweeps. As many of those
   * as there are cores, if not given: more would only take each other's time, and be metered for it.
   */
  readonly workers?: number;
  /** Folder of the cloud assembly, under the project; two CDK commands in one lock each other out. */
  readonly out?: string;
  readonly say?: (line: string) => void;
}

/** Bootstraps an emulator and deploys the stack to it as the CDK deploys to AWS; then sets what it dropped. */
export async function deploy(
  environment: AwsEnvironment,
  { context = [], workers = Math.max(4, 1.5 * CORES), out = 'cdk.out', say = () => {} }: Deployment,
): Promise<Outputs> {
  refuseElsewhere(environment);
  const file = join(root, out, 'outputs.json');
  const always = ['stage=local', `accountConcurrency=${OTHERS + workers}`];
  const shared = ['--output', out, '--ci', ...[...always, ...context].flatMap((pair) => ['-c', pair])];
  // The environment is named, so that the CDK need not bundle everything only to learn it.
  await cdklocal(environment, ['bootstrap', 'aws://000000000000/us-east-1', ...shared]);
  await cdklocal(environment, ['deploy', '--require-approval', 'never', '--outputs-file', file, ...shared]);
  for (const line of await fixUp(environment, join(root, out))) say(line);
  return readOutputs(file);
}

export async function readOutputs(file = join(root, 'cdk.out', 'outputs.json')): Promise<Outputs> {
  return JSON.parse(await readFile(file, 'utf8'))[STACK];
}

/** `cdklocal`, which cannot reach AWS by accident; what it says is shown only if it fails. */
function cdklocal(environment: AwsEnvironment, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const { PATH, HOME } = process.env;
    const child = spawn(join(root, 'node_modules/.bin/cdklocal'), args, {
      cwd: root,
      env: { ...environment, HOME, PATH: `${join(root, 'node_modules/.bin')}:${PATH}`, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`cdklocal ${args[0]} must succeed, got ${code}:\n${said.slice(-8_000)}`)),
    );
  });
}
