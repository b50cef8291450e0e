import { describe, expect, it } from 'vitest';
import { loadMarket } from '../../functions/load-market.ts';
import { receiptOf } from '../../functions/receipt.ts';
import { collect } from '../../functions/collect.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { buildReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { parseClose, parseIndex } from '../../shared/sweep/records.ts';
import { serialResults } from '../sweep/serial-oracle.ts';
import { CODE, engineOver, request, runToTheEnd } from './engine.ts';

async function reported(cellsPerShard: number, shuffle = false) {
  const engine = engineOver();
  const { manifest } = await engine.plan(request(cellsPerShard));
  if (shuffle) {
    const send = engine.world.queue.send;
    Object.assign(engine.world.queue, { send: (messages: readonly never[]) => send(messages.toReversed()) });
  }
  await runToTheEnd(engine, manifest.sweepId);
  return { ...engine, sweepId: manifest.sweepId };
}

const filesOf = ({ world, sweepId }: Awaited<ReturnType<typeof reported>>) =>
  new Map(
    world
      .keys(`sweeps/${sweepId}/reports/0001/`)
      .map((key) => [key.split('/reports/0001/')[1]!, world.stored.get(key)!.body] as const)
      .filter(([file]) => file !== 'receipt.json' && file !== 'index.json'),
  );

describe('a report', () => {
  it('is that of the serial oracle, to the byte, for shards of 1, 7 and 1,000 cells in any order of arrival', async () => {
    const one = await reported(1);
    const manifest = parseManifest(one.world.text(`sweeps/${one.sweepId}/manifest.json`));
    const market = await loadMarket(one.world.objects, manifest.snapshotDigest);
    const { body, rows } = buildReport({
      manifest,
      market,
      results: serialResults(manifest, market),
      close: { status: 'complete', reason: null },
      previous: null,
      knownAnswerOk: true,
      engine: CODE,
    });
    const serial = new Map([...renderReport(body, rows)].sort());
    expect(serial.size).toBeGreaterThan(10);
    for (const own of [one, await reported(7, true), await reported(1_000)]) {
      const files = filesOf(own);
      expect([...files.keys()]).toEqual([...serial.keys()]);
      for (const [file, bytes] of files) expect(sha256(bytes), file).toBe(sha256(serial.get(file)!));
    }
  });

  it('comes with an index that names only what is there, and comes last', async () => {
    const { world, sweepId } = await reported(7);
    const folder = `sweeps/${sweepId}/reports/0001/`;
    const index = parseIndex(world.text(`${folder}index.json`));
    expect(index).toMatchObject({ status: 'complete', codeDigest: CODE.digest });
    for (const { file, bytes, sha256: digest } of index.files) {
      const { body } = world.stored.get(folder + file)!;
      expect([file, body.byteLength, sha256(body)]).toEqual([file, bytes, digest]);
    }
    expect(index.files.length + 1).toBe(world.keys(folder).length);
    expect([...world.stored.keys()].filter((key) => key.startsWith(folder)).at(-1)).toBe(
      `${folder}index.json`,
    );
  });

  it('may be made twice', async () => {
    const { world, sweepId, ...engine } = await reported(7);
    const before = new Map(world.stored);
    await engine.reduce(sweepId, 1);
    expect(new Map(world.stored)).toEqual(before);
  });

  it('is refused where the same version would say something else', async () => {
    const { world, sweepId, ...engine } = await reported(7);
    world.put(`sweeps/${sweepId}/reports/0001/report.json`, '{}');
    await expect(engine.reduce(sweepId, 1)).rejects.toThrow(
      /reports\/0001\/report\.json must never change, got [0-9a-f]{64} for [0-9a-f]{64}$/,
    );
  });

  it('leaves shards, seconds and dollars to its receipt', async () => {
    const { world, sweepId } = await reported(7);
    const receipt = JSON.parse(world.text(`sweeps/${sweepId}/reports/0001/receipt.json`));
    expect(receipt.shards).toEqual({ planned: 5, cellsPerShard: 7, done: '0-4', failed: '', missing: '' });
    expect(receipt.metered).toMatchObject({ retried: 0, unmetered: 0 });
  });

  it('is charged for the start of environments too', async () => {
    const { world, sweepId } = await reported(7);
    const key = `sweeps/${sweepId}/results/00000002.parquet`;
    const held = world.stored.get(key)!;
    world.stored.set(key, { ...held, meta: { ...held.meta, initMs: '400' } });
    const manifest = parseManifest(world.text(`sweeps/${sweepId}/manifest.json`));
    const close = parseClose(world.text(`sweeps/${sweepId}/closes/0001.json`));
    const { metered } = await receiptOf(world.objects, manifest, close, 1e-3);
    expect(metered.initSeconds).toBe(0.4);
    expect(metered.usd).toBe((metered.handlerSeconds + 0.4) * 1e-3);
  });
});

it('does not take a damaged result for a missing one', async () => {
  const { world, sweepId } = await reported(7);
  const manifest = parseManifest(world.text(`sweeps/${sweepId}/manifest.json`));
  const close = parseClose(world.text(`sweeps/${sweepId}/closes/0001.json`));
  const key = `sweeps/${sweepId}/results/00000002.parquet`;
  const whole = world.stored.get(key)!;
  world.stored.set(key, { ...whole, body: whole.body.slice(0, -1) });
  await expect(collect(world.objects, manifest, close)).rejects.toThrow(
    /results\/00000002\.parquet must have the digest [0-9a-f]{64}, got [0-9a-f]{64}$/,
  );
  world.stored.set(key, { ...whole, meta: {}, body: whole.body.slice(0, -1) }); // where nobody wrote the digest down
  await expect(collect(world.objects, manifest, close)).rejects.toThrow(
    /^result of shard 2 must begin and end with PAR1, got /,
  );
  world.stored.delete(key);
  await expect(collect(world.objects, manifest, close)).rejects.toThrow(
    /results\/00000002\.parquet must be there, for the close counts it as done, got nothing$/,
  );
});
