// Finding a deployed stack: nothing is asked of anybody before its outputs are read.
import { expect, it } from 'vitest';
import { cascade, file, folder } from './cascade.ts';

const place = folder();
const whole = {
  BucketName: 'bucket',
  PlanFunction: 'plan',
  SweepUpFunction: 'sweep-up',
  NightlyQueueUrl: 'http://127.0.0.1:9/nightly',
  SweepsQueueUrl: 'http://127.0.0.1:9/sweeps',
};
/** Nobody listens there. */
const env = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
};
const status = (outputs: string, more: Record<string, string> = {}) =>
  cascade(['status', '--engine', 'aws', '--outputs', outputs], { env: { ...env, ...more } });

it.each<[string, unknown, string]>([
  ['no JSON', '{', 'must be JSON'],
  ['no stack of ours', { Other: { Url: 'x' } }, 'must hold the outputs of one stack, got 0'],
  ['two stacks', { One: whole, Two: whole }, 'must hold the outputs of one stack, got 2'],
  [
    'a stack that lacks a name',
    { One: { ...whole, PlanFunction: undefined } },
    'PlanFunction must be a text',
  ],
])('refuses outputs that are %s', async (_, content, words) => {
  const { code, stderr } = await status(file(place, 'outputs.json', content));
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr.trimEnd()).not.toContain('\n');
});

it('says in one line that AWS does not answer, and that it is not the input', async () => {
  const { code, stderr } = await status(file(place, 'whole.json', { One: whole }));
  expect(code).toBe(1);
  expect(stderr).toBe('AWS must answer, got Error: connect ECONNREFUSED 127.0.0.1:9\n');
});

it('asks for a region', async () => {
  const none = { AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_CONFIG_FILE: '/none', AWS_PROFILE: '' };
  const { code, stderr } = await status(file(place, 'region.json', { One: whole }), none);
  expect(code).toBe(2);
  expect(stderr).toBe('AWS_REGION must be set, or a profile that has a region, got neither\n');
});
