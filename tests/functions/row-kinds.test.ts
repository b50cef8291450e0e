// Sweeps whose walks come to a row each run through the machine of every sweep: shards of any size, in any order, damaged, lost or
// killed, come to the bytes that one loop over all walks makes.
import { describe, expect, it } from 'vitest';
import { resume } from '../../functions/round/resume.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { writeRecord } from '../../functions/stored/records.ts';
import { readRows } from '../../functions/stored/row-results.ts';
import { parseAnyManifest } from '../../shared/sweep/any-manifest.ts';
import { cancelKey } from '../../shared/sweep/keys.ts';
import type { RowManifest } from '../../shared/sweep/row-manifest.ts';
import { World } from './memory.ts';
import { CASES, type RowCase } from './row-cases.ts';
import { CODE, MODEL, runToTheEnd, type UseCases, useCasesOver } from './use-cases.ts';

describe.each(CASES)('a sweep of $name', (own) => {
  const walks = own.walks;
  const planned = (pathsPerShard: number, change = {}) => submitted(own, pathsPerShard, change);
  const direct = new Map(own.direct(CODE).map(([file, bytes]) => [file, Buffer.from(bytes)]));

  it('is planned as what it is', async () => {
    const { manifest } = await planned(own.perShard);
    expect(manifest).toMatchObject({
      schema: 'manifest/3',
      kind: own.kind,
      paths: walks,
      pathsPerShard: own.perShard,
      shards: Math.ceil(walks / own.perShard),
    });
    expect(manifest.sweepId).toMatch(/^[a-z0-9-]+-[0-9a-f]{12}$/);
  });

  it.each([1, own.perShard, walks])('in shards of %i gives the bytes of its command', async (perShard) => {
    const { cases, sweepId } = await planned(perShard);
    await runToTheEnd(cases, sweepId);
    expect(reportOf(cases.world, sweepId)).toEqual(direct);
  });

  it('gives them in any order of arrival', async () => {
    const { cases, sweepId } = await planned(own.perShard);
    await issued(cases, sweepId);
    for (const message of cases.world.waiting.splice(0).reverse())
      await cases.simulate(JSON.stringify(message));
    await runToTheEnd(cases, sweepId);
    expect(reportOf(cases.world, sweepId)).toEqual(direct);
  });

  it('computes what is damaged, foreign or lost again', async () => {
    const { cases, sweepId, manifest } = await planned(own.perShard);
    const { world } = cases;
    await issued(cases, sweepId);
    for (const message of world.waiting.splice(0)) await cases.simulate(JSON.stringify(message));
    await cases.step(sweepId, 1); // closes
    const key = (shard: number) => `sweeps/${sweepId}/results/0000000${shard}.parquet`;
    const flipped = world.stored.get(key(0))!;
    world.stored.set(key(0), { ...flipped, body: flipped.body.map((own, i) => (i === 40 ? own ^ 4 : own)) });
    world.stored.set(key(1), world.stored.get(key(manifest.shards - 1))!); // whole, and of another shard
    world.stored.delete(key(2));
    await expect(cases.reduce(sweepId, 1)).rejects.toThrow(/must (have the seal|be labelled|be there)/);
    expect((await cases.step(sweepId, 1)).decision.act).toBe('mend');
    await runToTheEnd(cases, sweepId, 2);
    expect(reportOf(world, sweepId, 2)).toEqual(direct);
    const mended = world.keys(`sweeps/${sweepId}/results/`).filter((name) => name.includes('.0002.'));
    expect(mended).toHaveLength(3);
  });

  it('survives a worker that is killed in the middle, and a message that comes twice', async () => {
    const { cases, sweepId } = await planned(own.perShard);
    const { world } = cases;
    await issued(cases, sweepId);
    const [first] = world.waiting;
    const killed = simulate({
      objects: world.objects,
      clock: world.clock,
      modelDigest: MODEL,
      heed: () => {
        throw new Error('killed');
      },
    });
    await expect(killed(JSON.stringify(first))).rejects.toThrow('killed');
    expect(world.keys(`sweeps/${sweepId}/results/`)).toEqual([]);
    expect(await cases.simulate(JSON.stringify(first), 2)).toMatchObject({ outcome: 'done', shard: 0 });
    expect(await cases.simulate(JSON.stringify(first), 3)).toMatchObject({ outcome: 'already' });
    expect(await cases.simulate(JSON.stringify({ ...first, audit: true }))).toMatchObject({
      outcome: 'audited',
    });
    await runToTheEnd(cases, sweepId);
    expect(reportOf(world, sweepId)).toEqual(direct);
  });

  it('is partial where it is cancelled, and whole in the next round', async () => {
    const { cases, sweepId, manifest } = await planned(own.perShard);
    const { world } = cases;
    await issued(cases, sweepId);
    const [, second] = world.waiting.splice(0);
    await cases.simulate(JSON.stringify(second));
    const cancel = { schema: 'cancel/2', reason: 'cancelled', by: 'test' };
    await writeRecord(world.objects, cancelKey.build({ sweepId, round: 1 }), cancel);
    world.nowMs += 300_000;
    expect((await cases.step(sweepId, 1)).decision).toMatchObject({ act: 'close', reason: 'cancelled' });
    const lost = manifest.paths - own.perShard;
    if (own.partial === 'reported') {
      await runToTheEnd(cases, sweepId);
      const report = JSON.parse(String(reportOf(world, sweepId).get('contagion.json')));
      expect(report.status).toBe('partial');
      // What is missing proves nothing.
      expect(report.verdict.tests.map(({ state }: { state: string }) => state)).not.toContain('proven');
      const { table, axis, rules, under } = report;
      const linked = [...table, ...axis].flatMap((pair) => [pair.linked, pair.cut ?? []].flat());
      const others = under.flatMap(({ rows }: { rows: unknown[] }) => rows);
      const paths = [...linked, ...rules.map((rule: { finding: unknown }) => rule.finding), ...others];
      const absent = paths.reduce((sum, { venue }) => sum + venue.paths.planned - venue.paths.done, 0);
      expect(absent).toBe(lost);
    } else {
      await expect(cases.reduce(sweepId, 1)).rejects.toThrow(`${lost} of ${walks} cells must have a result`);
      expect((await cases.step(sweepId, 1)).decision.act).toBe('drop-marker');
    }
    const round = await resume(world)(sweepId, 1, 'resume', 'test');
    await runToTheEnd(cases, sweepId, round);
    expect(reportOf(world, sweepId, 2)).toEqual(direct);
  });

  it('stores rows that are read as they were written, and refuses others', async () => {
    const { cases, sweepId, manifest } = await planned(own.perShard);
    await runToTheEnd(cases, sweepId);
    const last = manifest.shards - 1;
    const key = `sweeps/${sweepId}/results/${String(last).padStart(8, '0')}.parquet`;
    const { body } = cases.world.stored.get(key)!;
    const rows = await readRows(manifest, last, own.width, body);
    expect(rows).toEqual(own.rows.subarray(last * own.perShard * own.width));
    await expect(readRows(manifest, 0, own.width, body)).rejects.toThrow(/must be/);
    await expect(readRows(manifest, last, own.width + 1, body)).rejects.toThrow(
      `must have ${own.width + 1} numbers, or none, got ${own.width}`,
    );
  });

  it('is refused where it is over its budget, too large to report, or asked for as a night', async () => {
    const refused = (change: object, more: object = {}) => {
      const cases = worldWith(own);
      return cases.plan({ ...own.request(change), ...more });
    };
    await expect(refused({ budget: { maxCells: 1 } })).rejects.toThrow('sweep must have at most 1 cells');
    await expect(refused({ budget: { maxShards: 2 } }, { pathsPerShard: 1 })).rejects.toThrow(
      `shards must be at most 2, which ${Math.ceil(walks / 2)} paths a shard would give, got ${walks}`,
    );
    await expect(refused({}, { cellsPerShard: 2 })).rejects.toThrow('cells a shard must be left out');
    await expect(refused({}, { isNight: true, sweepId: 'nightly-a-perp-2024-03-01' })).rejects.toThrow(
      'sweep must be of one market in a night',
    );
    await expect(refused({}, { snapshotDigest: 'ab'.repeat(32) })).rejects.toThrow(' must be there');
  });
});

function worldWith(own: RowCase): UseCases {
  const cases = useCasesOver(new World());
  for (const [key, body] of own.objects)
    cases.world.stored.set(key, { body, meta: {}, time: cases.world.nowMs, version: 1 });
  return cases;
}

async function submitted(own: RowCase, pathsPerShard: number, change: object) {
  const cases = worldWith(own);
  const { manifest } = await cases.plan({ ...own.request(change), pathsPerShard });
  const stored = parseAnyManifest(cases.world.text(`sweeps/${manifest.sweepId}/manifest.json`));
  return { cases, sweepId: manifest.sweepId, manifest: stored as RowManifest };
}

/** Opens the round and sends its messages. */
async function issued(cases: UseCases, sweepId: string): Promise<void> {
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
}

/** Files of a report but those that speak of seconds. */
function reportOf(world: World, sweepId: string, round = 1): Map<string, Buffer> {
  const folder = `sweeps/${sweepId}/reports/000${round}/`;
  const names = world.keys(folder).filter((own) => !/receipt|index/.test(own));
  return new Map(names.map((own) => [own.slice(folder.length), Buffer.from(world.stored.get(own)!.body)]));
}
