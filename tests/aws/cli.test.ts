// The real command line against the deployed stack: what a person types, in a process of its own.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { closeKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import { cascade, file, folder } from '../cli/cascade.ts';
import { snapshotText, sweepText } from '../sweep/small.ts';
import { onAws } from './aws.ts';
import { cloud, pause } from './cloud.ts';
import { environmentOf } from './local/endpoint.ts';
import type { Aws } from './setup.ts';

type Change = Parameters<typeof sweepText>[0];

const inputs = folder();
file(inputs, 'snapshot.json', snapshotText);
const sweepFile = (change: Change & { name: string }) =>
  file(inputs, `${change.name}.json`, sweepText(change));

/** Runs a command with the stack as its place, as after the lines that `npm run aws:local` prints. */
function commandLine(aws: Aws) {
  const env = { ...environmentOf(aws.endpoint), CASCADE_OUTPUTS: join(aws.assembly, 'outputs.json') };
  return (
    args: readonly string[],
    watch?: (stderr: string, signal: (name: NodeJS.Signals) => void) => void,
  ) => cascade([...args, '--engine', 'aws'], { env, ...(watch && { watch }) });
}

/** Files of a report by name; receipts hold seconds, and an index holds receipts. */
function reportIn(place: string): Record<string, string> {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(place, name)).isFile() && !['receipt.json', 'index.json'].includes(name),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(place, name), 'latin1')]));
}

/** The report that this machine makes of the same sweep file. */
async function localReport(sweep: string): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await cascade(['sweep', sweep, '--yes', '--json', '--out', folder()]);
  expect(code, stderr).toBe(0);
  return reportIn(JSON.parse(stdout).folder);
}

onAws('the command line', (aws) => {
  const world = cloud(aws);
  const run = commandLine(aws);

  it.concurrent('says what a sweep takes, asks, and stops there when told to or when nobody can answer', async () => {
    const sweep = sweepFile({ name: 'only-asked' });
    const asked = await run(['sweep', sweep, '--dry-run']);
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.stdout).toMatch(/^only-asked-[0-9a-f]{12}\n {2}work +32 cells, 520 walks\n/);
    for (const line of [
      /shards +\d+ of \d+ cells?\n/,
      /seconds .* computing, .* overhead, .* starting\n/,
      /dollars +\$[0-9.]+ = \$[0-9.]+ compute \+ \$[0-9.]+ requests \+ \$[0-9.]+ start-up\n/,
      /minutes +[0-9.]+ = 0\.0 ramp \+ [0-9.]+ steady \+ [0-9.]+ tail, the report included\n/,
      /budget +\$5\.00: /,
      /ceiling +\$[0-9.]+ of \$50\.00, however wrong this is: all workers until the deadline, 30 min 00 s\n/,
    ]) {
      expect(asked.stdout).toMatch(line);
    }
    const unanswered = await run(['sweep', sweep]);
    expect(unanswered.code).toBe(2);
    expect(unanswered.stderr).toBe(
      'sweep must be confirmed with --yes where nobody can answer, got no terminal\n',
    );
    expect(await world.keys('sweeps/only-asked')).toEqual([]);
    expect(await world.keys('open/only-asked')).toEqual([]);
  });

  it.concurrent.each([
    ['a forecast above its budget', { maxUsd: 1e-9 }, /^forecast must be at most 1e-9 US dollars, got /],
    [
      'a ceiling above what is allowed',
      { ceilingUsd: 1e-9 },
      /^ceiling must be at most 1e-9 US dollars; an earlier deadline lowers it, got /,
    ],
    ['more cells than are allowed', { maxCells: 31 }, /^sweep\.grid must have at most 31 cells, got 32/],
  ])('refuses %s with exit code 2, and writes nothing', async (_, budget, message) => {
    const sweep = sweepFile({ name: `refused-${Object.keys(budget)[0]!.toLowerCase()}`, budget });
    const { code, stdout, stderr } = await run(['sweep', sweep, '--yes']);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await world.keys('sweeps/refused-')).toEqual([]);
    expect(await world.keys('open/refused-')).toEqual([]);
  });

  it.concurrent('runs a sweep to the report that this machine makes, and says how wrong its forecast was', async () => {
    const sweep = sweepFile({ name: 'by-hand' });
    const out = folder();
    const done = await run(['sweep', sweep, '--yes', '--out', out]);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/^verdict {2}small-perp: /);
    expect(done.stdout).toMatch(/\n +forecast +metered +difference\nshards +\d+ +\d+ +0\.0 %\ncore seconds /);
    for (const name of ['overhead seconds', 'init seconds', 'dollars', 'minutes'])
      expect(done.stdout).toMatch(new RegExp(`^${name} +\\$?[0-9.]+ +\\$?[0-9.]+ +[-+0-9.]+ %$`, 'm'));
    const place = /^report {3}(.*)\/report\.html$/m.exec(done.stdout)![1]!;
    expect(reportIn(place)).toEqual(await localReport(sweep));

    // Any path of any cell can be run again from what was fetched.
    const cell = 'small-perp/full/L10000/m10000/d10000/s-1500';
    expect((await cascade(['simulate', '--cell', cell, '--path', '3', '--out', out])).code).toBe(0);
    // The same command again finds the report.
    const again = await run(['sweep', sweep, '--yes', '--json', '--out', out]);
    expect(again.stderr).toContain('planned before');
    expect(JSON.parse(again.stdout)).toMatchObject({ round: 1, status: 'complete' });
  });

  it.concurrent('goes on when nobody waits any more; cancelled, it reports what it has, and the same command the rest', async () => {
    const sweep = sweepFile({ name: 'left-alone', paths: { decision: 300, other: 300 } });
    const { sweepId, shards } = JSON.parse((await run(['sweep', sweep, '--dry-run', '--json'])).stdout);
    expect(shards).toBeGreaterThan(1);
    await world.sendNothing(sweepId, '0');
    let sent = false;
    const left = await run(['sweep', sweep, '--yes'], (stderr, signal) => {
      if (sent || !stderr.includes('submitted: round 1; ')) return;
      sent = true;
      signal('SIGINT');
    });
    expect(left.code, left.stderr).toBe(130);
    expect(left.stderr).toContain(`cascade status ${sweepId} --watch --engine aws\n`);
    expect(left.stderr).toContain(`cascade cancel ${sweepId} --engine aws\n`);

    await world.send(sweepId, [1]);
    await world.until('a result', async () => (await world.results(sweepId)).length > 0 || undefined);
    const cancelled = await run(['cancel', sweepId, '--yes']);
    expect(cancelled.stdout).toBe(`${sweepId}: round 1 is cancelled\n`);
    const [ending] = JSON.parse((await run(['status', sweepId, '--json'])).stdout);
    expect(ending).toMatchObject({ round: 1, reason: 'cancelled', shards: { done: 1, failed: '' } });
    expect((await world.report(sweepId)).status).toBe('partial');
    const watched = await run(['status', sweepId, '--watch']);
    expect(watched.code).toBe(3);
    expect(watched.stdout).toContain(`${sweepId}: round 1 is reported, cancelled`);

    const out = folder();
    const whole = await run(['sweep', sweep, '--yes', '--json', '--out', out]);
    expect(whole.code, whole.stderr).toBe(0);
    const answer = JSON.parse(whole.stdout);
    expect(answer).toMatchObject({ sweepId, round: 2, status: 'complete' });
    expect(reportIn(answer.folder)).toEqual(await localReport(sweep));
    // The first version lies beside it, and can still be fetched.
    const first = await run(['report', sweepId, '--round', '1', '--out', out]);
    expect(first.code).toBe(3);
    expect(first.stdout).toContain('partial: the report says first what is missing\n');
    expect(first.stderr).toContain('versions 1, 2; this is 1\n');
    const none = await run(['report', sweepId, '--round', '3', '--out', out]);
    expect(none.code).toBe(2);
    expect(none.stderr).toBe(`report of ${sweepId} must be one of those that are there, 1, 2, got 3\n`);
  });

  it.concurrent.each([
    ['a sweep that nobody planned', ['status', 'nobody-planned-it'], 'must be one that was planned'],
    ['an id with path characters', ['cancel', '../../etc'], 'key part sweepId must match'],
    ['an id of other characters', ['report', 'caf%C3%A9-latte'], 'key part sweepId must match'],
    ['a stack that was not deployed', ['status', '--outputs', 'no-such.json'], 'no-such.json must be there'],
  ])('refuses %s with exit code 2', async (_, args, words) => {
    const { code, stderr } = await run(args);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(words);
  });
});

