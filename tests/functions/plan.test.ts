import { describe, expect, it } from 'vitest';
import { resume } from '../../functions/round/resume.ts';
import { loadMarket } from '../../functions/stored/load-market.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { candidateTiers } from '../../shared/risk/tiers/tier-table.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SNAPSHOT, SWEEP, sweepText } from '../sweep/small.ts';
import { request, runToTheEnd, useCasesOver } from './use-cases.ts';

it('writes marker and manifest, and starts sweepUp', async () => {
  const { world, plan } = useCasesOver();
  const { manifest, known } = await plan(request(5));
  const { sweepId } = manifest;
  expect(known).toBe(false);
  expect(sweepId).toMatch(/^small-[0-9a-f]{12}$/);
  expect(world.keys('')).toEqual([
    `open/${sweepId}/0001`,
    world.keys('snapshots/')[0],
    `sweeps/${sweepId}/manifest.json`,
  ]);
  expect(parseManifest(world.text(`sweeps/${sweepId}/manifest.json`))).toEqual(manifest);
  expect(manifest).toMatchObject({
    cells: 32,
    paths: 520,
    cellsPerShard: 5,
    shards: 7,
    market: 'small-perp',
    deadlineMinutes: 30,
  });
  expect(manifest.forecast.coreSeconds).toBeGreaterThan(0);
  expect(world.started).toEqual([{ kind: 'sweepUp', sweepId, round: 1 }]);
});

it('refuses a limit of no metric, and one that points the wrong way, before anything is written', async () => {
  const { world, plan } = useCasesOver();
  const before = world.keys('');
  const limit = { id: 'p_ruin', op: '<=', value: 0.01, owner: null, since: null, note: null };
  const limited = (change: Partial<typeof limit>) => plan(request(5, { limits: [{ ...limit, ...change }] }));
  await expect(limited({ id: 'p_riun' })).rejects.toThrow(
    /^sweep\.limits\.0\.id must be coverage, p_ruin, .* or thin_accounts, got "p_riun"$/,
  );
  await expect(limited({ op: '>=' })).rejects.toThrow(/^sweep\.limits of p_ruin must be <=, got >=$/);
  expect(world.keys('')).toEqual(before);
});

it('puts the proposed tier table into the manifest, so that every worker simulates the same', async () => {
  const { world, plan } = useCasesOver();
  const { manifest } = await plan(request(5));
  const market = await loadMarket(world.objects, manifest.snapshotDigest);
  expect(ofOneMarket(manifest).candidateTiers).toEqual(
    candidateTiers(market, parseSweep(sweepText()), null).tiers,
  );
});

it('may be called as often as one likes: the first manifest stays, whatever shard size is asked later', async () => {
  const { world, plan } = useCasesOver();
  const first = await plan(request(5));
  const again = await plan(request(9));
  expect(again).toMatchObject({ known: true, manifest: first.manifest });
  expect(world.keys('sweeps/').length).toBe(1);
});

it('puts the marker of the newest round back when a sweep is submitted again', async () => {
  const { world, plan, ...cases } = useCasesOver();
  const { sweepId } = (await plan(request(5))).manifest;
  const submitAgain = async () => {
    world.stored.delete(`open/${sweepId}/0001`);
    world.stored.delete(`open/${sweepId}/0002`);
    world.started.length = 0;
    await plan(request(5));
    return { open: world.keys('open/'), started: world.started };
  };
  const round = (number: number) => ({
    open: [`open/${sweepId}/000${number}`],
    started: [{ kind: 'sweepUp', sweepId, round: number }],
  });
  expect(await submitAgain()).toEqual(round(1));
  world.put(
    `sweeps/${sweepId}/cancels/0001.json`,
    '{"schema":"cancel/1","reason":"cancelled","by":"tester"}',
  );
  await cases.step(sweepId, 1);
  world.nowMs += 5 * 60_000; // what was in flight has landed
  await runToTheEnd({ world, plan, ...cases }, sweepId);
  // Its report may be there and nothing point to it: sweepUp looks, and takes the marker away.
  expect(await submitAgain()).toEqual(round(1));
  await runToTheEnd({ world, plan, ...cases }, sweepId);
  expect(world.keys('open/')).toEqual([]);
  await resume(world)(sweepId, 1, 'resume', 'tester');
  expect(await submitAgain()).toEqual(round(2));
});

