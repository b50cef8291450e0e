// What a function asks of the bucket is granted. LocalStack evaluates no policy, so the use cases run here, each against the
// statements of its role in the template: a right that is missing fails, and so does one that is denied.
import { describe, expect, it } from 'vitest';
import { announce } from '../../functions/nightly/announce.ts';
import { withNightBefore } from '../../functions/nightly/last-night.ts';
import { nextPlan } from '../../functions/nightly/night-plans.ts';
import { watchNights } from '../../functions/nightly/watch-nights.ts';
import type { Objects } from '../../functions/ports.ts';
import { DamageFound } from '../../functions/reduce/damage.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { ARCHIVE_KEY, folderOf, resultKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import { isNightly, nightlySweepId } from '../../shared/sweep/night.ts';
import { TREE } from '../../shared/sweep/tree.ts';
import { World } from '../functions/memory.ts';
import { runNight } from '../functions/nights.ts';
import { CASES } from '../functions/row-cases.ts';
import { MODEL, request, useCasesOver } from '../functions/use-cases.ts';
import { covers } from '../sweep/real-keys.ts';
import { RICH } from '../sweep/worlds.ts';
import { type Resource, resourcesOf, templateWith } from './synth.ts';

const template = templateWith();
const policies = resourcesOf(template, 'AWS::IAM::Policy');

