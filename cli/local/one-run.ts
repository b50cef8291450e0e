import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { worded } from './file-errors.ts';

/** Between two signs of life of a run, and after how long without one it is over. */
const BEAT_MS = 5_000;
const SILENT_MS = 60_000;
const LOOK_MS = 250;

export interface Waiting {
  /** Told once, of a run that is waited for. */
  readonly onNote?: ((words: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs something that is to be the only run of a sweep in a folder: whoever comes second waits for the first, says so, and
 * then finds what that left. Of a run that was killed the sign is not believed; should two run all the same, it costs time
 * and no result, for each is written once.
 */
export async function oneRun<T>(
  outFolder: string,
  sweepId: string,
  { onNote, signal }: Waiting,
  run: () => Promise<T>,
): Promise<T> {
  const sign = join(outFolder, '.runs', sweepId);
  for (let told = false; !(await worded(sign, () => begin(sign))); told = true) {
    if (!told)
      onNote?.(
        `${sweepId} is run by ${await readFile(sign, 'utf8').catch(() => 'somebody')}: waiting for it`,
      );
    await setTimeout(LOOK_MS, undefined, signal && { signal });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(sign, now, now).catch(() => {}); // without its sign a run goes on
  }, BEAT_MS);
  try {
    return await run();
  } finally {
    clearInterval(beat);
    await rm(sign, { force: true });
  }
}

/** True if the sign is ours now. */
async function begin(sign: string): Promise<boolean> {
  await mkdir(dirname(sign), { recursive: true });
  try {
    await writeFile(sign, `process ${process.pid} of ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (await isOver(sign)) await rm(sign, { force: true });
  return false;
}

async function isOver(sign: string): Promise<boolean> {
  try {
    const [, pid, host] = /^process (\d+) of (.*)$/.exec(await readFile(sign, 'utf8')) ?? [];
    const { mtimeMs } = await stat(sign);
    return (host === hostname() && !isAlive(Number(pid))) || Date.now() - mtimeMs > SILENT_MS;
  } catch {
    return false; // it has just ended, and the next try will tell
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}
