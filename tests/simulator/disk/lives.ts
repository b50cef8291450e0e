// The engine of the command line over a folder: lives of one sweep, each killed somewhere, and what must hold after each.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localClock } from '../../../cli/local/clock.ts';
import { FileError } from '../../../cli/local/file-errors.ts';
import { cleanFolder, type Disk, fileObjects } from '../../../cli/local/file-objects.ts';
import type { Threads } from '../../../cli/local/finish-round.ts';
import { type Finished, finishSweep } from '../../../cli/local/finish-sweep.ts';
import { propose } from '../../../functions/plan/plan.ts';
import type { Objects } from '../../../functions/ports.ts';
import { DamageFound } from '../../../functions/reduce/damage.ts';
import { fold } from '../../../functions/reduce/fold.ts';
import { reduce } from '../../../functions/reduce/reduce.ts';
import { simulate } from '../../../functions/shard/simulate.ts';
import { Unmade } from '../../../functions/stored/unmade.ts';
import { snapshotKey } from '../../../shared/sweep/keys.ts';
import { type Random, randomOf } from '../random.ts';
import { CODE, MODEL, TREE } from '../simulation.ts';
import { MARKET, sweepText } from '../sweeps.ts';
import { readToy, toyCompile, toyShard } from '../toy.ts';
import { Violation } from '../watch.ts';
import { checkFolder, checkReport, type Decayed, namesIn, nothingIsLeft } from './check-folder.ts';
import { type Fate, mortalDisk } from './mortal-disk.ts';

export interface Lived {
  readonly changes: number;
  readonly rounds: number;
}

const MOST_LIVES = 8;
/** No process has a number so high: whoever looks finds nobody alive. */
const DEAD_PID = 5_000_000;

