// What must hold at the end of a simulation, whatever happened in it (pipeline.md 3.1).

import { folderOf, latestKey, marketLatestKey } from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { resultKeyOf, sinceOf } from '../../shared/sweep/mended.ts';
import { type Close, parseLatest } from '../../shared/sweep/records.ts';
import type { CellSummary } from '../../shared/sweep/results.ts';
import { members, shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { RoundLedger, SweepLedger } from './ledger.ts';
import { oracleReport } from './oracle.ts';
import { MINUTE, SECOND, USD_PER_SECOND } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import { TICK } from './simulation.ts';
import { toyCells } from './toy.ts';
import { sha256, Violation } from './watch.ts';

export function verify(sim: Simulation): void {
  plansAgree(sim);
  for (const sweep of sim.ledger.sweeps.values()) {
    const { manifest } = sweep;
    if (!manifest) continue;
    for (const round of sweep.rounds.values()) {
      if (round.issues > 4) violate(7, `${nameOf(round)} must have four generations, got ${round.issues}`);
      if (!round.close || round.reportedAt === undefined) continue;
      reportIsTheOracles(sim, manifest, round.close);
      receiptNamesAll(sim, round.close);
      moneyIsHeld(sim, manifest, round);
    }
    latestIsNewest(sim, sweep);
  }
  for (const market of marketsOf(sim)) newestNightIsFound(sim, market);
  poisonIsTold(sim);
  if (sim.scenario.isQuiet) pathIsQuiet(sim);
}

const violate = (invariant: number, message: string): never => {
  throw new Violation(invariant, message);
};
const nameOf = ({ sweepId, round }: Pick<RoundLedger, 'sweepId' | 'round'>) => `round ${round} of ${sweepId}`;
const versionOf = (sweepId: string, round: number) =>
  `sweeps/${sweepId}/reports/${String(round).padStart(4, '0')}/`;

/** 4: when all is over, the newest version is what everybody finds. */
function latestIsNewest({ bucket }: Simulation, { sweepId, rounds }: SweepLedger): void {
  const reported = [...rounds.values()].filter(({ reportedAt }) => reportedAt !== undefined);
  const newest = Math.max(...reported.map(({ round }) => round));
  const key = latestKey.build({ sweepId });
  const got = bucket.held.has(key) ? parseLatest(bucket.text(key)).round : 'nothing';
  if (got !== newest) violate(4, `${key} must name round ${newest}, got ${got}`);
}

const marketsOf = ({ scenario }: Simulation): Set<string> =>
  new Set(scenario.sweeps.filter(({ isNight }) => isNight).map(({ market }) => market.id));

/** 4: the newest report of a market's newest night, in whichever order nights were reported. */
function newestNightIsFound({ bucket, ledger, scenario }: Simulation, market: string): void {
  const ids = scenario.sweeps.filter((own) => own.isNight && own.market.id === market);
  const reported = ids.flatMap(({ sweepId }) =>
    [...ledger.sweep(sweepId).rounds.values()].filter(({ reportedAt }) => reportedAt !== undefined),
  );
  const versions = reported.map(({ sweepId, round }) => `${sweepId} ${String(round).padStart(4, '0')}`);
  const key = marketLatestKey.build({ market });
  const { sweepId, round } = bucket.held.has(key)
    ? parseLatest(bucket.text(key))
    : { sweepId: 'nothing', round: 0 };
  const got = `${sweepId} ${String(round).padStart(4, '0')}`;
  const newest = versions.sort().at(-1);
  if (got !== newest) violate(4, `${key} must name ${newest}, got ${got}`);
}

/** 12: whoever was told that a sweep is accepted has that sweep. */
function plansAgree({ accepted, rivals, ledger, scenario }: Simulation): void {
  for (const { sweepId, isNight } of scenario.sweeps) {
    if (isNight) continue;
    const isOwn = accepted.has(sweepId);
    if (isOwn && rivals.has(sweepId)) violate(12, `${sweepId} must be one sweep, got two accepted`);
    const { manifest } = ledger.sweep(sweepId);
    const seed = manifest?.sweep.seed;
    if (isOwn !== (seed === '7')) violate(12, `${sweepId} must be what was accepted, got the other`);
  }
}

/** 2 and 10: complete or partial, a report is what two loops over the cells that are there say. */
function reportIsTheOracles(sim: Simulation, manifest: Manifest, close: Close): void {
  const { bucket, scenario } = sim;
  const folder = versionOf(close.sweepId, close.round);
  const wrong = wrongCells(sim, manifest, close);
  const expected = oracleReport(scenario.isReal, manifest, close, wrong ?? new Map());
  const keys = bucket
    .keys(folder)
    .map((key) => key.slice(folder.length))
    .filter((file) => file !== 'receipt.json' && file !== 'index.json');
  if (keys.join() !== [...expected.files.keys()].sort().join())
    violate(2, `${folder} must have the oracle's files, got ${keys}`);
  for (const [file, bytes] of expected.files) {
    const own = bucket.held.get(folder + file)!.body;
    if (wrong && sha256(own) !== sha256(bytes))
      violate(2, `${folder}${file} must be the oracle's, got others`);
  }
  expected.checkBounds(violateBounds);
}

/** What is stored of cells that a worker got wrong, of those that a close counts; undefined where nobody can say. */
function wrongCells(
  { ledger }: Simulation,
  manifest: Manifest,
  close: Close,
): Map<number, CellSummary> | undefined {
  const { sweepId, shards } = manifest;
  const since = sinceOf(close.mended, shards);
  const found = new Map<number, CellSummary>();
  if (ledger.wrongResults.size === 0) return found;
  for (const shard of members(shardSetOf(close.done, shards))) {
    const key = resultKeyOf(sweepId, shard, since[shard]!);
    if (ledger.unsure.has(key)) return undefined;
    const bytes = ledger.wrongResults.get(key);
    for (const own of bytes ? toyCells(manifest, shard, bytes) : []) found.set(own.cell, own);
  }
  return found;
}

const violateBounds = (message: string): never => violate(10, message);

/** 1 and 13: counts agree, and every tombstone and anomaly of the close has its line. */
function receiptNamesAll({ bucket }: Simulation, close: Close): void {
  const key = `${versionOf(close.sweepId, close.round)}receipt.json`;
  const receipt = JSON.parse(bucket.text(key));
  for (const part of ['done', 'failed', 'missing'] as const) {
    if (receipt.shards[part] !== close[part])
      violate(1, `${key} must count ${part} as the close does, got ${receipt.shards[part]}`);
  }
  const stones = receipt.tombstones.map((stone: { readonly key: string }) => stone.key);
  if (stones.join() !== close.tombstones.join()) violate(13, `${key} must name tombstones, got ${stones}`);
  if (receipt.anomalies.join() !== close.anomalies.join())
    violate(13, `${key} must name anomalies, got ${receipt.anomalies}`);
}

/** 15: the ceiling holds, and what crosses its budget is cancelled within two ticks. */
function moneyIsHeld({ bucket, faults, scenario }: Simulation, manifest: Manifest, round: RoundLedger): void {
  const { record } = round;
  if (!record || faults.clock > 0) return;
  const { nightly, sweeps } = scenario.workers;
  const workers = round.sweepId.startsWith('nightly-') ? nightly : sweeps;
  const openMs = Math.max(0, record.deadline - round.recordAt); // who wrote it may have slept past the deadline
  const ceilingMs = workers * (openMs + scenario.timeoutMs + 30 * SECOND);
  if (round.computedMs > ceilingMs)
    violate(15, `${nameOf(round)} must cost at most ${ceilingMs} ms, got ${round.computedMs}`);

  const { crash, unavailable, timeout, slow, skippedTick, page, truncated, start } = faults;
  const { throttled, frozen, outage } = faults;
  const { rot, loss, stale } = faults; // what a damaged record says is seen late, or never
  const isSmooth = [
    ...[crash, unavailable, timeout, slow, skippedTick, page, truncated, start],
    ...[rot, loss, stale, throttled, frozen, outage],
  ].every((rate) => rate === 0);
  if (!isSmooth || scenario.downAt !== undefined) return;
  const results = bucket
    .keys(folderOf(manifest.sweepId, 'results'))
    .map((key) => bucket.held.get(key)!)
    .filter(({ time }) => time >= round.recordAt)
    .sort((a, b) => a.time - b.time);
  let spentUsd = 0;
  for (const [i, { time, meta }] of results.entries()) {
    spentUsd += (USD_PER_SECOND * Number(meta.handlerMs)) / SECOND;
    if (i < 4 || spentUsd < 1.01 * record.maxUsd) continue; // until then planned seconds count
    const end = Math.min(round.cancelledAt ?? Number.POSITIVE_INFINITY, round.closedAt);
    if (end > time + 2 * TICK + MINUTE / 2)
      violate(15, `${nameOf(round)} must be cancelled in two ticks, got ${end - time} ms`);
    break;
  }
}

/** 13: whatever nobody can read is kept, and told. */
function poisonIsTold({ poison, faults, queues, bucket }: Simulation): void {
  if (faults.lost > 0) return;
  for (const body of poison.bodies) {
    const around = [queues.nightly, queues.sweeps, queues.dead].flatMap(({ letters }) => [...letters]);
    const isAround = around.some((own) => own.body === body);
    if (isAround) continue;
    if (!poison.told.has(body)) violate(13, `poison ${body} must be told of, got silence`);
    const key = `poison/${sha256(new TextEncoder().encode(body))}.json`;
    if (!bucket.held.has(key)) violate(13, `${key} must keep the message, got nothing`);
  }
}

/** 8: without faults everything happens once. */
function pathIsQuiet(sim: Simulation): void {
  const { bucket, ledger, scenario } = sim;
  for (const own of scenario.sweeps) {
    const { sweepId } = own;
    const { rounds, manifest } = ledger.sweep(sweepId);
    const { shards } = manifest!;
    const round = rounds.get(1)!;
    const count = (folder: string) => bucket.keys(`sweeps/${sweepId}/${folder}/`).length;
    const found = {
      rounds: rounds.size,
      issues: round.issues,
      results: count('results'),
      failed: count('failed'),
      anomalies: count('anomalies'),
      status: round.close?.status,
    };
    const quiet = { rounds: 1, issues: 1, results: shards, failed: 0, anomalies: 0, status: 'complete' };
    if (JSON.stringify(found) !== JSON.stringify(quiet))
      violate(8, `${sweepId} must take the quiet path, got ${JSON.stringify(found)}`);
    for (let shard = 0; shard < shards; shard++) {
      const { starts } = ledger.shard({ sweepId, round: 1, shard });
      if (starts !== 1 && !sim.isWired)
        violate(8, `shard ${shard} of ${sweepId} must start once, got ${starts}`);
    }
  }
}
