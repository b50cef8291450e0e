import { describe, expect, it } from 'vitest';
import { collect } from '../../functions/reduce/collect.ts';
import { receiptOf } from '../../functions/reduce/receipt.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { deadLetter } from '../../functions/shard/dead-letter.ts';
import { needClose } from '../../functions/stored/closes.ts';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { needMarketManifest } from '../../functions/stored/manifests.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { buildReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import { parseReport, type Report } from '../../shared/report/report.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { parseDamage, parseIndex } from '../../shared/sweep/records.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { piecesOf, TREE, type Tree } from '../../shared/sweep/tree.ts';
import { serialResults } from '../sweep/serial-oracle.ts';
import { SWEEP } from '../sweep/small.ts';
import { World } from './memory.ts';
import { CODE, request, runToTheEnd, useCasesOver } from './use-cases.ts';

async function reported(cellsPerShard: number, shuffle = false, tree?: Tree) {
  const cases = useCasesOver(new World(), tree);
  const { manifest } = await cases.plan(request(cellsPerShard));
  if (shuffle) {
    const send = cases.world.queue.send;
    Object.assign(cases.world.queue, { send: (messages: readonly never[]) => send(messages.toReversed()) });
  }
  await runToTheEnd(cases, manifest.sweepId);
  return { ...cases, sweepId: manifest.sweepId };
}

const closedOf = async ({ objects }: World, sweepId: string) =>
  needClose(objects, await needMarketManifest(objects, sweepId), 1);

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
      aftermath: null,
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
    const { world, sweepId, ...cases } = await reported(7);
    const before = new Map(world.stored);
    await cases.reduce(sweepId, 1);
    expect(new Map(world.stored)).toEqual(before);
  });

  it('is refused where the same version would say something else', async () => {
    const { world, sweepId, ...cases } = await reported(7);
    world.put(`sweeps/${sweepId}/reports/0001/report.json`, '{}');
    await expect(cases.reduce(sweepId, 1)).rejects.toThrow(
      /reports\/0001\/report\.json must never change, got [0-9a-f]{64} for [0-9a-f]{64}$/,
    );
  });

  it('leaves shards, seconds and dollars to its receipt', async () => {
    const { world, sweepId } = await reported(7);
    const receipt = JSON.parse(world.text(`sweeps/${sweepId}/reports/0001/receipt.json`));
    expect(receipt.shards).toEqual({ planned: 5, cellsPerShard: 7, done: '0-4', failed: '', missing: '' });
    expect(receipt.metered).toMatchObject({ retried: 0, byClock: 5, unmetered: 0 }); // nobody gave these a meter
  });

  it('is charged for the start of environments too', async () => {
    const { world, sweepId } = await reported(7);
    const key = `sweeps/${sweepId}/results/00000002.parquet`;
    const held = world.stored.get(key)!;
    world.stored.set(key, { ...held, meta: { ...held.meta, initMs: '400' } });
    const { metered } = await receiptOf(world.objects, await closedOf(world, sweepId), 1e-3);
    expect(metered.initSeconds).toBe(0.4);
    expect(metered.usd).toBe((metered.handlerSeconds + 0.4) * 1e-3);
  });
});

it('believes no result that is damaged, lost or of somebody else, and writes down all of them at once', async () => {
  const { world, sweepId, ...cases } = await closedRound(TREE);
  const key = (shard: number) => `sweeps/${sweepId}/results/0000000${shard}.parquet`;
  const whole = (shard: number) => world.stored.get(key(shard))!;
  world.stored.set(key(1), { ...whole(1), body: whole(1).body.slice(0, -1) });
  world.stored.set(key(2), { ...whole(2), body: whole(3).body }); // another shard's, and whole
  world.stored.delete(key(4));
  await expect(cases.reduce(sweepId, 1)).rejects.toThrow(
    /results\/00000001\.parquet must have the seal [0-9a-f]{64}, got /,
  );
  const damage = parseDamage(world.text(`sweeps/${sweepId}/damages/0001.report.json`));
  expect(damage).toMatchObject({ damaged: '1-2', lost: '4' });
  expect(damage.found[1]).toMatch(/00000002\.parquet must be labelled .*"shard":2.* got .*"shard":3/);
  expect(damage.found[2]).toMatch(/00000004\.parquet must be there, for the close counts it as done/);
  expect(world.keys(`sweeps/${sweepId}/reports/`)).toEqual([]);
});

