import { describe, expect, it } from 'vitest';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { readShardResult } from '../../functions/stored/shard-results.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { resultKey } from '../../shared/sweep/keys.ts';
import type { ShardMessage } from '../../shared/sweep/messages.ts';
import { serialResults } from '../sweep/serial-oracle.ts';
import { smallMarket } from '../sweep/small.ts';
import { MODEL, request, type UseCases, useCasesOver } from './use-cases.ts';

/** A planned sweep of seven shards, and the message of one of them. */
async function planned(shard = 0): Promise<UseCases & { message: ShardMessage; result: string }> {
  const cases = useCasesOver();
  const { manifest } = await cases.plan(request(5));
  const { sweepId } = manifest;
  const message: ShardMessage = {
    v: 1,
    sweepId,
    round: 1,
    gen: 0,
    shard,
    manifestSha256: sha256(cases.world.text(`sweeps/${sweepId}/manifest.json`)),
    notAfter: cases.world.nowMs + 60_000,
  };
  return { ...cases, message, result: resultKey.build({ sweepId, shard }) };
}

it('writes what two plain loops compute', async () => {
  const { world, plan, ...cases } = await planned(4);
  expect(await cases.simulate(JSON.stringify(cases.message))).toMatchObject({
    outcome: 'done',
    shard: 4,
    cells: 5,
  });
  const manifest = ofOneMarket((await plan(request(5))).manifest);
  const stored = world.stored.get(cases.result)!;
  const serial = serialResults(manifest, smallMarket());
  const { cells, paths } = await readShardResult(manifest, 4, stored.body);
  expect(cells).toEqual(serial.cells.slice(20, 25));
  expect([...paths.keys()]).toEqual([24]);
  expect(paths.get(24)).toEqual(serial.paths.get(24));
  expect(stored.meta).toMatchObject({ sha256: sha256(stored.body), round: '1', gen: '0', receive: '1' });
  expect(stored.meta.initMs).toBe('0');
});

it('meters what its thread has worked and what is charged, and says so if it knows nothing but the clock', async () => {
  const { world, message, result, ...cases } = await planned();
  await cases.simulate(JSON.stringify(message));
  expect(world.stored.get(result)!.meta.meter).toBe('clock');
  world.stored.delete(result);
  let worked = 0;
  let charged = 0;
  const meter = { worked: () => (worked += 40), charged: () => (charged += 700) };
  await simulate({ objects: world.objects, clock: world.clock, meter, modelDigest: MODEL })(
    JSON.stringify(message),
  );
  const { meta } = world.stored.get(result)!;
  expect(meta).toMatchObject({ coreMs: '40', handlerMs: '700' });
  expect(meta.meter).toBeUndefined();
});

it('survives a second delivery: same key, same bytes, and no second run', async () => {
  const { world, message, result, ...cases } = await planned();
  await cases.simulate(JSON.stringify(message));
  const first = world.stored.get(result)!;
  expect(await cases.simulate(JSON.stringify(message), 2)).toEqual({ outcome: 'already', shard: 0 });
  expect(world.stored.get(result)).toBe(first);
});

it('gives the same bytes in another worker', async () => {
  const { world, message, result, ...cases } = await planned();
  await cases.simulate(JSON.stringify(message));
  const first = world.stored.get(result)!.body;
  world.stored.delete(result);
  const other = simulate({ objects: world.objects, clock: world.clock, modelDigest: MODEL });
  await other(JSON.stringify(message));
  expect(world.stored.get(result)!.body).toEqual(first);
});

it('keeps the first result and names a second, different one', async () => {
  const { world, message, result } = await planned();
  let first = true;
  const head = async (key: string) => (key === result && first ? undefined : world.objects.head(key));
  world.put(result, 'something else');
  const run = simulate({ objects: { ...world.objects, head }, clock: world.clock, modelDigest: MODEL });
  await run(JSON.stringify(message));
  first = false;
  expect(world.text(result)).toBe('something else');
  const [anomaly, ...more] = world.keys(`sweeps/${message.sweepId}/anomalies/`);
  expect(more).toEqual([]);
  expect(world.text(anomaly!)).toContain(`${result} must never change, got `);
});