/** Runs a sweep of a seed in a folder of its own, through all its deaths, to the report; throws what must not be. */
export async function live(seed: number, say: (what: string, detail: string) => void): Promise<Lived> {
  const random = randomOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'lives-'));
  const grid = random.pick([0, 1] as const);
  const cellsPerShard = random.pick([1, 2, 4]) * (1 + 2 * grid);
  const fileOf = (number: number) =>
    sweepText({ grid, deadlineMinutes: 60, maxUsd: 1, seed: String(7 + number) });
  let reports = 0;
  const decayed: Decayed = { keys: new Set() };
  let seen: ReadonlyMap<string, Buffer> = new Map();
  let changes = 0;
  let expected = 150; // of a whole life; counted once there was one
  try {
    for (let lives = 0; ; lives++) {
      const isLast = lives >= MOST_LIVES;
      const fate = isLast ? IMMORTAL : drawFate(random, expected);
      const disk = mortalDisk(`host_${DEAD_PID + lives}`, fate);
      const ended = await oneLife(folder, disk, { sweep: fileOf(Math.floor(reports / 2)), cellsPerShard });
      changes += disk.changes();
      if (ended.end === 'reported') expected = Math.max(expected, disk.changes());
      say(
        ended.end === 'died' ? (fate.isPowerCut ? 'power cut' : `kill: ${fate.how}`) : ended.end,
        `${fate.at}`,
      );
      seen = await checkFolder(folder, seen, decayed);
      if (ended.end !== 'died') await nothingIsLeft(folder);
      if (ended.end === 'reported') {
        await checkReport(folder, ended.finished);
        reports++; // once more finds it there, and then comes another sweep
      }
      if (isLast && ended.end === 'reported') return { changes, rounds: ended.finished.round };
      if (isLast && !(ended.end === 'given up' && lives === MOST_LIVES))
        throw new Violation(11, `a run that nothing happens to must end in a report, got ${ended.end}`);
      if (!isLast && random.chance(0.3)) await decay(folder, random, decayed, say);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const IMMORTAL: Fate = { at: Number.POSITIVE_INFINITY, how: 'before', share: 0, isPowerCut: false };

const drawFate = (random: Random, expected: number): Fate => ({
  at: 1 + random.below(expected),
  how: random.pick(['before', 'after', 'torn', 'full']),
  share: random.next(),
  isPowerCut: random.chance(0.4),
});

type End =
  | { readonly end: 'reported'; readonly finished: Finished }
  | { readonly end: 'died' }
  | { readonly end: 'full disk' }
  /** It found damage round after round; whoever asks again has looked. */
  | { readonly end: 'given up' };

interface Asked {
  readonly sweep: string;
  readonly cellsPerShard: number;
}

/** One command, from its beginning to its report, its death, or the words that the disk is full. */
async function oneLife(folder: string, disk: ReturnType<typeof mortalDisk>, asked: Asked): Promise<End> {
  const death = new AbortController();
  const whole = command(folder, disk, asked, death.signal).then(
    (finished): End => ({ end: 'reported', finished }),
    (error: unknown): End => {
      if (error instanceof FileError && error.isOfMachine && /free some room/.test(error.message))
        return { end: 'full disk' };
      if (error instanceof Unmade && /damage round after round/.test(error.message))
        return { end: 'given up' };
      throw error;
    },
  );
  const died = disk.died.then((): End => ({ end: 'died' }));
  try {
    return await Promise.race([whole, died]);
  } finally {
    death.abort(); // a dead process does not look at its folder again
    whole.catch(() => {});
  }
}

async function command(folder: string, disk: Disk, asked: Asked, signal: AbortSignal): Promise<Finished> {
  const objects = fileObjects(folder, disk);
  await cleanFolder(folder, disk);
  const { digest, snapshotText } = MARKET;
  await objects.create(
    snapshotKey.build({ digest, file: 'snapshot.json' }),
    new TextEncoder().encode(snapshotText),
  );
  const proposal = await propose({
    objects,
    clock: localClock,
    fleet: { workers: 1, overheadSeconds: 0, maxShardSeconds: 60, maxShards: 50_000 },
    modelDigest: MODEL,
    usdPerSecond: 0,
    law: () => ({ drawSeconds: 0, ladderSeconds: () => 0, walkSeconds: () => 0.01, warmSeconds: 0 }),
  })({ ...asked, snapshotDigest: digest });
  const setting = { outFolder: folder, workers: 1, modelDigest: MODEL, release: CODE, tree: TREE, signal };
  return finishSweep({ ...setting, threads: threadsOver(objects) }, objects, proposal);
}

/** Threads that are none: they die with the process, as those of the command line do. */
const threadsOver = (objects: Objects): Threads => ({
  createPool(_objects, { modelDigest }) {
    const waiting: string[] = [];
    const runs = async (planned: Parameters<typeof toyShard>[0]) => (shard: number) =>
      toyShard(planned, shard);
    const run = simulate({ objects, clock: localClock, modelDigest, runs });
    return {
      send: async (messages) => void waiting.push(...messages.map((message) => JSON.stringify(message))),
      depth: async () => ({ waiting: waiting.length, inFlight: 0 }),
      walks: () => 0,
      async news() {
        const body = waiting.shift();
        if (body !== undefined) await run(body, 1);
      },
      close: async () => {},
    };
  },
  async reduce({ sweepId, round, fold: number, release }) {
    try {
      if (number === undefined)
        await reduce({ objects, release, usdPerSecond: 0, compile: toyCompile, tree: TREE })(sweepId, round);
      else await fold({ objects, tree: TREE, read: readToy })(sweepId, round, number);
    } catch (error) {
      if (!(error instanceof DamageFound)) throw error;
    }
  },
});

/** Between two lives a result, or a file of a report, turns a bit, loses its end, or is gone. */
async function decay(
  folder: string,
  random: Random,
  decayed: Decayed,
  say: (what: string, detail: string) => void,
): Promise<void> {
  const keys = (await namesIn(folder)).filter((own) => /\/(results|reports)\//.test(own));
  if (keys.length === 0) return;
  const key = random.pick(keys);
  const path = join(folder, key);
  const how = random.pick(['bit', 'end', 'loss'] as const);
  decayed.keys.add(key);
  say(`decay: ${how}`, key);
  if (how === 'loss') return rm(path);
  const bytes = await readFile(path);
  const at = random.below(bytes.length);
  if (how === 'end') return writeFile(path, bytes.subarray(0, at));
  bytes[at]! ^= 1 << random.below(8);
  await writeFile(path, bytes);
}
