import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finished } from '../../../cli/local/finish-sweep.ts';
import { parseStored } from '../../../functions/stored/manifests.ts';
import { wrongWith } from '../../../functions/stored/wrong-with.ts';
import { closeKey, manifestKey, reportKey } from '../../../shared/sweep/keys.ts';
import { parseManifest } from '../../../shared/sweep/manifest.ts';
import { resultKeyOf, resultOf, sinceOf } from '../../../shared/sweep/mended.ts';
import { type Close, parseClose } from '../../../shared/sweep/records.ts';
import { openSealed } from '../../../shared/sweep/seal.ts';
import { members, shardSetOf } from '../../../shared/sweep/shard-set.ts';
import { oracleReport } from '../oracle.ts';
import { Violation } from '../watch.ts';

/** Results that were damaged on purpose. */
export interface Decayed {
  readonly keys: Set<string>;
}

const violate = (invariant: number, message: string): never => {
  throw new Violation(invariant, message);
};

/** Keys of all objects in a folder. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = [];
  for (const name of names.sort()) {
    if (name.startsWith('.') || !(await stat(join(folder, name))).isFile()) continue;
    files.push(name.replaceAll('\\', '/'));
  }
  return files;
}

/**
 * After each life: whatever stands under a name of its own is whole and stays what it is, and a close counts what is
 * there (pipeline.md 3.1). Answers with what is there now.
 */
export async function checkFolder(
  folder: string,
  before: ReadonlyMap<string, Buffer>,
  { keys: decayed }: Decayed,
): Promise<ReadonlyMap<string, Buffer>> {
  const now = new Map<string, Buffer>();
  for (const key of await namesIn(folder)) now.set(key, await readFile(join(folder, key)));
  for (const [key, body] of before) {
    if (changes(key) || decayed.has(key)) continue;
    if (!now.get(key)?.equals(body))
      violate(3, `${key} must stay what it is, got ${now.has(key) ? 'others' : 'nothing'}`);
  }
  for (const [key, body] of now) if (!decayed.has(key)) needWhole(key, body, now, decayed);
  return now;
}

/** Markers go; of keys that are swapped, readers take the newest version, and what people see may be old. */
const changes = (key: string): boolean => key.startsWith('open/') || key.endsWith('latest.json');

function needWhole(
  key: string,
  body: Buffer,
  now: ReadonlyMap<string, Buffer>,
  decayed: ReadonlySet<string>,
): void {
  const [, sweepId = '', folder = ''] = key.split('/');
  try {
    if (folder === 'results') {
      const planned = parseStored(String(now.get(manifestKey.build({ sweepId }))));
      const wrong = wrongWith(planned, resultOf(key)!.shard, key, { body, meta: {}, etag: '' });
      if (wrong !== undefined) violate(3, wrong);
    } else if (folder === 'closes') countsWhatIsThere(parseClose(String(body)), now, decayed);
    else if (SEALED.includes(folder)) openSealed(key, String(body), 1_000_000);
  } catch (error) {
    if (error instanceof Violation) throw error;
    violate(3, `${key} must be whole, got ${error}`);
  }
}

const SEALED = ['manifest.json', 'rounds', 'issues', 'failed', 'damages'];

function countsWhatIsThere(
  close: Close,
  now: ReadonlyMap<string, Buffer>,
  decayed: ReadonlySet<string>,
): void {
  const { sweepId, round } = close;
  const { shards } = parseStored(String(now.get(manifestKey.build({ sweepId })))).manifest;
  const since = sinceOf(close.mended, shards);
  for (const shard of members(shardSetOf(close.done, shards))) {
    const result = resultKeyOf(sweepId, shard, since[shard]!);
    if (!now.has(result) && !decayed.has(result))
      violate(1, `the close of round ${round} must count results, got none of shard ${shard}`);
  }
}

/** 2: the report is what two loops over the cells say, and complete: nothing was lost for good. */
export async function checkReport(folder: string, { round, index }: Finished): Promise<void> {
  const { sweepId } = index;
  const read = (key: string) => readFile(join(folder, key));
  const manifest = parseManifest(String(await read(manifestKey.build({ sweepId }))));
  const close = parseClose(String(await read(closeKey.build({ sweepId, round }))));
  if (close.status !== 'complete') violate(11, `round ${round} must be complete, got ${close.reason}`);
  for (const [file, bytes] of oracleReport(false, manifest, close, new Map()).files) {
    const own = await read(reportKey.build({ sweepId, round, file }));
    if (!own.equals(bytes)) violate(2, `${file} of round ${round} must be the oracle's, got others`);
  }
}

/** Whoever ends has put away what it was writing, and what the dead before it were. */
export async function nothingIsLeft(folder: string): Promise<void> {
  const left = await readdir(join(folder, '.tmp')).catch(() => []);
  if (left.length > 0) violate(3, `a run that ends must leave nothing half written, got ${left}`);
}