describe('does not run', () => {
  it('after the deadline of its round', async () => {
    const { world, message, result, ...cases } = await planned();
    world.nowMs = message.notAfter + 1;
    expect(await cases.simulate(JSON.stringify(message))).toEqual({ outcome: 'expired', shard: 0 });
    expect(world.stored.has(result)).toBe(false);
  });

  it.each(['control/stop.json', 'cancel'])('after %s', async (key) => {
    const { world, message, result, ...cases } = await planned();
    world.put(key === 'cancel' ? `sweeps/${message.sweepId}/cancels/0001.json` : key, '{}');
    expect(await cases.simulate(JSON.stringify(message))).toEqual({ outcome: 'cancelled', shard: 0 });
    expect(world.stored.has(result)).toBe(false);
  });
});

it('gives up before its time is over, and for good the second time: slow shards are the violent ones', async () => {
  const { world, message } = await planned();
  let leftMs = 240_000;
  const run = simulate({
    objects: world.objects,
    clock: { ...world.clock, left: () => leftMs },
    modelDigest: MODEL,
    heed: () => {
      leftMs -= 20_000;
    },
  });
  // 12 looks: the last leaves nothing, the one before 20 s, and 15 s must remain.
  await expect(run(JSON.stringify(message), 1)).rejects.toThrow(
    /^shard must be done in 240 s, which \d cells a shard would be, got \d+ of 106 paths$/,
  );
  expect(world.keys(`sweeps/${message.sweepId}/failed/`)).toEqual([]);
  leftMs = 240_000;
  expect(await run(JSON.stringify(message), 2)).toMatchObject({ outcome: 'failed' });
  expect(world.text(`sweeps/${message.sweepId}/failed/00000000.0001.json`)).toContain('"kind":"too-slow"');
});

it('gives up in proportion where time limits are shorter', async () => {
  const { world, message } = await planned();
  let leftMs = 12_000;
  const run = simulate({
    objects: world.objects,
    clock: { ...world.clock, left: () => leftMs },
    modelDigest: MODEL,
    heed: () => {
      leftMs = 800; // of 12 s 0.75 s must remain
    },
  });
  expect(await run(JSON.stringify(message))).toMatchObject({ outcome: 'done' });
});

it('asks for a stop and a cancel at most every ten seconds', async () => {
  const { world, message, result } = await planned();
  const asked: string[] = [];
  const objects = {
    ...world.objects,
    head: (key: string) => {
      asked.push(key.split('/').slice(-2).join('/'));
      return world.objects.head(key);
    },
  };
  const run = simulate({ objects, clock: world.clock, modelDigest: MODEL });
  const deliver = async () => {
    asked.length = 0;
    world.stored.delete(result);
    return (await run(JSON.stringify(message))).outcome;
  };
  const both = ['control/stop.json', 'cancels/0001.json', 'results/00000000.parquet'];
  expect([await deliver(), asked]).toEqual(['done', both]);
  world.nowMs += 9_999;
  world.put(`sweeps/${message.sweepId}/cancels/0001.json`, '{}');
  expect([await deliver(), asked]).toEqual(['done', both.slice(2)]);
  world.nowMs += 1;
  expect([await deliver(), asked]).toEqual(['cancelled', both.slice(0, 2)]);
  world.nowMs += 1_000; // what is there is asked for every time
  expect([await deliver(), asked]).toEqual(['cancelled', both.slice(1, 2)]);
  world.stored.delete(`sweeps/${message.sweepId}/cancels/0001.json`);
  await deliver();
  world.nowMs -= 3_600_000; // a clock that was set back has not stood still
  expect([await deliver(), asked]).toEqual(['done', both]);
});

describe('handles for good, with a trace,', () => {
  it('a message that nobody can read', async () => {
    const { world, simulate: run } = useCasesOver();
    expect(await run('{"v":1}')).toMatchObject({ outcome: 'poison' });
    expect(world.keys('poison/')).toEqual([`poison/${sha256('{"v":1}')}.json`]);
  });

  const tombstone = (world: UseCases['world'], sweepId: string) =>
    JSON.parse(world.text(`sweeps/${sweepId}/failed/00000000.0001.json`));

  it('a sweep of another model', async () => {
    const { world, message } = await planned();
    const run = simulate({ objects: world.objects, clock: world.clock, modelDigest: 'ef'.repeat(32) });
    expect(await run(JSON.stringify(message))).toMatchObject({ outcome: 'failed' });
    expect(tombstone(world, message.sweepId)).toMatchObject({
      schema: 'tombstone/2',
      kind: 'stale-model',
      message: `model must be ${MODEL}, got ${'ef'.repeat(32)}`,
    });
  });

  it('a snapshot that was damaged', async () => {
    const { world, message, ...cases } = await planned();
    const [snapshot] = world.keys('snapshots/');
    world.put(snapshot!, world.text(snapshot!).replace('"fund":{"balance":2000}', '"fund":{"balance":2001}'));
    await cases.simulate(JSON.stringify(message));
    expect(tombstone(world, message.sweepId)).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/^snapshot .* must have the digest of its name, got /),
    });
  });
});

