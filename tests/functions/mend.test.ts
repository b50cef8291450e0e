// What is damaged is computed again: a closed round whose results are not what was written opens the next one.
import { expect, it } from 'vitest';
import { inspect } from '../../functions/round/inspect.ts';
import { resume } from '../../functions/round/resume.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { parseClose, parseRound } from '../../shared/sweep/records.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { members } from '../../shared/sweep/shard-set.ts';
import { TREE } from '../../shared/sweep/tree.ts';
import { World } from './memory.ts';
import { request, runToTheEnd, useCasesOver } from './use-cases.ts';

/** A sweep of seven shards, all computed; its round not yet closed. */
async function computed(tree = TREE) {
  const cases = useCasesOver(new World(), tree);
  const { world } = cases;
  const { sweepId } = (await cases.plan(request(5))).manifest;
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  for (const message of world.waiting.splice(0)) await cases.simulate(JSON.stringify(message));
  const key = (name: string) => `sweeps/${sweepId}/results/${name}.parquet`;
  const flip = (name: string) => {
    const held = world.stored.get(key(name))!;
    world.stored.set(key(name), { ...held, body: held.body.map((byte, i) => (i === 900 ? byte ^ 1 : byte)) });
  };
  const results = () => world.keys(`sweeps/${sweepId}/results/`).map((own) => own.split('/results/')[1]);
  const close = (round: number) => parseClose(world.text(`sweeps/${sweepId}/closes/000${round}.json`));
  const record = (round: number) => parseRound(world.text(`sweeps/${sweepId}/rounds/000${round}.json`));
  /** Files of a report but those that speak of seconds. */
  const report = (round: number) => {
    const folder = `sweeps/${sweepId}/reports/000${round}/`;
    const files = world.keys(folder).filter((own) => !/receipt|index/.test(own));
    return files.map((own) => [own.slice(folder.length), world.stored.get(own)!.body]);
  };
  return { ...cases, sweepId, key, flip, results, close, record, report };
}
type Computed = Awaited<ReturnType<typeof computed>>;

/** Steps, with a reduce that may find damage, until the round is over one way or the other. */
async function over(cases: Computed, round: number): Promise<string> {
  const { world, sweepId } = cases;
  for (let steps = 0; steps < 50; steps++) {
    const before = world.started.length;
    const { decision } = await cases.step(sweepId, round);
    if (['publish', 'mend', 'drop-marker'].includes(decision.act)) return decision.act;
    for (const task of world.started.slice(before)) {
      const fold = (task as { fold?: number }).fold;
      await (fold === undefined ? cases.reduce(sweepId, round) : cases.fold(sweepId, round, fold)).catch(
        () => {},
      );
    }
    const message = world.waiting.shift();
    if (message) await cases.simulate(JSON.stringify(message));
    world.nowMs += 1_000;
  }
  throw new Error('a round must end within 50 steps');
}

const open = ({ world }: Computed) => world.keys('open/').map((key) => key.slice(-4));

it('runs damaged and lost results again in a round of its own, and the report is the one it would have been', async () => {
  const whole = await computed();
  await runToTheEnd(whole, whole.sweepId);
  const hurt = await computed();
  expect(await hurt.step(hurt.sweepId, 1)).toMatchObject({ decision: { act: 'close' } });
  hurt.flip('00000004');
  hurt.world.stored.delete(hurt.key('00000002'));

  expect(await over(hurt, 1)).toBe('mend');
  expect(open(hurt)).toEqual(['0002']);
  expect(hurt.record(2)).toMatchObject({ why: 'mend', by: 'sweepUp', mends: 1, tombstonesFrom: 1 });
  expect(hurt.record(2).mended).toEqual([{ round: 2, shards: '2,4' }]);
  expect(await over(hurt, 2)).toBe('publish');
  expect(hurt.close(2)).toMatchObject({
    status: 'complete',
    done: '0-6',
    mended: [{ round: 2, shards: '2,4' }],
  });
  // What was damaged lies where it lay.
  expect(hurt.results()).toEqual(
    [
      '00000000',
      '00000001',
      '00000002.0002',
      '00000003',
      '00000004.0002',
      '00000004',
      '00000005',
      '00000006',
    ].map((name) => `${name}.parquet`),
  );
  expect(hurt.report(1)).toEqual([]);
  expect(hurt.report(2)).toEqual(whole.report(1));
});