it('counts on the workers that nights have of their own', async () => {
  const { plan } = useCasesOver();
  const own = { ...request(5), sweepId: 'nightly-small-perp-2026-03-01', isNight: true };
  // One worker instead of two: half of what the ceiling of any other sweep is.
  expect((await plan(own)).ceilingUsd).toBeCloseTo(2.04, 9);
  expect((await plan(request(5))).ceilingUsd).toBeCloseTo(4.08, 9);
});

it('chooses a shard size of its own', async () => {
  const { plan } = useCasesOver();
  const { sweep, snapshotDigest: digest } = request(1);
  const manifest = ofOneMarket((await plan({ sweep, snapshotDigest: digest })).manifest);
  expect(manifest.shards).toBe(Math.ceil(32 / manifest.cellsPerShard));
});

describe('refuses, and writes nothing:', () => {
  const refused = async (
    own: Partial<Parameters<ReturnType<typeof useCasesOver>['plan']>[0]>,
    arrange = (_: ReturnType<typeof useCasesOver>['world']) => {},
  ) => {
    const { world, plan } = useCasesOver();
    arrange(world);
    const before = world.keys('');
    const error = await plan({ ...request(5), ...own }).then(
      () => 'accepted',
      (reason: Error) => reason.message,
    );
    expect(world.keys('')).toEqual(before);
    expect(world.started).toEqual([]);
    return error;
  };

  it('a sweep file that contradicts itself', async () => {
    expect(await refused({ sweep: sweepText({ paths: { decision: 1, other: 2 } }) })).toBe(
      'sweep.paths.other must be <= paths.decision, 1, got 2',
    );
  });

  it('a splitting above tiers that the market does not have', async () => {
    const axes = { ...SWEEP.axes, splitting: [0, 1, 9] };
    expect(await refused({ sweep: sweepText({ axes }) })).toBe(
      'sweep.axes.splitting must name tiers with a cap, at most 2, got 9',
    );
  });

  it('a frontier that no report could hold', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
    const mechanisms = Object.fromEntries(names.map((name) => [name, { name: 'full' }]));
    const shockBps = Array.from({ length: 1_000 }, (_, i) => 4 * (i - 500) + (i < 500 ? -500 : 504));
    const axes = { ...SWEEP.axes, mechanism: ['full', ...names], shockBps };
    const sweep = sweepText({ axes, mechanisms: { ...SWEEP.mechanisms, ...mechanisms } });
    expect(await refused({ sweep })).toBe(
      'mechanisms times shocks must be at most 20000, each a point of the frontier, got 31000',
    );
  });

  it('more rows than one reduce holds: of cells that are listed, and of paths that are kept', async () => {
    const shockBps = Array.from({ length: 1_000 }, (_, i) => 4 * (i - 500) + (i < 500 ? -500 : 504));
    const axes = {
      ...SWEEP.axes,
      leverageBps: Array.from({ length: 1_000 }, (_, i) => 10_000 + i),
      mechanism: ['full', 'gentle', 'slow'],
      shockBps,
    };
    // 3 million at base values, and 4 under the proposed tiers; 8 decision cells of 30 paths.
    expect(await refused({ sweep: sweepText({ axes }) })).toBe(
      'listed cells and kept paths must be at most 2000000, which one reduce holds, got 3000364',
    );
    // 12 decision cells of 200,000 paths, and 20 cells at base values.
    expect(await refused({ sweep: sweepText({ paths: { decision: 200_000, other: 8 } }) })).toBe(
      'listed cells and kept paths must be at most 2000000, which one reduce holds, got 2400020',
    );
  });

  it('a snapshot that is not there', async () => {
    expect(await refused({ snapshotDigest: 'ef'.repeat(32) })).toMatch(
      /^snapshots\/(ef){32}\/snapshot\.json must be there, got nothing$/,
    );
  });

  it('a snapshot that is not what its name says', async () => {
    const lie = 'ef'.repeat(32);
    const message = await refused({ snapshotDigest: lie }, (world) =>
      world.put(`snapshots/${lie}/snapshot.json`, canonicalJson(SNAPSHOT)),
    );
    expect(message).toMatch(/^snapshot (ef){32} must have the digest of its name, got [0-9a-f]{64}$/);
  });

  it('a history without the window that the tier table needs', async () => {
    const message = await refused({
      sweep: sweepText({ tierTable: { ...SWEEP.tierTable, windowSeconds: 600 } }),
    });
    expect(message).toMatch(/^sweep\.tierTable\.windowSeconds must be one of 3600, got 600$/);
  });

  it('more shards than the budget allows, and says which size would fit', async () => {
    expect(await refused({ cellsPerShard: 5, sweep: sweepText({ budget: { maxShards: 6 } }) })).toBe(
      'shards must be at most 6, which 6 cells a shard would give, got 7',
    );
  });

  it('a forecast above the budget', async () => {
    expect(await refused({ sweep: sweepText({ budget: { maxUsd: 1e-9 } }) })).toMatch(
      /^forecast must be at most 1e-9 US dollars, got /,
    );
  });

  // Two workers for 30 minutes and four times 60 seconds, at a tenth of a cent a second: 4.08 dollars.
  it('a ceiling above what is allowed, whatever the forecast says', async () => {
    const sweep = sweepText({ budget: { ceilingUsd: 4 } });
    expect(await refused({ sweep })).toBe(
      'ceiling must be at most 4 US dollars; an earlier deadline lowers it, got 4.08',
    );
  });

  it('shards that nobody could read', async () => {
    expect(await refused({ cellsPerShard: 500_001 })).toBe(
      'cells a shard must be at most 500000, which a reduce can read, got 500001',
    );
  });

  it('a sweep id that another sweep has', async () => {
    const { world, plan } = useCasesOver();
    await plan({ ...request(5), sweepId: 'tonight' });
    const before = world.keys('');
    await expect(plan({ ...request(5, { seed: '8' }), sweepId: 'tonight' })).rejects.toThrow(
      /^sweepId must be free, tonight is not, got [0-9a-f]{64}$/,
    );
    expect(world.keys('')).toEqual(before);
  });

  it('everything while the kill switch is on', async () => {
    expect(await refused({}, (world) => world.put('control/stop.json', '{}'))).toBe(
      'control/stop.json must not be there, got a stop',
    );
  });

  it('last night’s report under a wrong digest', async () => {
    const previous = { report: 'last.json', sha256: 'ef'.repeat(32) };
    const message = await refused({ sweep: sweepText({ previous } as never) }, (world) =>
      world.put(`snapshots/${'ef'.repeat(32)}/report.json`, '{}'),
    );
    expect(message).toMatch(/^sweep\.previous must have the digest (ef){32}, got [0-9a-f]{64}$/);
  });

  it('positions whose file is not what the snapshot says', async () => {
    const positions = { kind: 'accounts', file: 'positions.csv', sha256: 'ef'.repeat(32), count: 1 };
    const snapshot = { ...SNAPSHOT, positions };
    const digest = snapshotDigest(parseSnapshot(JSON.stringify(snapshot)));
    const message = await refused({ snapshotDigest: digest }, (world) => {
      world.put(`snapshots/${digest}/snapshot.json`, canonicalJson(snapshot));
      world.put(`snapshots/${digest}/positions.csv`, 'side,quantity,entryPrice,collateral\n1,2,100,20\n');
    });
    expect(message).toMatch(/^positions\.csv must have the digest (ef){32}, got [0-9a-f]{64}$/);
  });
});
