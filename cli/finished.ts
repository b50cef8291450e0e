import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { Objects } from '../functions/ports.ts';
import { listed } from '../functions/stored/listed.ts';
import { needManifest, type StoredManifest } from '../functions/stored/manifests.ts';
import { refuse } from '../shared/market/parse.ts';
import { reportKey } from '../shared/sweep/keys.ts';
import { fileObjects } from './local/file-objects.ts';

/** A sweep that was run into a folder. */
export interface Finished {
  readonly objects: Objects;
  readonly sweepId: string;
  readonly planned: StoredManifest;
  /** Of the report that the folder names, else of the newest one; 0 if there is none yet. */
  readonly round: number;
  readonly reportFolder: string;
}

/**
 * Finds a sweep: the folder of a report (`OUT/sweeps/ID/reports/0001`), of a sweep (`OUT/sweeps/ID`), or one that was
 * given to `--out` and holds one sweep, or the one that is named.
 */
export async function findFinished(folder: string, sweepId?: string): Promise<Finished> {
  const path = resolve(folder).split(sep);
  const isReport = path.at(-4) === 'sweeps' && path.at(-2) === 'reports';
  const depth = isReport ? 4 : path.at(-2) === 'sweeps' ? 2 : 0;
  const out = path.slice(0, path.length - depth).join(sep);
  const id = depth > 0 ? path[path.length - depth + 1]! : await onlySweep(folder, out, sweepId);
  const objects = fileObjects(out);
  const planned = await needManifest(objects, id);
  const round = isReport ? Number(path.at(-1)) : await newestReport(objects, id);
  const reportFolder = join(out, 'sweeps', id, 'reports', String(round).padStart(4, '0'));
  return { objects, sweepId: id, planned, round, reportFolder };
}

async function onlySweep(folder: string, out: string, wanted: string | undefined): Promise<string> {
  const found = await readdir(join(out, 'sweeps')).catch(() => refuse(folder, 'hold a sweep', 'none'));
  if (wanted !== undefined) {
    return found.includes(wanted) ? wanted : refuse('--sweep-id', `be one of ${found.join(', ')}`, wanted);
  }
  return found.length === 1
    ? found[0]!
    : refuse('--sweep-id', `say which sweep of ${folder}`, found.join(', '));
}

async function newestReport(objects: Objects, sweepId: string): Promise<number> {
  const all = await listed(objects, `sweeps/${sweepId}/reports/`);
  const versions = all.map(({ key }) => reportKey.parse(key));
  return versions.reduce((most, own) => Math.max(most, own?.file === 'index.json' ? own.round : 0), 0);
}
