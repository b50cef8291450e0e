// Nights of a machine with cron: what was delivered into a folder is run from there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { EXIT } from '../../cli/exit.ts';
import { runInbox } from '../../cli/inbox.ts';
import { deliver, readDelivery } from '../../cli/local/deliver.ts';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { oneRun } from '../../cli/local/one-run.ts';
import { runLocal } from '../../cli/local/run-local.ts';
import { deliverNight } from '../../functions/nightly/deliver-night.ts';
import { cancelWords } from '../../functions/round/cancelled.ts';
import { bytesOf, writeRecord } from '../../functions/stored/records.ts';
import { cancelKey, closeKey } from '../../shared/sweep/keys.ts';
import { SWEEP, snapshotText, sweepText } from '../sweep/small.ts';
import { file, folder } from './cascade.ts';

const few = {
  axes: { ...SWEEP.axes, leverageBps: [10_000], maintenanceBps: [10_000], shockBps: [-1_500, 1_500] },
  compare: [],
  paths: { decision: 4, other: 2 },
};
const inputs = folder();
file(inputs, 'snapshot.json', snapshotText);
const sweepFile = file(inputs, 'sweep.json', sweepText(few));

async function delivered(out: string, ...dates: readonly string[]): Promise<void> {
  const delivery = await readDelivery(sweepFile);
  const objects = fileObjects(out);
  await deliver(objects, delivery);
  for (const date of dates) await deliverNight(objects, delivery, date);
}

/** What a command prints, on either stream. */
async function told(run: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const keep = (text: string | Uint8Array) => {
    lines.push(String(text));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  try {
    await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.join('');
}

it('runs each night that has no report, once, and points at the newest', async () => {
  const out = folder();
  await delivered(out, '2024-02-29', '2024-02-28');
  const place = { outFolder: out, workers: 1 };
  const first = await told(async () => expect(await runInbox(place, false)).toBe(EXIT.ok));
  expect(first.indexOf('the night of small-perp, 2024-02-28')).toBeLessThan(
    first.indexOf('the night of small-perp, 2024-02-29'),
  );
  for (const date of ['2024-02-28', '2024-02-29']) {
    expect(existsSync(join(out, `sweeps/nightly-small-perp-${date}/reports/0001/report.html`))).toBe(true);
  }
  const latest = JSON.parse(readFileSync(join(out, 'latest/small-perp.json'), 'utf8'));
  expect(latest).toMatchObject({ sweepId: 'nightly-small-perp-2024-02-29', round: 1 });
  const second = await told(async () => expect(await runInbox(place, false)).toBe(EXIT.ok));
  expect(second).toBe(`${out}/inbox: no night without a report\n`);
});

it('tells of a night that cannot be run, and runs the others', async () => {
  const out = folder();
  await delivered(out, '2024-02-28', '2024-02-29');
  writeFileSync(join(out, 'inbox/small-perp/2024-02-28.json'), '{"schema":"inbox/1"');
  writeFileSync(join(out, 'inbox/small-perp/last night.json'), '{}');
  const said = await told(async () =>
    expect(await runInbox({ outFolder: out, workers: 1 }, false)).toBe(EXIT.badInput),
  );
  expect(said).toContain('inbox must be JSON, got');
  expect(said).toContain('last night.json must be called inbox/MARKET/YYYY-MM-DD.json to be run');
  expect(existsSync(join(out, 'sweeps/nightly-small-perp-2024-02-29/reports/0001/report.html'))).toBe(true);
});

it('two runs of one sweep in one folder: the second waits for the first, says so, and finds its report', async () => {
  const out = folder();
  const notes: string[] = [];
  const run = () => runLocal({ sweepFile, outFolder: out, workers: 1, onNote: (words) => notes.push(words) });
  const [one, other] = await Promise.all([run(), run()]);
  expect(other).toEqual(one);
  expect(notes).toEqual([
    expect.stringMatching(/^small-[0-9a-f]{12} is run by process \d+ of .*: waiting for it$/),
  ]);
});

it('a run that was killed is not waited for', async () => {
  const out = folder();
  const notes: string[] = [];
  await oneRun(out, 'a-sweep', {}, async () => {});
  file(join(out, '.runs'), 'a-sweep', 'process 999999999 of nowhere'); // of another machine: by its age
  const { hostname } = await import('node:os');
  file(join(out, '.runs'), 'b-sweep', `process 999999999 of ${hostname()}`);
  expect(await oneRun(out, 'b-sweep', { onNote: (own) => notes.push(own) }, async () => 'ran')).toBe('ran');
  const { utimes } = await import('node:fs/promises');
  await utimes(join(out, '.runs/a-sweep'), new Date(0), new Date(0));
  expect(await oneRun(out, 'a-sweep', {}, async () => 'ran')).toBe('ran');
});

it('a sweep whose round was cancelled says so when it is submitted again', async () => {
  const objects = fileObjects(folder());
  const sweepId = 'a-sweep-of-ours';
  expect(await cancelWords(objects, sweepId, 1)).toBeUndefined();
  const cancel = { schema: 'cancel/1', reason: 'cancelled', by: 'maria' };
  await writeRecord(objects, cancelKey.build({ sweepId, round: 1 }), cancel);
  expect(await cancelWords(objects, sweepId, 1)).toBe(
    `${sweepId}: round 1 was cancelled by maria; its report comes first`,
  );
  await objects.create(closeKey.build({ sweepId, round: 1 }), bytesOf({}));
  expect(await cancelWords(objects, sweepId, 1)).toBe(
    `${sweepId}: round 1 was cancelled by maria; round 2 goes on with what is missing`,
  );
});
