// Looking after sweeps through the binary: what a stopped one says of itself, and how it is ended or opened again.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { snapshotText, sweepText } from '../sweep/small.ts';
import { cascade, command, file, folder } from './cascade.ts';

const inputs = folder();
const out = folder();
file(inputs, 'snapshot.json', snapshotText);
const sweepFile = file(inputs, 'long.json', sweepText({ paths: { decision: 1_000, other: 300 } }));

interface Status {
  sweepId: string;
  round: number;
  state: string;
  reason: string | null;
  shards: { planned: number; done: number; failed: string; missing: string };
  next: string;
}
async function status(...args: string[]): Promise<Status[]> {
  const { code, stdout, stderr } = await command(['status', ...args, '--out', out, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  let sent = false;
  const { code } = await cascade(['nightly', sweepFile, '--out', out, '--workers', '2'], {
    watch: (stderr, signal) => {
      if (sent || !stderr.includes(' walks, ')) return;
      sent = true;
      signal('SIGINT');
    },
  });
  expect(code).toBe(130);
});

it('a stopped sweep says what is missing; cancelled, it is finished in another round by its own command', async () => {
  const [open] = await status();
  expect(open).toMatchObject({ round: 1, state: 'open', reason: null, shards: { failed: '' } });
  expect(open!.shards.done).toBeLessThan(open!.shards.planned);
  expect(open!.shards.missing).not.toBe('');
  const { sweepId } = open!;

  // Nothing is written without a yes; there is no terminal to ask.
  const unasked = await command(['cancel', sweepId, '--out', out]);
  expect(unasked.code).toBe(2);
  expect((await status(sweepId))[0]!.reason).toBe(null);

  const resumed = await command(['resume', sweepId, '--out', out]);
  expect(resumed.stdout).toContain(`${sweepId}: round 1 is open; run the sweep file again`);

  const longer = await command(['resume', sweepId, '--out', out, '--deadline', '60']);
  expect(longer.code).toBe(2);
  expect(longer.stderr).toContain(
    '--deadline and --max-usd must be of a new round, got round 1, which is open',
  );
  const endless = await command(['resume', sweepId, '--out', out, '--deadline', '1441']);
  expect(endless.code).toBe(2);
  expect(endless.stderr).toContain('--deadline must be a whole number from 1 to 1440, got 1441');

  const cancelled = await command(['cancel', sweepId, '--out', out, '--yes']);
  expect(cancelled.stdout).toContain(`${sweepId}: round 1 is cancelled`);
  expect((await status(sweepId))[0]).toMatchObject({ state: 'open', reason: 'cancelled' });

  // Here its own command ends the round, and opens the next one for what is missing.
  const whole = await command(['nightly', sweepFile, '--out', out, '--workers', '2']);
  expect(whole.code, whole.stderr).toBe(0);
  const [last] = await status(sweepId);
  expect(last).toMatchObject({
    round: 2,
    state: 'reported',
    shards: { done: open!.shards.planned, missing: '' },
  });

  const nothing = await command(['retry', sweepId, '--out', out, '--yes']);
  expect(await status()).toEqual([]);
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain('must have shards to retry');
});

it.each([
  ['a folder without sweeps', ['status', '--out', inputs], 'must hold a sweep'],
  [
    'a sweep that nobody planned',
    ['status', 'nobody-planned-it', '--out', out],
    'must be one that was planned',
  ],
  ['an id with path characters', ['cancel', '../../etc', '--out', out], 'must'],
])('refuses %s with exit code 2', async (_, args, words) => {
  const { code, stderr } = await command(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

it.each([
  ['cancel', '--all'],
  ['resume', '--stopped'],
])('%s wants either a sweep or %s', async (verb, option) => {
  for (const args of [[verb], [verb, 'some-sweep', option]]) {
    const { code, stderr } = await command([...args, '--out', out, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`^the command must name either a sweep or ${option}, got (neither|both)\n$`),
    );
  }
});

it('cancels every open round at once, or says that there is none', async () => {
  const { code, stdout } = await command(['cancel', '--all', '--out', out, '--yes']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'no sweep is open\n' });
});

it('the kill switch is an object that is put and taken away', async () => {
  const stopped = await command(['stop', '--out', out, '--yes']);
  expect(stopped.stdout).toContain('stopped');
  expect(existsSync(join(out, 'control', 'stop.json'))).toBe(true);
  const resumed = await command(['resume', '--stopped', '--out', out, '--yes']);
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain('control/stop.json must not be there (cascade start), got a stop\n');
  const again = await command(['stop', '--out', out, '--yes']);
  expect(again.stdout).toContain('was stopped already');
  const started = await command(['start', '--out', out]);
  expect(started.code, started.stderr).toBe(0);
  expect(existsSync(join(out, 'control', 'stop.json'))).toBe(false);
});
