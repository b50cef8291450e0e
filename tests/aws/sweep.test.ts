import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localClock } from '../../cli/local/clock.ts';
import { runLocal } from '../../cli/local/run-local.ts';
import { resume } from '../../functions/round/resume.ts';
import { writeRecord } from '../../functions/stored/records.ts';
import { releaseOf } from '../../release/release.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { parseReport } from '../../shared/report/report.ts';
import { derivedSweepId } from '../../shared/sweep/digests.ts';
import {
  cancelKey,
  closeKey,
  inboxKey,
  issueKey,
  latestKey,
  manifestKey,
  marketLatestKey,
  poisonKey,
  reportKey,
  resultKey,
  roundKey,
} from '../../shared/sweep/keys.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Index } from '../../shared/sweep/records.ts';
import { cascade } from '../cli/cascade.ts';
import { SNAPSHOT, sweepText } from '../sweep/small.ts';
import { onAws } from './aws.ts';
import { busyProcessesOf, cloud, pause, type Submission } from './cloud.ts';
import { environmentOf } from './local/endpoint.ts';
import { type Aws, MARKET } from './setup.ts';

const scratch = mkdtempSync(join(tmpdir(), 'leverage-cascade-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Change = Parameters<typeof sweepText>[0];

/** Digest of each file of the report that this machine makes of the same sweep. */
async function localReport(
  release: Aws['release'],
  change: Change,
): Promise<Readonly<Record<string, string>>> {
  expect(releaseOf(), 'the sources must stay as they were deployed').toEqual(release);
  const folder = mkdtempSync(join(scratch, 'local-'));
  writeFileSync(join(folder, 'snapshot.json'), JSON.stringify(SNAPSHOT));
  writeFileSync(join(folder, 'sweep.json'), sweepText(change));
  const { folder: files } = await runLocal({
    sweepFile: join(folder, 'sweep.json'),
    outFolder: join(folder, 'out'),
    workers: 1,
  });
  const names = readdirSync(files, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(files, name)))]));
}

/** Receipts hold seconds, and an index holds receipts; everything else is the report. */
const reportFiles = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => !['receipt.json', 'index.json'].includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const filesOf = ({ files }: Index) => Object.fromEntries(files.map((own) => [own.file, own.sha256]));

const steps = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + i * step);