it.each([0, 4_000, -40, -300])('notices every bit of a result (byte %i)', async (byte) => {
  const { world, sweepId } = await closedRound(TREE);
  const key = `sweeps/${sweepId}/results/00000005.parquet`;
  const held = world.stored.get(key)!;
  const at = byte < 0 ? held.body.length + byte : byte;
  for (let bit = 0; bit < 8; bit++) {
    world.stored.set(key, {
      ...held,
      meta: {},
      body: held.body.map((own, i) => (i === at ? own ^ (1 << bit) : own)),
    });
    await expect(collect(world.objects, await closedOf(world, sweepId))).rejects.toThrow(
      / must (have|hold|be)/,
    );
  }
});

it('refuses a close that is of another manifest, or puts a shard in two places', async () => {
  const { world, sweepId, ...cases } = await closedRound(TREE);
  const key = `sweeps/${sweepId}/closes/0001.json`;
  const { seal: _, ...close } = JSON.parse(world.text(key));
  const put = (change: object) => world.put(key, sealed({ ...close, ...change }));
  put({ manifest: 'ef'.repeat(32) });
  await expect(cases.reduce(sweepId, 1)).rejects.toThrow(
    /closes\/0001\.json must be of the manifest .*, got (ef){32}/,
  );
  put({ missing: '3' });
  await expect(cases.reduce(sweepId, 1)).rejects.toThrow(
    /shard 3 of .* must be done, failed or missing, got 2 of these/,
  );
  put({ done: '0-98' });
  await expect(cases.reduce(sweepId, 1)).rejects.toThrow('a range of shards must lie in 0 to 10, got 0-98');
  put({});
  await cases.reduce(sweepId, 1);
});

/** All shards done or failed, and the round closed; nothing of its reduce. */
async function closedRound(tree: Tree, failing?: number, change: Parameters<typeof request>[1] = {}) {
  const cases = useCasesOver(new World(), tree);
  const { world } = cases;
  const { sweepId } = (await cases.plan(request(3, change))).manifest;
  await cases.step(sweepId, 1);
  await cases.step(sweepId, 1);
  for (const message of world.waiting.splice(0)) {
    if (message.shard === failing) await deadLetter(world.objects, JSON.stringify(message), 5, 'a crash');
    else await cases.simulate(JSON.stringify(message));
  }
  expect((await cases.step(sweepId, 1)).decision.act).toBe('close');
  const tasks = async () => {
    const before = world.started.length;
    expect((await cases.step(sweepId, 1)).decision.act).toBe('reduce');
    return world.started.slice(before).map((task) => (task as { fold?: number }).fold ?? 'report');
  };
  return { ...cases, sweepId, tasks };
}