describe('keeps as poison, and writes nothing under the sweep that it names,', () => {
  const poisoned = async (change: Partial<ShardMessage>, run?: UseCases['simulate']) => {
    const { world, message, ...cases } = await planned();
    const before = world.keys('sweeps/');
    const body = JSON.stringify({ ...message, ...change });
    const attempt = await (run ?? cases.simulate)(body);
    expect(attempt.outcome).toBe('poison');
    expect(await deadLetter(world.objects, body, 5, 'a crash')).toBe('poison');
    expect(world.keys('sweeps/')).toEqual(before);
    expect(world.keys('poison/')).toEqual([`poison/${sha256(body)}.json`]);
    return attempt.message;
  };

  it('a message of another manifest', async () => {
    expect(await poisoned({ manifestSha256: 'ef'.repeat(32) })).toMatch(
      /^sweeps\/.*\/manifest\.json must have the digest (ef){32}, got /,
    );
  });

  it('a message of a sweep that nobody has planned', async () => {
    expect(await poisoned({ sweepId: 'unknown' })).toBe(
      'sweeps/unknown/manifest.json must be there, got nothing',
    );
  });

  it('a shard that the sweep does not have', async () => {
    expect(await poisoned({ shard: 7 })).toBe('shard must be a whole number from 0 to 6, got 7');
  });

  it('one sweep with the manifest of another, also when the worker knows that one', async () => {
    const { world, plan, simulate: run } = useCasesOver();
    const sweeps = ['sweep-a-000', 'sweep-b-000'];
    for (const [i, sweepId] of sweeps.entries()) await plan({ ...request(8, { seed: String(i) }), sweepId });
    const digests = sweeps.map((sweepId) => sha256(world.text(`sweeps/${sweepId}/manifest.json`)));
    const send = async (sweep: number, manifest: number, shard: number) => {
      const manifestSha256 = digests[manifest]!;
      const message = {
        v: 1,
        sweepId: sweeps[sweep]!,
        round: 1,
        gen: 0,
        shard,
        manifestSha256,
        notAfter: 8e15,
      };
      return (await run(JSON.stringify(message))).outcome;
    };
    expect(await send(1, 0, 0)).toBe('poison');
    expect(await send(0, 0, 1)).toBe('done');
    expect(await send(1, 0, 2)).toBe('poison');
    expect(await send(1, 1, 2)).toBe('done');
    expect(world.keys('sweeps/sweep-b-000/')).toEqual([
      'sweeps/sweep-b-000/manifest.json',
      'sweeps/sweep-b-000/results/00000002.parquet',
    ]);
  });
});

it('waits for a damaged manifest to be restored, and calls no shard failed', async () => {
  const { world, message, ...cases } = await planned();
  const key = `sweeps/${message.sweepId}/manifest.json`;
  const whole = world.text(key);
  world.put(key, whole.replace('"seed":"7"', '"seed":"8"'));
  await expect(cases.simulate(JSON.stringify(message))).rejects.toThrow(
    /manifest\.json: manifest must have the seal [0-9a-f]{64}, got /,
  );
  await expect(deadLetter(world.objects, JSON.stringify(message), 5, 'a crash')).rejects.toThrow(
    'must have the seal',
  );
  world.put(key, whole);
  expect(await cases.simulate(JSON.stringify(message))).toMatchObject({ outcome: 'done' });
  expect(world.keys(`sweeps/${message.sweepId}/failed/`)).toEqual([]);
});

it('throws what a second delivery may heal, and leaves no tombstone', async () => {
  const { world, message } = await planned();
  const get = async () => {
    throw new Error('503 slow down');
  };
  const run = simulate({ objects: { ...world.objects, get }, clock: world.clock, modelDigest: MODEL });
  await expect(run(JSON.stringify(message))).rejects.toThrow('503 slow down');
  expect(world.keys(`sweeps/${message.sweepId}/failed/`)).toEqual([]);
});