/** The bucket as a role of the template may use it. */
function viewOf({ objects }: World, role: string): Objects {
  const { properties } = policies.find(({ id }) => id.startsWith(`Sweeps${role}Role`))!;
  const statements: Resource['properties'][] = properties.PolicyDocument.Statement;
  const patterns = (effect: string, action: string) =>
    statements
      .filter((own) => own.Effect === effect && [own.Action].flat().includes(`s3:${action}`))
      .flatMap((own) => [...JSON.stringify(own.Resource).matchAll(/"\/([^"]+)"/g)].map(([, key]) => key!));
  const lists = statements
    .filter((own) => own.Action === 's3:ListBucket')
    .flatMap((own) => own.Condition.StringLikeIfExists['s3:prefix'] as string | string[]);
  const need = (action: string, key: string) => {
    const covered = (effect: string) => patterns(effect, action).some((pattern) => covers(pattern, key));
    if (!covered('Allow') || covered('Deny')) throw new Error(`${role} may not ${action} ${key}`);
  };
  return {
    get: async (key) => {
      need('GetObject', key);
      if (!lists.length) throw new Error(`${role} may not be told that ${key} is absent`);
      return objects.get(key);
    },
    head: async (key) => {
      need('GetObject', key);
      if (!lists.length) throw new Error(`${role} may not be told that ${key} is absent`);
      return objects.head(key);
    },
    create: async (key, ...body) => {
      need('PutObject', key);
      return objects.create(key, ...body);
    },
    swap: async (key, ...body) => {
      need('PutObject', key);
      return objects.swap(key, ...body);
    },
    remove: async (key) => {
      need('DeleteObject', key);
      await objects.remove(key);
    },
    list: (prefix, after) => {
      if (!lists.some((own) => covers(own, prefix))) throw new Error(`${role} may not list ${prefix}`);
      return objects.list(prefix, after);
    },
  };
}

/** All use cases over one world, each with the rights of its function; nights have workers of their own. */
function granted(world = new World(), tree = TREE) {
  const cases = useCasesOver(world, tree, (role) => viewOf(world, role));
  const { clock } = world;
  const nights = simulate({ objects: viewOf(world, 'SimulateNights'), clock, modelDigest: MODEL });
  /** Steps, with everything that they start, until the round is over one way or the other. */
  async function drive(sweepId: string, round: number): Promise<string> {
    for (let steps = 0; steps < 100; steps++) {
      const before = world.started.length;
      const { act } = (await cases.step(sweepId, round)).decision;
      if (['publish', 'mend', 'drop-marker'].includes(act)) return act;
      for (const task of world.started.slice(before)) {
        if (task.kind !== 'reduce') continue;
        const { fold } = task;
        const made = fold === undefined ? cases.reduce(sweepId, round) : cases.fold(sweepId, round, fold);
        await (made as Promise<unknown>).catch((error) => {
          if (!(error instanceof DamageFound)) throw error;
        });
      }
      const message = world.waiting.shift();
      if (message) await (isNightly(sweepId) ? nights : cases.simulate)(JSON.stringify(message));
      world.nowMs += 10_000;
    }
    throw new Error('a round must end within 100 steps');
  }
  return { ...cases, nights, drive };
}

it('from the plan to a report of folds, through damage and a round that mends it', async () => {
  const tree = { ...TREE, mostShards: 2, shardsPerFold: 3 };
  const { world, plan, step, simulate: work, drive } = granted(new World(), tree);
  const { sweepId } = (await plan(request(5))).manifest;
  await step(sweepId, 1);
  await step(sweepId, 1);
  for (const message of world.waiting.splice(0)) await work(JSON.stringify(message));
  await step(sweepId, 1); // closes
  world.stored.delete(resultKey.build({ sweepId, shard: 4 }));
  expect(await drive(sweepId, 1)).toBe('mend');
  expect(await drive(sweepId, 2)).toBe('publish');
  expect(world.keys(folderOf(sweepId, 'folds')).length).toBeGreaterThan(0);
});

it('a stop that ends a sweep, and messages that crashed every worker or that nobody can read', async () => {
  const { world, plan, step, simulate: work, drive } = granted();
  const { sweepId } = (await plan(request(20))).manifest;
  await step(sweepId, 1);
  await step(sweepId, 1);
  const [message] = world.waiting;
  const letters = viewOf(world, 'DeadLetter');
  expect(await deadLetter(letters, JSON.stringify(message), 5, 'a crash')).toBe('dead-letter');
  expect(await deadLetter(letters, 'half a mess', 5, 'a crash')).toBe('poison');
  expect(await work('half a message')).toMatchObject({ outcome: 'poison' });
  world.put(STOP_KEY, '{}');
  expect(await drive(sweepId, 1)).toBe('publish');
});

describe('nights', async () => {
  const own = granted();
  const { world, nights } = own;
  const view = viewOf(world, 'SweepUp');
  await runNight({ ...own, simulate: nights }, '2024-03-01');
  await runNight({ ...own, simulate: nights }, '2024-03-02'); // compared with the one before
  const market = RICH.market.id;
  const sweepId = nightlySweepId(market, '2024-03-02');

  it('are looked after, and planned anew after a deployment', async () => {
    const failed: unknown[] = [];
    const watch = { market, at: '00:30', zone: 'UTC', dateOf: 'day-before', cutOffMinutes: 180 } as const;
    world.nowMs = Date.parse('2024-03-03T00:40:00Z');
    const ports = { ...world, objects: view, markets: [watch], modelDigest: 'ef'.repeat(32) };
    await watchNights(ports, (_, error) => failed.push(error));
    expect(failed).toEqual([]);
    const plan = { objects: viewOf(world, 'Plan'), modelDigest: 'ef'.repeat(32) };
    expect(await nextPlan(plan, market, '2024-03-02', true)).toMatchObject({ isNew: true });
    const { sweep } = (await needManifest(plan.objects, sweepId)).manifest;
    const file = JSON.stringify({ ...sweep, previous: null });
    expect(await withNightBefore(plan.objects, file, market, '2024-03-03')).toContain(sweepId);
  });

  it('are announced: shown in the archive, and told of to whom they page', async () => {
    const told: string[] = [];
    const topic = { publish: async (subject: string) => void told.push(subject) };
    await announce({ objects: view, topic })({ market, sweepId, round: 1 });
    expect(world.text(ARCHIVE_KEY)).toContain(sweepId);
    expect(told).toHaveLength(world.keys(`sweeps/${sweepId}/told/`).length);
  });

  it('are written by their own workers only, and these write nothing else', async () => {
    const message = async (id: string) =>
      JSON.stringify({
        ...{ v: 1, sweepId: id, round: 1, gen: 0, shard: 0, notAfter: world.nowMs + 60_000 },
        manifestSha256: (await needManifest(world.objects, id)).sha256,
      });
    world.stored.delete(resultKey.build({ sweepId, shard: 0 }));
    await expect(own.simulate(await message(sweepId))).rejects.toThrow(
      `Simulate may not PutObject ${resultKey.build({ sweepId, shard: 0 })}`,
    );
    const other = (await own.plan(request(20))).manifest.sweepId;
    await expect(nights(await message(other))).rejects.toThrow('SimulateNights may not GetObject');
    expect(await nights(await message(sweepId))).toMatchObject({ outcome: 'done' });
  });
});

it.each(CASES)('a sweep of $name, whose results are rows', async (own) => {
  const { world, plan, drive } = granted();
  for (const [key, body] of own.objects)
    world.stored.set(key, { body, meta: {}, time: world.nowMs, version: 1 });
  const { sweepId } = (await plan({ ...own.request({}), pathsPerShard: own.perShard })).manifest;
  expect(await drive(sweepId, 1)).toBe('publish');
});
