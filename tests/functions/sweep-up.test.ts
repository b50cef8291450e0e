import { expect, it } from 'vitest';
import { resume } from '../../functions/round/resume.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { parseClose, parseLatest, parseRound } from '../../shared/sweep/records.ts';
import { request, runToTheEnd, useCasesOver } from './use-cases.ts';

const MINUTE = 60_000;

async function planned() {
  const cases = useCasesOver();
  const { manifest } = await cases.plan(request(5));
  return { ...cases, sweepId: manifest.sweepId };
}

it('takes the quiet path: one generation, one start per shard, one report, no marker left', async () => {
  const { world, sweepId, ...cases } = await planned();
  await runToTheEnd({ world, ...cases }, sweepId);
  const own = (folder: string) =>
    world.keys(`sweeps/${sweepId}/${folder}/`).map((key) => key.split('/').slice(3).join('/'));
  expect(own('issues')).toEqual(['0001.0.json']);
  expect(own('sent')).toEqual(['0001.0']);
  expect(own('results').length).toBe(7);
  expect(own('failed')).toEqual([]);
  expect(own('anomalies')).toEqual([]);
  expect(own('closes')).toEqual(['0001.json']);
  expect(own('tries')).toEqual(['0001.report.0000']);
  expect(own('reports')).toEqual(
    expect.arrayContaining([
      '0001/index.json',
      '0001/alerts.ndjson',
      '0001/report.html',
      '0001/report.json',
      '0001/receipt.json',
      '0001/tables/cells.csv',
    ]),
  );
  expect(world.keys('open/')).toEqual([]);
  expect(parseLatest(world.text(`sweeps/${sweepId}/latest.json`))).toEqual({
    schema: 'latest/2',
    sweepId,
    round: 1,
  });
  expect(parseClose(world.text(`sweeps/${sweepId}/closes/0001.json`))).toMatchObject({
    status: 'complete',
    reason: null,
    done: '0-6',
    failed: '',
    missing: '',
  });
});

it('says what it issues before it sends, and that it sent after', async () => {
  const { world, sweepId, step } = await planned();
  await step(sweepId, 1); // opens the round
  const order: string[] = [];
  const create = world.objects.create;
  Object.assign(world.objects, {
    create: (key: string, body: Uint8Array) => {
      order.push(key.split('/')[2]!);
      return create(key, body);
    },
  });
  const send = world.queue.send;
  Object.assign(world.queue, {
    send: (messages: never) => {
      order.push('messages');
      return send(messages);
    },
  });
  await step(sweepId, 1);
  expect(order).toEqual(['issues', 'messages', 'sent']);
  // Shards 0, 1, 4, 5, 6 have decision cells: 0 has cells 0, 1 and 4; 5 has all five of 25 to 29.
  expect(world.waiting.map(({ shard }) => shard)).toEqual([5, 0, 6, 1, 4, 2, 3]);
});

it('sends nothing when somebody else has issued', async () => {
  const { world, sweepId, step } = await planned();
  await step(sweepId, 1);
  const create = world.objects.create;
  Object.assign(world.objects, {
    create: async (key: string, body: Uint8Array) =>
      key.includes('/issues/') ? 'exists' : create(key, body),
  });
  await step(sweepId, 1);
  expect(world.waiting).toEqual([]);
});

it('reports what is there when the deadline comes, and a resumed round brings the rest', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  for (const message of world.waiting.splice(0, 3)) await cases.simulate(JSON.stringify(message));
  world.waiting.length = 0; // lost
  world.nowMs += 31 * MINUTE;
  await runToTheEnd({ world, ...cases }, sweepId);
  const close = (round: number) => parseClose(world.text(`sweeps/${sweepId}/closes/000${round}.json`));
  expect(close(1)).toMatchObject({ status: 'partial', reason: 'deadline', done: '0,5-6', missing: '1-4' });
  const report = JSON.parse(world.text(`sweeps/${sweepId}/reports/0001/report.json`));
  expect(report).toMatchObject({ status: 'partial', statusReason: 'deadline' });

  const round = await resume(world)(sweepId, 1, 'resume', 'tester');
  expect(round).toBe(2);
  await runToTheEnd({ world, ...cases }, sweepId, 2);
  expect(close(2)).toMatchObject({ status: 'complete', done: '0-6' });
  expect(parseLatest(world.text(`sweeps/${sweepId}/latest.json`)).round).toBe(2);
  expect(world.keys(`sweeps/${sweepId}/reports/0001/`).length).toBeGreaterThan(0);
});

it('gives a new round the time and money that a person says, and an open one none', async () => {
  const { world, sweepId, ...cases } = await planned();
  const record = (round: number) => parseRound(world.text(`sweeps/${sweepId}/rounds/000${round}.json`));
  const terms = { deadlineMinutes: 90, maxUsd: 12.5 };
  await cases.step(sweepId, 1);
  expect(await resume(world)(sweepId, 1, 'resume', 'tester', terms)).toBe(1);
  expect(record(1)).toMatchObject({ deadline: world.nowMs + 30 * MINUTE, maxUsd: 5 });
  world.nowMs += 31 * MINUTE;
  await runToTheEnd({ world, ...cases }, sweepId);
  await resume(world)(sweepId, 1, 'resume', 'tester', terms);
  expect(record(2)).toMatchObject({ deadline: world.nowMs + 90 * MINUTE, maxUsd: 12.5 });
  await runToTheEnd({ world, ...cases }, sweepId, 2);
  expect(world.keys(`sweeps/${sweepId}/results/`).length).toBe(7);
});

