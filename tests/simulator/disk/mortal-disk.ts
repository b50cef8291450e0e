import { type FileHandle, link, mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import type { Disk } from '../../../cli/local/file-objects.ts';

/** What befalls a process at one of its changes of the file system. */
export interface Fate {
  /** Which change, from 1; none if it is not reached. */
  readonly at: number;
  /** It is killed before or after it, or half-way through the bytes; or the disk is full from then on, which is no death. */
  readonly how: 'before' | 'after' | 'torn' | 'full';
  /** How much of a file gets written, or is left of one that was not synced; in [0, 1). */
  readonly share: number;
  /** The whole machine dies: what was not synced is lost in part. */
  readonly isPowerCut: boolean;
}

export interface MortalDisk extends Disk {
  /** Changes so far. */
  readonly changes: () => number;
  /** Resolves when the process is dead, and what it left behind has settled. */
  readonly died: Promise<void>;
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});
const fullDisk = (path: string): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
    path,
  });

/** The real file system as one process sees it until it dies: then what it waits for never comes. */
export function mortalDisk(owner: string, fate: Fate): MortalDisk {
  const death = Promise.withResolvers<void>();
  /** Paths whose bytes may be in memory only. */
  const unsynced = new Set<string>();
  const opened = new Set<FileHandle>();
  let changes = 0;
  let isAlive = true;

  async function die(): Promise<never> {
    isAlive = false;
    for (const file of opened) await file.close(); // as the system does
    if (fate.isPowerCut) for (const path of unsynced) await cut(path, fate.share);
    death.resolve();
    return never();
  }

  /** @param half what a kill in the middle leaves of it */
  async function change<T>(path: string, whole: () => Promise<T>, half?: () => Promise<void>): Promise<T> {
    if (!isAlive) return never();
    changes++;
    if (fate.how === 'full' && changes >= fate.at && half) {
      await half();
      throw fullDisk(path);
    }
    if (fate.how === 'full' || changes !== fate.at) return whole();
    if (fate.how === 'after') await whole();
    if (fate.how === 'torn') await half?.();
    return die();
  }

  const handleOf = (path: string, file: FileHandle): Pick<FileHandle, 'writeFile' | 'sync' | 'close'> => ({
    writeFile: async (data) => {
      const bytes = data as Uint8Array;
      unsynced.add(path);
      const part = () => file.writeFile(bytes.subarray(0, Math.floor(fate.share * bytes.length)));
      await change(path, () => file.writeFile(bytes), part);
    },
    sync: () => change(path, async () => void unsynced.delete(path)),
    close: async () => {
      if (opened.delete(file)) await file.close();
    },
  });

  return {
    owner,
    changes: () => changes,
    died: death.promise,
    open: (path, flags) =>
      change(path, async () => {
        const file = await open(path, flags);
        opened.add(file);
        return handleOf(path, file);
      }),
    mkdir: (path, options) => change(path, () => mkdir(path, options)),
    rm: (path, options) => change(path, () => rm(path, options)),
    link: (from, to) =>
      change(to, async () => {
        await link(from, to);
        if (unsynced.has(from)) unsynced.add(to);
      }),
    rename: (from, to) =>
      change(to, async () => {
        await rename(from, to);
        if (unsynced.delete(from)) unsynced.add(to);
      }),
  };
}

async function cut(path: string, share: number): Promise<void> {
  const { size = 0 } = await stat(path).catch(() => ({}) as { size?: number });
  if (size > 0) await truncate(path, Math.floor(share * size));
}
