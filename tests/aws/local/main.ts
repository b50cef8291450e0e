// npm run aws:local [-- --docker | -- --fast]: a local AWS with the stack on it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { deploy } from './deploy.ts';
import { environmentOf, refuseElsewhere, versionAt } from './endpoint.ts';
import { lackingForLocalStack, startLocalStack } from './localstack.ts';

const PORT = Number(process.env.LOCALSTACK_PORT ?? 4566);
const IMAGE = 'localstack/localstack:4.14.0'; // the last that needs no account

refuseElsewhere(process.env);
const start = Date.now();
const endpoint = await findOrStart();
const environment = environmentOf(endpoint);
say(`deploying to LocalStack ${await versionAt(endpoint)} at ${endpoint}`);
const context = process.argv.includes('--fast') ? ['fast=1'] : [];
const { BucketName } = await deploy(environment, { context, say });
say(
  `ready after ${Math.round((Date.now() - start) / 1_000)} s: bucket ${BucketName}; outputs in cdk.out/outputs.json`,
);
const exported = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
process.stdout.write(`
export ${exported.join(' ')}
npx --no-install cascade sweep examples/xbtusd-2021-07-22/sweep.json --engine aws

The first line tells this shell where the local AWS is; the second says what the sweep takes, and asks. npm run aws:stop
ends it.
`);

/** What is there, LocalStack from Docker if asked for, else LocalStack without Docker. */
async function findOrStart(): Promise<string> {
  const given = process.env.AWS_ENDPOINT_URL;
  if (given !== undefined) {
    if ((await versionAt(given)) === undefined)
      throw new Error(`AWS_ENDPOINT_URL must be a LocalStack, got ${given}`);
    return given;
  }
  if (process.argv.includes('--docker')) {
    const mapping = `127.0.0.1:${PORT}:4566`;
    const socket = '/var/run/docker.sock:/var/run/docker.sock';
    const name = 'leverage-cascade-localstack';
    await promisify(execFile)('docker', [
      'run',
      '-d',
      '--rm',
      '--name',
      name,
      '-p',
      mapping,
      '-v',
      socket,
      IMAGE,
    ]);
    const endpoint = `http://127.0.0.1:${PORT}`;
    for (let tries = 0; (await versionAt(endpoint)) === undefined; tries++) {
      if (tries === 60) throw new Error(`LocalStack must answer at ${endpoint} within a minute, got nothing`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    say('here a mapping runs one batch at a time and no schedule fires: npm run aws:tick does in its place');
    return endpoint;
  }
  const lacking = await lackingForLocalStack();
  if (lacking !== undefined)
    throw new Error(`LocalStack without Docker ${lacking}; or say: npm run aws:local -- --docker`);
  say('starting LocalStack (its packages are installed once, which takes a minute)');
  return (await startLocalStack(PORT)).endpoint;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
