import { randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Listed, Meta, Objects, Stored } from '../../functions/ports.ts';
import { readJson } from '../../shared/market/parse.ts';
import { inWords, worded } from './file-errors.ts';
import { readInput } from './input-file.ts';

/** Whatever changes a folder, and the name of the process that does. */
export interface Disk {
  readonly link: (from: string, to: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly mkdir: (path: string, options: { readonly recursive: true }) => Promise<unknown>;
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>;
  readonly open: (path: string, flags: 'wx') => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;
  /** Whose files they are, so that what a kill leaves behind can be told from what is being written: `host_pid`. */
  readonly owner: string;
}

const OWNER = `${hostname().replaceAll('_', '-')}_${process.pid}`;
const OWN_DISK: Disk = { link, rename, mkdir, rm, open, owner: OWNER };

/**
 * A folder as the bucket: a key is a path. Beside the objects lie `.meta` (facts about an object),
 * `.versions` (what compare-and-swap is made of) and `.tmp`; keys never begin with a dot.
 */
export function fileObjects(folder: string, disk: Disk = OWN_DISK): Objects {
  const pathOf = (key: string) => join(folder, ...key.split('/'));
  const metaOf = (key: string) => join(folder, '.meta', ...`${key}.json`.split('/'));
  const versionsOf = (key: string) => join(folder, '.versions', ...key.split('/'));

  async function newestVersion(key: string): Promise<number> {
    const names = await readdir(versionsOf(key)).catch(absent);
    return (names ?? []).reduce((most, name) => Math.max(most, Number(name)), 0);
  }

  return inWordsOf(folder, {
    async create(key, body, meta) {
      const answer = await writeOnce(disk, folder, pathOf(key), body);
      if (answer === 'created' && meta) {
        const facts = new TextEncoder().encode(JSON.stringify(meta));
        await disk.mkdir(dirname(metaOf(key)), { recursive: true });
        await disk.rename(await temporary(disk, folder, facts, false), metaOf(key)); // a kill before this loses timings, and nothing else
      }
      return answer;
    },

    async swap(key, body, seen) {
      const version = String(Number(seen ?? 0) + 1).padStart(8, '0');
      if ((await writeOnce(disk, folder, join(versionsOf(key), version), body)) === 'exists') return 'stale';
      await disk.mkdir(dirname(pathOf(key)), { recursive: true });
      await disk.rename(await temporary(disk, folder, body, false), pathOf(key)); // for people; readers take the newest version
      return 'swapped';
    },

    async get(key): Promise<Stored | undefined> {
      const version = await newestVersion(key);
      const path = version > 0 ? join(versionsOf(key), String(version).padStart(8, '0')) : pathOf(key);
      const body = await readInput(path, { most: MOST_BYTES }).catch(absent);
      return body && { body, meta: await readMeta(metaOf(key)), etag: String(version) };
    },

    async head(key): Promise<Meta | undefined> {
      const found = await stat(pathOf(key)).catch(absent);
      return found?.isFile() ? readMeta(metaOf(key)) : undefined;
    },

    async *list(prefix, after = ''): AsyncIterable<Listed> {
      const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const names = await readdir(pathOf(base), { recursive: true }).catch(absent);
      const keys = (names ?? []).map((name) => base + name.replaceAll('\\', '/'));
      for (const key of keys.filter((own) => own.startsWith(prefix) && own > after).sort()) {
        const found = await stat(pathOf(key)).catch(absent);
        if (found?.isFile()) yield { key, time: found.mtimeMs, bytes: found.size };
      }
    },

    async remove(key) {
      await disk.rm(pathOf(key), { force: true });
    },
  });
}

/** As much as Node reads at once. */
const MOST_BYTES = 2 ** 31 - 1;

/** What the file system refuses is said in words, by the one who asked. */
function inWordsOf(folder: string, own: Objects): Objects {
  return {
    create: (key, body, meta) => worded(folder, () => own.create(key, body, meta)),
    swap: (key, body, seen) => worded(folder, () => own.swap(key, body, seen)),
    get: (key) => worded(folder, () => own.get(key)),
    head: (key) => worded(folder, () => own.head(key)),
    remove: (key) => worded(folder, () => own.remove(key)),
    async *list(prefix, after) {
      try {
        yield* own.list(prefix, after);
      } catch (error) {
        throw inWords(error, folder);
      }
    },
  };
}

/**
 * Writes whole or not at all, and not over anything: a link either appears or is refused. The bytes are on the disk before
 * there is a link to them: a power cut may take the link, and then nothing is there, but never leaves half of it.
 */
async function writeOnce(
  disk: Disk,
  folder: string,
  path: string,
  body: Uint8Array,
): Promise<'created' | 'exists'> {
  const whole = await temporary(disk, folder, body);
  try {
    await disk.mkdir(dirname(path), { recursive: true });
    await disk.link(whole, path);
    return 'created';
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return 'exists';
  } finally {
    await disk.rm(whole, { force: true });
  }
}

/** A file of its own; synced, unless its loss would do no harm. */
async function temporary(disk: Disk, folder: string, body: Uint8Array, isSynced = true): Promise<string> {
  const path = join(folder, '.tmp', `${disk.owner}_${randomUUID()}`);
  await disk.mkdir(dirname(path), { recursive: true });
  const file = await disk.open(path, 'wx');
  try {
    await file.writeFile(body);
    if (isSynced) await file.sync();
  } catch (error) {
    await disk.rm(path, { force: true }); // half of it would take the room that is missing
    throw error;
  } finally {
    await file.close();
  }
  return path;
}

const DAY = 86_400_000;

/** Removes what killed processes of this machine were writing, and what is a day old whoever wrote it. */
export async function cleanFolder(folder: string, { owner, rm: remove } = OWN_DISK): Promise<void> {
  for (const name of (await readdir(join(folder, '.tmp')).catch(absent)) ?? []) {
    const path = join(folder, '.tmp', name);
    const [host, pid] = name.split('_');
    const isDead = `${host}_${pid}` !== owner && owner.startsWith(`${host}_`) && !isRunning(Number(pid));
    const found = isDead ? undefined : await stat(path).catch(absent);
    if (isDead || (found && Date.now() - found.mtimeMs > DAY)) await remove(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0); // asks, and sends nothing
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function readMeta(path: string): Promise<Meta> {
  const text = await readFile(path, 'utf8').catch(absent);
  try {
    return text === undefined ? {} : (readJson('facts', text, MOST_OF_FACTS) as Meta);
  } catch {
    return {}; // what a kill left half of says nothing
  }
}

const MOST_OF_FACTS = 100_000;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** What is not there is an answer; everything else is an error. */
function absent(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
