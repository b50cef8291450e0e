// A report that cannot be made fails once, with a tombstone of its own, and not for ever.
import { describe, expect, it } from 'vitest';
import { reduce } from '../../functions/reduce/reduce.ts';
import { resume } from '../../functions/round/resume.ts';
import { Unmade } from '../../functions/stored/unmade.ts';
import { CODE, request, runToTheEnd, type UseCases, useCasesOver } from './use-cases.ts';

const few = { paths: { decision: 4, other: 2 }, compare: [] };
const REFUSAL = 'report.metrics[0].limit.note must have no control characters, got "a"';

/** All use cases, with code that cannot make the report, counting how often it is asked. */
function withBrokenReport(error: Error) {
  const own = useCasesOver();
  const { world } = own;
  let asked = 0;
  const broken = reduce({
    objects: world.objects,
    release: CODE,
    usdPerSecond: 0,
    compile: async () => {
      asked++;
      throw error;
    },
  });
  const steps = async (sweepId: string) => {
    for (let tries = 0; tries < 20; tries++) {
      const before = world.started.length;
      const { decision } = await own.step(sweepId, 1);
      for (const task of world.started.slice(before))
        if (task.kind === 'reduce') await broken(sweepId, 1).catch(() => {});
      const message = world.waiting.shift();
      if (message) await own.simulate(JSON.stringify(message));
      if (decision.act === 'drop-marker') return decision;
      world.nowMs += 400_000; // the next attempt is due
    }
    return undefined;
  };
  return { own: own as UseCases, steps, broken, asked: () => asked };
}

describe('a report whose code refuses what it is made of', () => {
  it('is asked for once, says why, and lets the round go', async () => {
    const { own, steps, broken, asked } = withBrokenReport(new Unmade(REFUSAL));
    const { manifest } = await own.plan(request(16, few));
    const { sweepId } = manifest;
    expect(await steps(sweepId)).toEqual({ rule: 4, act: 'drop-marker' });
    expect(asked()).toBe(1);
    expect(own.world.keys('open/')).toEqual([]);
    const stone = JSON.parse(own.world.text(`sweeps/${sweepId}/reports/0001/tombstone.json`));
    expect(stone).toMatchObject({ message: REFUSAL, codeDigest: CODE.digest });
    await expect(broken(sweepId, 1)).rejects.toThrow(`report 1 cannot be made: ${REFUSAL}`);
    expect(asked()).toBe(1);

    // Other code makes the next version, and runs no shard again.
    const results = own.world.keys(`sweeps/${sweepId}/results/`);
    const { objects, clock } = own.world;
    expect(await resume({ objects, clock })(sweepId, 1, 'retry', 'somebody')).toBe(2);
    await runToTheEnd(own, sweepId, 2);
    expect(own.world.keys(`sweeps/${sweepId}/results/`)).toEqual(results);
    expect(own.world.keys(`sweeps/${sweepId}/reports/0002/`)).toContain(
      `sweeps/${sweepId}/reports/0002/report.json`,
    );
  });

  it.each([
    ['storage that does not answer', new Error('503')],
    ['a want of memory', new RangeError('Array buffer allocation failed')],
  ])('is asked for again after %s', async (_, error) => {
    const { own, steps, asked } = withBrokenReport(error);
    const { manifest } = await own.plan(request(16, few));
    expect(await steps(manifest.sweepId)).toBeUndefined();
    expect(asked()).toBeGreaterThan(3);
    expect(own.world.keys('open/')).toEqual([`open/${manifest.sweepId}/0001`]);
  });
});

it('what the real code refuses of what it has read is such a refusal', async () => {
  const own = useCasesOver();
  const { manifest } = await own.plan(request(16, few));
  const { sweepId } = manifest;
  const stop = reduce({
    objects: own.world.objects,
    release: { ...CODE, version: 'a\u0007b' },
    usdPerSecond: 0,
  });
  for (let tries = 0; tries < 20; tries++) {
    await own.step(sweepId, 1);
    const message = own.world.waiting.shift();
    if (message) await own.simulate(JSON.stringify(message));
  }
  await expect(stop(sweepId, 1)).rejects.toThrow(Unmade);
  const files = own.world.keys(`sweeps/${sweepId}/reports/0001/`).map((key) => key.split('/').at(-1));
  expect(files).toContain('tombstone.json');
  expect(files).not.toContain('index.json');
});
