// Threads that run out of what the machine has.
import { expect, it } from 'vitest';
import { createPool } from '../../cli/local/pool.ts';
import { World } from '../functions/memory.ts';
import { FULL_DISK, LARGE, TOO_LARGE } from './threads/scripted.ts';

const SCRIPTED = new URL('./threads/scripted.ts', import.meta.url).href;
const OTHERS = {
  v: 1,
  sweepId: 'a-sweep',
  round: 1,
  gen: 0,
  manifestSha256: 'ab'.repeat(32),
  notAfter: 1e15,
} as const;

async function run(...shards: readonly number[]): Promise<World> {
  const world = new World();
  const pool = createPool(world.objects, { folder: 'out', modelDigest: 'm' }, 2, SCRIPTED);
  try {
    await pool.send(shards.map((shard) => ({ ...OTHERS, shard })));
    while ((await pool.depth()).waiting > 0) await pool.news();
  } finally {
    await pool.close();
  }
  return world;
}

it('a shard that runs out of memory beside others is tried again when the machine is its own', async () => {
  expect((await run(LARGE, 1, 2, LARGE, 3)).keys('')).toEqual([]);
});

it('a shard that is too large even alone goes where failures go, and ends the wait for it', async () => {
  const world = await run(1, TOO_LARGE, 2);
  // Nobody planned this sweep, so its message is kept for a person, and not among sweeps.
  const keys = world.keys('');
  expect(keys).toEqual([expect.stringMatching(/^poison\//)]);
  expect(world.text(keys[0]!)).toContain(String(TOO_LARGE));
});

it('a full disk ends the run, and buries nothing', async () => {
  await expect(run(1, FULL_DISK, 2)).rejects.toThrow('out must have room, got a full disk');
});
