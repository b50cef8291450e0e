import { expect, it } from 'vitest';
import { sweepUp } from '../../functions/round/sweep-up.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { auditedShards } from '../../shared/sweep/audit.ts';
import { parseShardMessage } from '../../shared/sweep/messages.ts';
import { shardSet } from '../../shared/sweep/shard-set.ts';
import { MODEL, PATIENCE, request, useCasesOver } from './use-cases.ts';

/** A round whose shards are done but for the last, which failed; closed with audits of shards 0, 1, 2, ... that are done. */
async function closed() {
  const cases = useCasesOver();
  const { world } = cases;
  const { sweepId } = (await cases.plan(request(5))).manifest;
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  for (const message of world.waiting.splice(0)) {
    if (message.shard === 6) await deadLetter(world.objects, JSON.stringify(message), 5, 'a crash');
    else await cases.simulate(JSON.stringify(message));
  }
  const step = sweepUp({
    ...world,
    usdPerSecond: 0,
    patience: PATIENCE,
    reduceEveryMs: 0,
    audits: (_manifest, done) => Array.from(done.keys()).filter((shard) => done[shard] && shard % 2 === 0),
  });
  return {
    ...cases,
    sweepId,
    step,
    plainStep: cases.step,
    key: `sweeps/${sweepId}/results/00000002.parquet`,
  };
}

it('takes one shard in a hundred of those that are done, by the digest of the manifest and nothing else', () => {
  const all = shardSet(50_000).fill(1);
  const [one, other] = ['a', 'b'].map((hex) => auditedShards(hex.repeat(64), all));
  // 500 expected, standard deviation 22.
  expect(Math.abs(one!.length - 500)).toBeLessThan(100);
  expect(Math.abs(other!.length - 500)).toBeLessThan(100);
  expect(one!.filter((shard) => other!.includes(shard)).length).toBeLessThan(20);
  const some = all.map((_, shard) => (shard % 3 === 0 ? 1 : 0));
  expect(auditedShards('a'.repeat(64), some)).toEqual(one!.filter((shard) => shard % 3 === 0));
});

it('is asked for by whoever closes the round, once, of shards that are done', async () => {
  const { world, sweepId, step } = await closed();
  const create = world.objects.create;
  expect((await step(sweepId, 1)).decision.act).toBe('close');
  expect(world.waiting.map(({ shard, audit }) => [shard, audit])).toEqual([
    [0, true],
    [2, true],
    [4, true],
  ]);
  for (const message of world.waiting) expect(parseShardMessage(JSON.stringify(message))).toEqual(message);
  const before = world.waiting.length;
  // Another sweepUp closed it in the meantime.
  world.stored.delete(`sweeps/${sweepId}/closes/0001.json`);
  Object.assign(world.objects, {
    create: async (key: string, body: Uint8Array) => {
      await create(key, body);
      return 'exists';
    },
  });
  expect((await step(sweepId, 1)).decision.act).toBe('close');
  expect(world.waiting.length).toBe(before);
});

it('computes again what is there, and writes nothing when it is the same', async () => {
  const { world, sweepId, step, ...cases } = await closed();
  await step(sweepId, 1);
  const before = new Map(world.stored);
  const attempts = [];
  for (const message of world.waiting) attempts.push(await cases.simulate(JSON.stringify(message)));
  expect(attempts.map(({ outcome, shard, cells }) => ({ outcome, shard, cells }))).toEqual(
    [0, 2, 4].map((shard) => ({ outcome: 'audited', shard, cells: 5 })),
  );
  expect(attempts.some(({ anomaly }) => anomaly)).toBe(false);
  expect(new Map(world.stored)).toEqual(before);
});

it('names a wrong result, which stays', async () => {
  const { world, sweepId, step, key, ...cases } = await closed();
  const right = world.stored.get(key)!;
  const wrong = { ...right, body: right.body.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) };
  world.stored.set(key, wrong);
  await step(sweepId, 1);
  const message = world.waiting.find(({ shard }) => shard === 2);
  expect(await cases.simulate(JSON.stringify(message))).toMatchObject({ outcome: 'audited', anomaly: true });
  expect(world.stored.get(key)).toBe(wrong);
  expect(world.keys(`sweeps/${sweepId}/anomalies/`)).toEqual([
    `sweeps/${sweepId}/anomalies/00000002.${sha256(right.body)}.json`,
  ]);
});

it('never fails a shard: not with another model, nor by crashing', async () => {
  const { world, sweepId, step } = await closed();
  await step(sweepId, 1);
  const body = JSON.stringify(world.waiting[0]);
  const stones = world.keys(`sweeps/${sweepId}/failed/`);
  const { objects, clock } = world;
  const stale = simulate({ objects, clock, modelDigest: 'ef'.repeat(32) });
  expect(await stale(body)).toMatchObject({ outcome: 'failed', shard: 0 });
  expect(await deadLetter(objects, body, 5, 'a crash')).toBe('audit');
  expect(world.keys(`sweeps/${sweepId}/failed/`)).toEqual(stones);
  expect(stones.length).toBe(1);
  const gone = simulate({ objects, clock, modelDigest: MODEL });
  world.nowMs = world.waiting[0]!.notAfter + 1;
  expect(await gone(body)).toMatchObject({ outcome: 'expired' });
});

it('is not asked for on a machine of one’s own', async () => {
  const { world, sweepId, plainStep } = await closed();
  expect((await plainStep(sweepId, 1)).decision.act).toBe('close');
  expect(world.waiting).toEqual([]);
});