describe('a sweep of many shards', () => {
  // 32 cells in shards of 3: 11 of them, in folds of 4, 4 and 3.
  const SMALL = { ...TREE, mostShards: 10, shardsPerFold: 4 };
  const foldsOf = ({ world, sweepId }: { world: World; sweepId: string }) =>
    world.keys(`sweeps/${sweepId}/folds/`).map((key) => key.split('/folds/')[1]);

  const closed = (failing?: number) => closedRound(SMALL, failing);

  it('has the report of one that is reduced at once, to the byte', async () => {
    const [whole, folded] = [await reported(3), await reported(3, true, SMALL)];
    expect(foldsOf(whole)).toEqual([]);
    expect(foldsOf(folded)).toEqual(['0001.0000.bin', '0001.0001.bin', '0001.0002.bin']);
    expect([...filesOf(folded)]).toEqual([...filesOf(whole)]);
    expect([...filesOf(folded)]).toEqual([
      ...filesOf(await reported(3, false, { ...TREE, mostShards: 1, shardsPerFold: 1 })),
    ]);
  });

  it('has it too where a shard failed', async () => {
    const [one, other] = [await closed(6), await closed(6)];
    for (const number of [2, 0, 1]) await one.fold(one.sweepId, 1, number);
    await one.reduce(one.sweepId, 1);
    await reduce({ objects: other.world.objects, release: CODE, usdPerSecond: 1e-3 })(other.sweepId, 1);
    expect([...filesOf(one)]).toEqual([...filesOf(other)]);
    expect(one.world.text(`sweeps/${one.sweepId}/reports/0001/report.json`)).toContain('"status":"partial"');
  });

  it('is folded by cells where its shards are large', () => {
    const pieces = (cells: number, cellsPerShard: number, mostCells: number) =>
      piecesOf(
        { cells, cellsPerShard, shards: Math.ceil(cells / cellsPerShard) },
        { ...SMALL, mostCells },
      ).map(({ fromShard, toShard, from, to }) => [fromShard, toShard, from, to]);
    expect(pieces(32, 10, 32)).toEqual([]);
    expect(pieces(32, 10, 31)).toEqual([
      [0, 3, 0, 30],
      [3, 4, 30, 32],
    ]);
    // A shard is never split.
    expect(pieces(32, 20, 10)).toEqual([
      [0, 1, 0, 20],
      [1, 2, 20, 32],
    ]);
    expect(pieces(44, 4, 100).map(([from, to]) => to! - from!)).toEqual([4, 4, 3]);
  });

  it('starts its folds once each, and its report when all are there', async () => {
    const { world, sweepId, tasks, ...cases } = await closed();
    expect(await tasks()).toEqual([0, 1, 2]);
    expect(await tasks()).toEqual([]); // claimed, and too young to have failed
    await cases.fold(sweepId, 1, 0);
    await cases.fold(sweepId, 1, 2);
    world.nowMs += 299_000;
    expect(await tasks()).toEqual([]);
    world.nowMs += 2_000;
    expect(await tasks()).toEqual([1]); // whoever folds it crashed
    await cases.fold(sweepId, 1, 1);
    expect(await tasks()).toEqual(['report']);
    expect(world.keys(`sweeps/${sweepId}/tries/`).map((key) => key.split('/tries/')[1])).toEqual([
      '0001.fold0000.0000',
      '0001.fold0001.0000',
      '0001.fold0001.0001',
      '0001.fold0002.0000',
      '0001.report.0000',
    ]);
    await cases.reduce(sweepId, 1);
    expect((await cases.step(sweepId, 1)).decision.act).toBe('publish');
  });

  it('may fold a piece twice, and refuses a second, different one', async () => {
    const { world, sweepId, fold } = await closed();
    const first = await fold(sweepId, 1, 1);
    expect(first).toMatchObject({ key: `sweeps/${sweepId}/folds/0001.0001.bin`, shards: 4 });
    expect(await fold(sweepId, 1, 1)).toEqual(first);
    world.put(first.key, 'another');
    await expect(fold(sweepId, 1, 1)).rejects.toThrow(
      /0001\.0001\.bin must never change, got [0-9a-f]{64} for /,
    );
    await expect(fold(sweepId, 1, 3)).rejects.toThrow(
      /^fold must be one of the 3 of small-[0-9a-f]{12}, got 3$/,
    );
  });

  it('does not take a missing or damaged fold for cells that were not computed', async () => {
    const { world, sweepId, fold, reduce } = await closed();
    await fold(sweepId, 1, 0);
    await fold(sweepId, 1, 2);
    await expect(reduce(sweepId, 1)).rejects.toThrow(/folds\/0001\.0001\.bin must be there, .* got nothing$/);
    const { key } = await fold(sweepId, 1, 1);
    const stored = world.stored.get(key)!;
    const body = stored.body.slice();
    body[100]! ^= 1;
    world.stored.set(key, { ...stored, body });
    await expect(reduce(sweepId, 1)).rejects.toThrow(/0001\.0001\.bin must have the seal [0-9a-f]{64}, got /);
    expect(world.keys(`sweeps/${sweepId}/reports/`)).toEqual([]);
    // No result is set aside for it; the next round makes folds of its own.
    const damage = parseDamage(world.text(`sweeps/${sweepId}/damages/0001.report.json`));
    expect(damage).toMatchObject({ damaged: '', lost: '' });
  });
});

