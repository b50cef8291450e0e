// Plans a sweep and computes its shards, through the use cases and into a folder, up to the close of its first round:
// all that a reduce needs. What lies in the folder already is not computed again. Prints the sweep's id.
// node tests/bench/reduce-make.ts FOLDER GRID_AS_JSON
import { localClock } from '../../cli/local/clock.ts';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { plan } from '../../functions/plan/plan.ts';
import { messagesOf, sweepUp } from '../../functions/round/sweep-up.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { modelDigest } from '../../release/release.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { gridSweep, TINY } from './reduce-sweep.ts';

const CELLS_PER_SHARD = 3_000;

const [folder, grid] = process.argv.slice(2);
const objects = fileObjects(folder!);
const snapshot = parseSnapshot(JSON.stringify(TINY));
const digest = snapshotDigest(snapshot);
const text = new TextEncoder().encode(canonicalJson(TINY));
await objects.create(snapshotKey.build({ digest, file: 'snapshot.json' }), text);

const ports = {
  objects,
  clock: localClock,
  queue: { send: async () => {}, depth: async () => ({ waiting: 1, inFlight: 0 }) },
  starter: { start: async () => {} },
  usdPerSecond: 0,
  modelDigest: modelDigest(),
};
const { manifest } = await plan({
  ...ports,
  fleet: { workers: 1, overheadSeconds: 0, maxShardSeconds: 60, maxShards: 50_000 },
})({
  sweep: JSON.stringify(gridSweep(JSON.parse(grid!))),
  snapshotDigest: digest,
  cellsPerShard: CELLS_PER_SHARD,
});
const patience = { timeoutMs: 0, visibilityMs: 0, concurrency: 1 };
const step = sweepUp({ ...ports, patience, reduceEveryMs: 0 });
const run = simulate(ports);
const { sweepId } = manifest;
for (;;) {
  const { decision, seen } = await step(sweepId, 1);
  if (decision.act === 'reduce' || decision.act === 'publish') break;
  if (decision.act === 'open-round') continue;
  for (const message of messagesOf(seen!, sweepId, 1, 0)) await run(JSON.stringify(message));
}
console.log(JSON.stringify({ sweepId, cells: manifest.cells, shards: manifest.shards }));