// Stops whatever is open, so nothing else may be under way.
onAws('the kill switch', (aws) => {
  const world = cloud(aws);
  const run = commandLine(aws);
  afterAll(() => world.objects.remove(STOP_KEY));

  it('ends a sweep early, keeps others out, and what it stopped is finished later to the same bytes', async () => {
    const change = { name: 'stopped' };
    const { manifest } = await world.submit({ change, cellsPerShard: 5, dryRun: true });
    const { sweepId, shards } = manifest;
    await world.sendNothing(sweepId, `0-${shards - 1}`);
    await world.submit({ change, cellsPerShard: 5 });
    await world.step(sweepId, 1);
    await world.send(sweepId, [0]);
    await world.until('a result', async () => (await world.results(sweepId)).length > 0 || undefined);
    const stopped = await run(['stop', '--yes']);
    expect(stopped.stdout).toBe('stopped\n');
    expect(stopped.stderr).toContain(`open: ${sweepId}\n`);
    const stoppedAt = Date.now();
    const refused = await run(['sweep', sweepFile({ name: 'kept-out' }), '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe('control/stop.json must not be there, got a stop\n');
    expect(await world.keys('sweeps/kept-out')).toEqual([]);
    const early = await run(['resume', '--stopped', '--yes']);
    expect(early.code).toBe(2);

    // Within ten seconds nobody takes a shard any more; what waits in the queue is let go.
    await pause(Math.max(0, stoppedAt + 10_500 - Date.now()));
    await world.send(sweepId, [1, 2, 3]);
    expect((await world.report(sweepId)).status).toBe('partial');
    expect(await world.json(closeKey.build({ sweepId, round: 1 }))).toMatchObject({
      reason: 'stopped',
      done: '0',
      failed: '',
    });

    expect((await run(['start'])).stdout).toContain('cascade resume --stopped --engine aws\n');
    const resumed = await run(['resume', '--stopped', '--yes']);
    expect(resumed.stdout).toBe(`${sweepId}: round 2 is open; sweepUp takes it up within a minute\n`);
    const out = folder();
    expect((await world.report(sweepId, 2)).status).toBe('complete');
    const fetched = await run(['report', sweepId, '--json', '--out', out]);
    expect(fetched.code, fetched.stderr).toBe(0);
    expect(reportIn(JSON.parse(fetched.stdout).folder)).toEqual(await localReport(sweepFile(change)));
  });
});