it('waits until all folds are looked at, so that one round mends all damage', async () => {
  const hurt = await computed({ ...TREE, mostShards: 2, shardsPerFold: 3 });
  for (const name of ['00000000', '00000004', '00000006']) hurt.flip(name);
  expect(await over(hurt, 1)).toBe('mend');
  expect(hurt.world.keys(`sweeps/${hurt.sweepId}/damages/`).map((key) => key.slice(-18))).toEqual([
    '0001.fold0000.json',
    '0001.fold0001.json',
    '0001.fold0002.json',
  ]);
  expect(hurt.record(2).mended).toEqual([{ round: 2, shards: '0,4,6' }]);
  expect(await over(hurt, 2)).toBe('publish');
});

it('gives up after three rounds that find damage, until a person opens another', async () => {
  const hurt = await computed();
  hurt.flip('00000003');
  expect(await over(hurt, 1)).toBe('mend');
  for (const round of [2, 3, 4]) {
    await hurt.step(hurt.sweepId, round);
    await hurt.step(hurt.sweepId, round);
    for (const message of hurt.world.waiting.splice(0)) await hurt.simulate(JSON.stringify(message));
    hurt.flip(`00000003.000${round}`);
    expect(await over(hurt, round)).toBe(round < 4 ? 'mend' : 'drop-marker');
  }
  expect(open(hurt)).toEqual([]);
  expect(hurt.report(4)).toEqual([]);
  expect(await resume(hurt.world)(hurt.sweepId, 4, 'retry', 'tester')).toBe(5);
  expect(hurt.record(5)).toMatchObject({ mends: 0 });
  expect(await over(hurt, 5)).toBe('publish');
});

it('opens a round for what rotted after the report when a person asks, and says what', async () => {
  const hurt = await computed();
  expect(await over(hurt, 1)).toBe('publish');
  hurt.flip('00000005');
  hurt.world.stored.delete(hurt.key('00000001'));
  const found = await inspect(hurt.world.objects, await needManifest(hurt.world.objects, hurt.sweepId), 1);
  expect([members(found.damaged), members(found.lost)]).toEqual([[5], [1]]);
  expect(found.words).toEqual([expect.stringMatching(/results\/00000005\.parquet must have the seal /)]);
  await resume(hurt.world)(hurt.sweepId, 1, 'resume', 'tester');
  expect(await over(hurt, 2)).toBe('publish');
  expect(hurt.report(2)).toEqual(hurt.report(1));
  expect(hurt.results()).toContain('00000005.0002.parquet');
  expect(hurt.results()).toContain('00000001.parquet');
});

it('forgets the tombstones of a shard that is run again', async () => {
  const hurt = await computed();
  const stone = { schema: 'tombstone/1', kind: 'dead-letter', message: 'a late one' };
  hurt.world.put(`sweeps/${hurt.sweepId}/failed/00000003.0001.json`, JSON.stringify(stone));
  hurt.flip('00000003');
  expect(await over(hurt, 1)).toBe('mend');
  expect(await over(hurt, 2)).toBe('publish');
  expect(hurt.close(2)).toMatchObject({ status: 'complete', failed: '' });
});

it('makes a new version where a deployment came between two attempts at a report', async () => {
  const hurt = await computed();
  await hurt.step(hurt.sweepId, 1);
  hurt.world.put(`sweeps/${hurt.sweepId}/reports/0001/report.json`, '{"made":"by the code before"}');
  expect(await over(hurt, 1)).toBe('mend');
  expect(hurt.record(2).mended).toEqual([]);
  expect(await over(hurt, 2)).toBe('publish');
});

it('believes no round that was opened for another manifest', async () => {
  const { world, sweepId, ...cases } = await computed();
  const key = `sweeps/${sweepId}/manifest.json`;
  const again = await useCasesOver(new World()).plan({ ...request(5), sweepId });
  const other = { ...again.manifest, deadlineMinutes: 31 };
  world.put(key, sealed(other));
  await expect(cases.step(sweepId, 1)).rejects.toThrow(/rounds\/0001\.json must be of the manifest .*, got /);
});