onAws('on a local AWS', (aws) => {
  const world = cloud(aws);
  const { objects, report, submit, until, json } = world;
  const receiptOf = (sweepId: string, round = 1) =>
    json(reportKey.build({ sweepId, round, file: 'receipt.json' }));

  it.concurrent('the schedule plans the night once, whoever else does, and dates it by its scheduled time', async () => {
    const scheduledAt = Math.ceil(Date.now() / 1_000 + 10) * 1_000;
    const scheduledTime = new Date(scheduledAt).toISOString().replace('.000', '');
    const businessDate = new Date(scheduledAt - 86_400_000).toISOString().slice(0, 10);
    const sweepId = nightlySweepId(MARKET, businessDate);
    const night = { kind: 'night', market: MARKET, scheduledTime };
    expect(await world.invoke(world.PlanFunction, night)).toEqual({ outcome: 'no-snapshot', sweepId });

    // As a person or a job hands it over; the sweep file names its snapshot, and that its market.
    const env = { ...environmentOf(aws.endpoint), CASCADE_OUTPUTS: join(aws.assembly, 'outputs.json') };
    const handed = mkdtempSync(join(scratch, 'night-'));
    writeFileSync(join(handed, 'snapshot.json'), JSON.stringify(SNAPSHOT));
    writeFileSync(join(handed, 'sweep.json'), sweepText());
    const args = ['deliver', join(handed, 'sweep.json'), '--date', businessDate, '--engine', 'aws'];
    const delivered = await cascade(args, { env });
    expect(delivered.stdout, delivered.stderr).toBe(
      `${inboxKey.build({ market: MARKET, businessDate })}: delivered\n`,
    );
    // The schedule that is deployed, but in some seconds and once. Nobody else starts this night.
    await world.scheduleOnce(`Plan-${MARKET}`, scheduledAt);
    const manifest = manifestKey.build({ sweepId });
    await until('the schedule', () => objects.head(manifest), 60);
    expect(Date.now()).toBeGreaterThanOrEqual(scheduledAt);
    const first = (await objects.get(manifest))!;

    // A duplicate, and a retry that is read after the next midnight.
    const again = await Promise.all(
      [1, 2].map(() => world.invoke<{ outcome: string }>(world.PlanFunction, night)),
    );
    expect(again.map(({ outcome }) => outcome)).toEqual(['known', 'known']);
    expect((await objects.get(manifest))!.etag).toBe(first.etag);
    expect(await world.keys(`sweeps/nightly-${MARKET}`)).not.toContainEqual(
      expect.stringMatching(/rounds\/0002/),
    );

    const index = await report(sweepId);
    expect(index.status).toBe('complete');
    const pointer = await until('latest', () => objects.get(marketLatestKey.build({ market: MARKET })));
    expect(JSON.parse(new TextDecoder().decode(pointer.body))).toMatchObject({ sweepId, round: 1 });
    // Its tables are what anybody's machine makes; only the name of the sweep in their commands is another.
    const local = await localReport(aws.release, {});
    const ownId = derivedSweepId(
      parseSweep(sweepText()),
      parseManifest(new TextDecoder().decode(first.body)).sweepDigest,
    );
    for (const file of Object.keys(reportFiles(local)).filter((name) => name.endsWith('.csv'))) {
      const stored = (await objects.get(reportKey.build({ sweepId, round: 1, file })))!;
      const renamed = new TextDecoder().decode(stored.body).replaceAll(sweepId, ownId);
      expect(sha256(renamed), file).toBe(local[file]);
    }
  });

  it.concurrent('ten thousand cells go out in shards and come back as the report that this machine makes', async () => {
    const sweep: Change = {
      name: 'ten-thousand',
      axes: {
        leverageBps: steps(5_000, 500, 25),
        maintenanceBps: steps(5_000, 1_250, 10),
        depthBps: [10_000],
        mechanism: ['full'],
        shockBps: [...steps(-4_000, 100, 20), ...steps(-1_500, 3_000, 2), ...steps(2_000, 100, 18)],
      },
      paths: { decision: 4, other: 1 },
      budget: { maxCells: 20_000 },
    };
    const { manifest } = await submit({ change: sweep, cellsPerShard: 400 });
    expect(manifest.cells).toBeGreaterThanOrEqual(10_000);
    const index = await report(manifest.sweepId, 1, 200);
    expect(index.status).toBe('complete');
    expect(await world.results(manifest.sweepId)).toEqual(steps(0, 1, manifest.shards));
    const receipt = await receiptOf(manifest.sweepId);
    expect(receipt.issues).toHaveLength(1); // one generation: nothing was lost, nothing sent twice
    expect(receipt.metered).toMatchObject({ unmetered: 0, retried: 0 });
    expect(receipt.metered.usd).toBeGreaterThan(0);
    expect(reportFiles(filesOf(index))).toEqual(reportFiles(await localReport(aws.release, sweep)));
  });

  it.concurrent('a lost message is a lost shard: the deadline makes a partial report that names it', async () => {
    const lost = 2;
    const sweep: Change = { name: 'lost', budget: { deadlineMinutes: 1 } };
    const { manifest } = await submit({ change: sweep, cellsPerShard: 5, dryRun: true });
    const { sweepId, shards } = manifest;
    // All messages were sent, and those of one shard never arrive: not the first, nor those of three issues more.
    await world.sendNothing(sweepId, `0-${shards - 1}`);
    await submit({ change: sweep, cellsPerShard: 5 });
    await world.send(
      sweepId,
      steps(0, 1, shards).filter((shard) => shard !== lost),
    );
    const index = await report(sweepId, 1, 150);
    expect(index.status).toBe('partial');
    expect(await json(closeKey.build({ sweepId, round: 1 }))).toMatchObject({
      reason: 'deadline',
      missing: `${lost}`,
      failed: '',
    });
    expect((await receiptOf(sweepId)).shards.missing).toBe(`${lost}`);

    // The next round runs what is missing, and its report is the one that nothing was ever lost of.
    const clock = localClock;
    const round = await resume({ objects, clock })(sweepId, 1, 'resume', 'test');
    const second = await report(sweepId, round);
    expect(second.status).toBe('complete');
    expect(await json(issueKey.build({ sweepId, round, gen: 0 }))).toMatchObject({ shards: `${lost}` });
    expect(reportFiles(filesOf(second))).toEqual(reportFiles(await localReport(aws.release, sweep)));
    expect(await json(latestKey.build({ sweepId }))).toMatchObject({ round });
  });

  it.concurrent('a cancelled sweep reports what it has; resumed, it reports everything, as a second version', async () => {
    const sweep: Change = { name: 'cancelled' };
    const { manifest } = await submit({ change: sweep, cellsPerShard: 5, dryRun: true });
    const { sweepId, shards } = manifest;
    await world.sendNothing(sweepId, `0-${shards - 1}`);
    await submit({ change: sweep, cellsPerShard: 5 });
    await world.send(sweepId, [1, 4]);
    await until('two results', async () => (await world.results(sweepId)).length === 2 || undefined);
    await writeRecord(objects, cancelKey.build({ sweepId, round: 1 }), {
      schema: 'cancel/1',
      reason: 'cancelled',
      by: 'test',
    });
    // Who takes one now has not looked for ten seconds, or knows already.
    await pause(10_500);
    await world.send(sweepId, [2, 3]);
    const first = await report(sweepId);
    expect(first.status).toBe('partial');
    expect(await json(closeKey.build({ sweepId, round: 1 }))).toMatchObject({
      reason: 'cancelled',
      done: '1,4',
      failed: '',
    });

    const clock = localClock;
    const round = await resume({ objects, clock })(sweepId, 1, 'resume', 'test');
    const second = await report(sweepId, round);
    expect(second.status).toBe('complete');
    expect(reportFiles(filesOf(second))).toEqual(reportFiles(await localReport(aws.release, sweep)));
    // Version 1 lies beside it, as it was.
    const kept = parseReport(
      new TextDecoder().decode(
        (await objects.get(reportKey.build({ sweepId, round: 1, file: 'report.json' })))!.body,
      ),
    );
    expect(kept).toBeDefined();
    expect(await receiptOf(sweepId)).toMatchObject({ status: 'partial', reason: 'cancelled' });
  });

  it.concurrent('with every message doubled, a damaged result and a deleted one are computed again, to the report that this machine makes', async () => {
    const sweep: Change = { name: 'damaged' };
    const { manifest } = await submit({ change: sweep, cellsPerShard: 5, dryRun: true });
    const { sweepId, shards } = manifest;
    const local = reportFiles(await localReport(aws.release, sweep));
    await world.sendNothing(sweepId, `0-${shards - 1}`);
    await submit({ change: sweep, cellsPerShard: 5 });
    const last = shards - 1;
    await world.send(sweepId, steps(0, 1, last));
    await world.send(
      sweepId,
      steps(0, 1, last).filter((shard) => shard !== 2),
    );
    await until('results', async () => (await world.results(sweepId)).length === last || undefined);
    // The emulator does not evaluate the policy that forbids this.
    const Key = resultKey.build({ sweepId, shard: 2 });
    const Body = (await objects.get(Key))!.body.map((byte, i) => (i === 5_000 ? byte ^ 8 : byte));
    await world.s3.send(new PutObjectCommand({ Bucket: world.BucketName, Key, Body }));
    await world.send(sweepId, [2, last, last]); // the double of what is damaged comes late, and finds it there
    await until('a round that mends', async () => {
      await world.step(sweepId, 1);
      return objects.head(roundKey.build({ sweepId, round: 2 }));
    });
    const second = await report(sweepId, 2);
    expect(second.status).toBe('complete');
    expect(reportFiles(filesOf(second))).toEqual(local);
    expect((await receiptOf(sweepId, 2)).mended).toEqual([{ round: 2, shards: '2' }]);
    expect((await objects.get(Key))!.body).toEqual(Body); // evidence

    await objects.remove(resultKey.build({ sweepId, shard: 1 }));
    const round = await resume({ objects, clock: localClock })(sweepId, 2, 'resume', 'test');
    expect(reportFiles(filesOf(await report(sweepId, round)))).toEqual(local);
    expect(await json(latestKey.build({ sweepId }))).toMatchObject({ round: 3 });
  });

  it.concurrent('a message that nobody can read is kept for a person, and harms nobody', async () => {
    const body = '{"v":1,"sweepId":"../../etc",'; // half a message; a whole one LocalStack would write anew
    await world.sqs.send(new SendMessageCommand({ QueueUrl: world.SweepsQueueUrl, MessageBody: body }));
    const poison = await until('poison', () => objects.get(poisonKey.build({ digest: sha256(body) })));
    expect(JSON.parse(new TextDecoder().decode(poison.body))).toMatchObject({
      body,
      message: expect.stringContaining(' must '),
    });
  });

  it.concurrent('what is wrong with a submission is said at once, and nothing is written', async () => {
    const refused = (change: Change, more: object = {}) =>
      submit({ change: { name: 'refused', ...change }, ...more });
    await expect(refused({ budget: { maxCells: 10 } })).rejects.toThrow(
      'sweep.grid must have at most 10 cells, got 32',
    );
    await expect(refused({}, { sweepId: 'nightly-small-perp-2026-01-01' })).rejects.toThrow(
      'must begin with nightly- for a night',
    );
    await expect(refused({}, { sweepId: '../escape' })).rejects.toThrow('must be 6 to 63 of a-z, 0-9 and -');
    expect(await world.keys('sweeps/refused')).toEqual([]);
  });
});

