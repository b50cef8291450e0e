import { expect, it } from 'vitest';
import { stoppedSweeps } from '../../functions/round/stopped.ts';
import { cancelKey, manifestKey, resultKey, roundKey } from '../../shared/sweep/keys.ts';
import { World } from './memory.ts';

it('finds the sweeps whose newest round the kill switch ended, among ids that begin alike', async () => {
  const world = new World();
  const put = (sweepId: string, rounds: readonly (string | null)[]) => {
    world.put(manifestKey.build({ sweepId }), '{}');
    for (let shard = 0; shard < 3; shard++) world.put(resultKey.build({ sweepId, shard }), 'x');
    for (const [index, reason] of rounds.entries()) {
      const round = index + 1;
      world.put(roundKey.build({ sweepId, round }), '{}');
      if (reason !== null) {
        const cancel = JSON.stringify({ schema: 'cancel/1', reason, by: 'test' });
        world.put(cancelKey.build({ sweepId, round }), cancel);
      }
    }
  };
  put('tonight', ['stopped']);
  put('tonight-2', ['stopped', 'stopped']);
  put('tonight-3', ['stopped', null]); // resumed already
  put('tonight0', ['cancelled']);
  put('tonight00', ['stopped']);
  put('nightly-small-perp-2024-02-29', [null]);
  expect(await stoppedSweeps(world.objects)).toEqual([
    { sweepId: 'tonight-2', round: 2 },
    { sweepId: 'tonight', round: 1 },
    { sweepId: 'tonight00', round: 1 },
  ]);
});