it('fails once when a result that was asked for ahead cannot be read', async () => {
  const { world, sweepId } = await reported(7);
  const round = await closedOf(world, sweepId);
  const unheard: unknown[] = [];
  const hear = (error: unknown) => unheard.push(error);
  process.on('unhandledRejection', hear);
  const objects = {
    ...world.objects,
    get: async (key: string) => {
      if (key.endsWith('3.parquet')) throw new Error('S3 is away');
      await world.objects.get(key);
      await new Promise((resolve) => setTimeout(resolve, 5)); // long enough for the other to be told of
      return world.objects.get(key);
    },
  };
  await expect(collect(objects, round)).rejects.toThrow('S3 is away');
  process.off('unhandledRejection', hear);
  expect(unheard).toEqual([]);
});

describe('a sweep of more cells than a report lists', () => {
  // 32 cells, of which 20 are at base maintenance and depth.
  const FEW = { ...TREE, mostShards: 2, shardsPerFold: 3, mostRows: 1 };

  async function both(failing?: number, change = {}) {
    const [all, few] = [await closedRound(TREE, failing, change), await closedRound(FEW, failing, change)];
    await all.reduce(all.sweepId, 1);
    const { shards } = parseManifest(all.world.text(`sweeps/${all.sweepId}/manifest.json`));
    for (let number = 0; number < shards / FEW.shardsPerFold; number++)
      await few.fold(few.sweepId, 1, number);
    await few.reduce(few.sweepId, 1);
    const parsed = (own: typeof all) =>
      parseReport(own.world.text(`sweeps/${own.sweepId}/reports/0001/report.json`));
    return { all: filesOf(all), few: filesOf(few), reports: [parsed(all), parsed(few)] as const };
  }
  /** What it takes by way of other maintenance or depth only those cells say that a long report does not list. */
  const comparable = ({ tables, reverse, ...rest }: Report) => ({
    ...rest,
    reverse: (reverse.value ?? []).map(({ drivers }) =>
      drivers.filter(({ id }) => id !== 'maintenance' && id !== 'depth'),
    ),
  });
  const lines = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes).trim().split('\n');

  it.each([undefined, 0, 5, 10])(
    'says the same of it, but in its table of cells (failed shard: %s)',
    async (failing) => {
      const { all, few, reports } = await both(failing);
      const [whole, listed] = reports.map(comparable);
      expect(listed).toEqual(whole);
      for (const [file, bytes] of all) {
        if (/cells|report\./.test(file)) continue;
        expect(few.get(file), file).toEqual(bytes);
      }
      const cells = lines(all.get('tables/cells.csv'));
      const base = cells.filter((line, row) => row === 0 || /\/m10000\/d10000\//.test(line));
      expect(base.length).toBe(21);
      expect(lines(few.get('tables/cells.csv'))).toEqual(base);
      const page = new TextDecoder().decode(few.get('report.html'));
      expect(page).toContain('The table of cells lists the 20 cells at base maintenance and depth, of 32');
      expect(new TextDecoder().decode(all.get('report.html'))).not.toContain('The table of cells lists');
    },
  );

  it('counts and names what could not finish in cells that it does not list', async () => {
    // Selling so slowly that the horizon comes first.
    const mechanisms = {
      ...SWEEP.mechanisms,
      slow: { name: 'rate-limited', velocity: 1e-7, reach: 0.02, cure: false },
    };
    const axes = { ...SWEEP.axes, mechanism: ['full', 'slow'] };
    const { reports } = await both(2, { mechanisms, axes });
    const [whole, listed] = reports.map(comparable);
    expect(listed).toEqual(whole);
    const [{ unfinished, missingCells }] = whole!.quality as [(typeof reports)[0]['quality'][number]];
    expect(unfinished.some(({ cell }) => cell.includes('/slow/') && cell.includes('/m12500/'))).toBe(true);
    expect(missingCells.length).toBeGreaterThan(1);
  });

  it('refuses to speak of a cell that it does not list', async () => {
    const { world, sweepId } = await closedRound(FEW);
    const round = await closedOf(world, sweepId);
    const { cells } = await collect(world.objects, round, { ...FEW, mostShards: 50 });
    expect(cells.at(0)).toMatchObject({ cell: 0, planned: 30 });
    expect(() => cells.at(6)).toThrow('cell must be listed in a report of 20 rows, got 6');
  });
});