// Workers are killed here, whoever's shard they run, so nothing else may be under way.
onAws('when workers are killed', (aws) => {
  const world = cloud(aws);
  const { report, submit, until, json } = world;
  const QueueUrl = world.SweepsQueueUrl;
  let visibility: string | undefined;

  const setVisibility = (VisibilityTimeout: string) =>
    world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));
  /** Kills the workers that are at work; those that wait would only fail the next message. */
  const kill = async (): Promise<number> => {
    const busy = await busyProcessesOf(world.SimulateFunction, aws.endpoint);
    for (const pid of busy) process.kill(pid, 'SIGKILL');
    return busy.length;
  };
  /** One shard; a thousand paths a cell take a worker about two seconds. */
  const slow = (name: string, paths: number): Submission => ({
    change: { name, paths: { decision: paths, other: paths } },
    cellsPerShard: 1_000,
  });
  beforeAll(async () => {
    const AttributeNames = ['VisibilityTimeout' as const];
    visibility = (await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })))
      .Attributes?.VisibilityTimeout;
    // The message of a crashed worker comes back when this is over, and five times 72 s is long for a test.
    await setVisibility('5');
  });
  afterAll(() => setVisibility(visibility!));

  it('in the middle of a shard, the shard comes back and the report is the one that this machine makes', async () => {
    const submission = slow('killed-once', 1_000);
    const { manifest } = await submit(submission);
    await world.step(manifest.sweepId, 1);
    await until('a worker at work', async () => (await kill()) || undefined);
    expect(await world.results(manifest.sweepId)).toEqual([]);
    const local = localReport(aws.release, submission.change!); // while the message is invisible
    const index = await report(manifest.sweepId);
    expect(index.status).toBe('complete');
    const receipt = await json(
      reportKey.build({ sweepId: manifest.sweepId, round: 1, file: 'receipt.json' }),
    );
    expect(receipt.metered.retried).toBe(1);
    expect(reportFiles(filesOf(index))).toEqual(reportFiles(await local));
  });

  it('again and again, the message ends among the dead letters and the report names the shard', async () => {
    const { manifest } = await submit(slow('killed-always', 5_000));
    const { sweepId } = manifest;
    await world.step(sweepId, 1);
    await until('the tombstone', async () => {
      await kill();
      return (await world.keys(`sweeps/${sweepId}/failed/`)).length > 0 ? true : undefined;
    });
    const index = await report(sweepId);
    expect(index.status).toBe('partial');
    const receipt = await json(reportKey.build({ sweepId, round: 1, file: 'receipt.json' }));
    expect(receipt).toMatchObject({
      reason: 'failed',
      shards: { done: '', failed: '0', missing: '' },
      tombstones: [
        { kind: 'dead-letter', message: expect.stringContaining('must finish within 5 receives') },
      ],
    });
  });
});