it('counts dead letters as failed, until a retry forgets them', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  const victim = world.waiting.shift()!;
  await deadLetter(world.objects, JSON.stringify(victim), 5, 'out of memory');
  await runToTheEnd({ world, ...cases }, sweepId);
  const receipt = JSON.parse(world.text(`sweeps/${sweepId}/reports/0001/receipt.json`));
  expect(receipt).toMatchObject({
    status: 'partial',
    reason: 'failed',
    shards: { planned: 7, done: '0-4,6', failed: '5', missing: '' },
    tombstones: [
      { kind: 'dead-letter', message: 'a shard must finish within 5 receives, got out of memory' },
    ],
  });
  await resume(world)(sweepId, 1, 'retry', 'tester');
  await runToTheEnd({ world, ...cases }, sweepId, 2);
  expect(JSON.parse(world.text(`sweeps/${sweepId}/reports/0002/receipt.json`))).toMatchObject({
    status: 'complete',
    shards: { failed: '' },
    tombstones: [],
  });
});

it('lets a result win over a tombstone, and is not silent about it', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  await deadLetter(world.objects, JSON.stringify(world.waiting[0]), 5, 'a late dead letter');
  await runToTheEnd({ world, ...cases }, sweepId);
  expect(parseClose(world.text(`sweeps/${sweepId}/closes/0001.json`))).toMatchObject({
    status: 'complete',
    failed: '',
    tombstones: [`sweeps/${sweepId}/failed/00000005.0001.json`],
  });
});

it('ends a round whose money is spent', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  for (const message of world.waiting.splice(0, 5)) {
    await cases.simulate(JSON.stringify(message));
    const key = `sweeps/${sweepId}/results/${String(message.shard).padStart(8, '0')}.parquet`;
    const held = world.stored.get(key)!;
    // 750 + 500 s each, at a tenth of a cent: 5 x 1.25 = 6.25 dollars, of 5.
    world.stored.set(key, { ...held, meta: { ...held.meta, handlerMs: '750000', initMs: '500000' } });
  }
  expect((await cases.step(sweepId, 1)).decision).toEqual({ rule: 8, act: 'cancel', reason: 'budget' });
  world.nowMs += 5 * MINUTE;
  await runToTheEnd({ world, ...cases }, sweepId);
  expect(parseClose(world.text(`sweeps/${sweepId}/closes/0001.json`))).toMatchObject({
    status: 'partial',
    reason: 'budget',
    missing: '2-3',
  });
});

it('puts the marker of an open round back when asked to resume or retry it, and opens no other', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  for (const why of ['resume', 'retry'] as const) {
    world.stored.delete(`open/${sweepId}/0001`);
    expect(await resume(world)(sweepId, 1, why, 'tester')).toBe(1);
    expect(world.keys('open/')).toEqual([`open/${sweepId}/0001`]);
    expect(world.keys(`sweeps/${sweepId}/rounds/`)).toEqual([`sweeps/${sweepId}/rounds/0001.json`]);
  }
});

it('opens a round with its marker, also when the machine slept for so long that sweepUp dropped it', async () => {
  const { world, sweepId, ...cases } = await planned();
  await cases.step(sweepId, 1);
  world.nowMs += 31 * MINUTE;
  await runToTheEnd({ world, ...cases }, sweepId);
  const create = world.objects.create;
  Object.assign(world.objects, {
    create: async (key: string, body: Uint8Array) => {
      if (key.includes('/rounds/')) {
        world.nowMs += 61 * MINUTE;
        expect((await cases.step(sweepId, 2)).decision.act).toBe('drop-marker');
        expect(world.keys('open/')).toEqual([]);
      }
      return create(key, body);
    },
  });
  await resume(world)(sweepId, 1, 'resume', 'tester');
  expect(world.keys('open/')).toEqual([`open/${sweepId}/0002`]);
});

it('claims one attempt at the reduce in five minutes, whoever asks', async () => {
  const { world, sweepId, ...cases } = await planned();
  world.put(
    `sweeps/${sweepId}/cancels/0001.json`,
    '{"schema":"cancel/1","reason":"cancelled","by":"tester"}',
  );
  await cases.step(sweepId, 1);
  world.nowMs += 5 * MINUTE;
  const reduces = () => world.started.filter(({ kind }) => kind === 'reduce').length;
  await cases.step(sweepId, 1); // closes
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  expect(reduces()).toBe(1);
  world.nowMs += 5 * MINUTE;
  await cases.step(sweepId, 1);
  expect(reduces()).toBe(2);
});
