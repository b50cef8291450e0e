// All use cases over one world: what a laptop, AWS and the simulator do, without any of them.

import { plan } from '../../functions/plan/plan.ts';
import type { Objects } from '../../functions/ports.ts';
import { fold } from '../../functions/reduce/fold.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { sweepUp } from '../../functions/round/sweep-up.ts';
import { simulate } from '../../functions/shard/simulate.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { TREE, type Tree } from '../../shared/sweep/tree.ts';
import { SNAPSHOT, smallDigest, sweepText } from '../sweep/small.ts';
import { World } from './memory.ts';

export const MODEL = 'ab'.repeat(32);
export const CODE = { version: '0.0.0', digest: 'cd'.repeat(32) };
const MINUTE = 60_000;
export const PATIENCE = { timeoutMs: 4 * MINUTE, visibilityMs: 24 * MINUTE, concurrency: 2 };

export interface UseCases {
  readonly world: World;
  readonly plan: ReturnType<typeof plan>;
  readonly simulate: ReturnType<typeof simulate>;
  readonly step: ReturnType<typeof sweepUp>;
  readonly reduce: ReturnType<typeof reduce>;
  readonly fold: ReturnType<typeof fold>;
}

/** The bucket as a function sees it. */
export type View = (role: 'Plan' | 'Simulate' | 'SweepUp' | 'Reduce') => Objects;

/** A world in which the small snapshot lies, and nothing else. */
export function useCasesOver(
  world = new World(),
  tree: Tree = TREE,
  view: View = () => world.objects,
): UseCases {
  const { clock, queue, starter } = world;
  world.put(snapshotKey.build({ digest: smallDigest(), file: 'snapshot.json' }), canonicalJson(SNAPSHOT));
  const fleet = { workers: 2, overheadSeconds: 0.03, maxShardSeconds: 60, maxShards: 50_000 };
  const portsOf = (role: Parameters<View>[0]) => ({
    ...{ objects: view(role), clock, queue, starter },
    usdPerSecond: 1e-3,
  });
  return {
    world,
    // Calibration needs a clock that moves.
    plan: plan({
      ...portsOf('Plan'),
      clock: { ...clock, now: () => performance.now() },
      fleet,
      nightlyWorkers: 1,
      modelDigest: MODEL,
    }),
    simulate: simulate({ ...portsOf('Simulate'), modelDigest: MODEL }),
    step: sweepUp({ ...portsOf('SweepUp'), patience: PATIENCE, reduceEveryMs: 5 * MINUTE, tree }),
    reduce: reduce({ ...portsOf('Reduce'), release: CODE, tree }),
    fold: fold({ ...portsOf('Reduce'), tree }),
  };
}

export const request = (cellsPerShard: number, change: Parameters<typeof sweepText>[0] = {}) => ({
  sweep: sweepText(change),
  snapshotDigest: smallDigest(),
  cellsPerShard,
});

/** Plans, then steps, simulates and reduces until the report is published. */
export async function runToTheEnd({ world, ...own }: UseCases, sweepId: string, round = 1): Promise<void> {
  for (let steps = 0; steps < 200; steps++) {
    const before = world.started.length;
    const { decision } = await own.step(sweepId, round);
    if (decision.act === 'publish') return;
    for (const task of world.started.slice(before)) {
      if (task.kind !== 'reduce') continue;
      if (task.fold === undefined) await own.reduce(sweepId, round);
      else await own.fold(sweepId, round, task.fold);
    }
    const message = world.waiting.shift();
    if (message) await own.simulate(JSON.stringify(message));
    world.nowMs += 1_000;
  }
  throw new Error(`sweep ${sweepId} must end within 200 steps`);
}
