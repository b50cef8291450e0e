// A deployment in the middle of a sweep (pipeline.md 2.10): the round ends by its own code or is planned anew, nothing is mixed,
// and no reduce is refused.
import { expect, it } from 'vitest';
import { plan } from '../../functions/plan/plan.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { parseReport } from '../../shared/report/report.ts';
import { parseClose, parseIndex, parseRound } from '../../shared/sweep/records.ts';
import { CODE, request, runToTheEnd, type UseCases, useCasesOver } from './use-cases.ts';

const NEXT_MODEL = 'ba'.repeat(32);
const NEXT_CODE = { version: '0.0.1', digest: 'dc'.repeat(32) };

/** The same world, with everything that is deployed next; infrastructure and the protocol stay. */
function deployed({ world, ...before }: UseCases, modelDigest: string): UseCases {
  const { objects, clock, queue, starter } = world;
  const ports = { objects, clock, queue, starter, usdPerSecond: 1e-3 };
  const fleet = { workers: 2, overheadSeconds: 0.03, maxShardSeconds: 60, maxShards: 50_000 };
  return {
    world,
    ...before,
    plan: plan({ ...ports, fleet, nightlyWorkers: 1, modelDigest }),
    simulate: simulate({ ...ports, modelDigest }),
    reduce: reduce({ ...ports, release: NEXT_CODE }),
  };
}

/** Four cells, each a shard of its own. */
const asked = () =>
  request(1, {
    axes: {
      leverageBps: [10_000],
      maintenanceBps: [10_000],
      depthBps: [10_000],
      mechanism: ['full'],
      shockBps: [-1_500, 1_500],
    },
    compare: [],
    paths: { decision: 4, other: 2 },
  });

async function begun() {
  const cases = useCasesOver();
  const { sweepId } = (await cases.plan(asked())).manifest;
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  const run = async (count: number) => {
    for (const message of cases.world.waiting.splice(0, count)) await cases.simulate(JSON.stringify(message));
  };
  const text = (name: string) => cases.world.text(`sweeps/${sweepId}/${name}`);
  return { cases, sweepId, run, text };
}

it('of other code, half-way through a report, leaves that as it is: the next version is of one code, and computes nothing', async () => {
  const { cases, sweepId, run, text } = await begun();
  const { world } = cases;
  await run(4);
  await cases.step(sweepId, 1);
  const create: typeof world.objects.create = async (key, ...file) => {
    if (key.endsWith('receipt.json')) throw new Error('the function was replaced');
    return world.objects.create(key, ...file);
  };
  const dying = reduce({ objects: { ...world.objects, create }, release: CODE, usdPerSecond: 1e-3 });
  await expect(dying(sweepId, 1)).rejects.toThrow('the function was replaced');

  const next = deployed(cases, NEXT_MODEL);
  await expect(next.reduce(sweepId, 1)).rejects.toThrow('must never change');
  expect(await next.step(sweepId, 1)).toMatchObject({ decision: { act: 'mend' } });
  expect(parseRound(text('rounds/0002.json'))).toMatchObject({ why: 'mend', mended: [] });
  await runToTheEnd(next, sweepId, 2);
  expect(parseIndex(text('reports/0002/index.json'))).toMatchObject({
    status: 'complete',
    codeDigest: NEXT_CODE.digest,
  });
  expect(world.keys(`sweeps/${sweepId}/results/`)).toHaveLength(4);
  expect(world.keys(`sweeps/${sweepId}/reports/0001/`)).not.toContain(
    `sweeps/${sweepId}/reports/0001/index.json`,
  );
});

it('of another model ends the round with what its own model has computed, and the same command plans the sweep anew', async () => {
  const { cases, sweepId, run, text } = await begun();
  const results = () => cases.world.keys('sweeps/').filter((key) => key.includes('/results/'));
  await run(1);
  const next = deployed(cases, NEXT_MODEL);
  await runToTheEnd(next, sweepId);
  const close = parseClose(text('closes/0001.json'));
  expect(close).toMatchObject({ status: 'partial', reason: 'failed', missing: '' });
  expect(close.tombstones.map((key) => JSON.parse(cases.world.text(key)).kind)).toEqual(
    Array(3).fill('stale-model'),
  );
  expect(results()).toHaveLength(1);
  expect(parseReport(text('reports/0001/report.json'))).toMatchObject({
    status: 'partial',
    engine: { digest: expect.stringContaining(NEXT_CODE.digest) },
  });

  const anew = await next.plan(asked());
  expect(anew).toMatchObject({ known: false, manifest: { modelDigest: NEXT_MODEL } });
  expect(anew.manifest.sweepId).not.toBe(sweepId);
  await runToTheEnd(next, anew.manifest.sweepId);
  expect(results()).toHaveLength(1 + 4);
});
