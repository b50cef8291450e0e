import { refuse } from '../../shared/market/parse.ts';
import type { RowKindName, RowManifest } from '../../shared/sweep/row-manifest.ts';
import type { Reader } from '../ports.ts';
import type { RowJob, RowKind } from './row-kind.ts';

/**
 * The kinds of sweeps besides that of one market, by what their manifests say and their sweep files begin with. Each is loaded
 * where one is asked for, so that the worker of one market carries none of them.
 */
const KINDS: Readonly<
  Record<RowKindName, { readonly schema: string; readonly load: () => Promise<RowKind> }>
> = {
  lending: { schema: 'lending-sweep/1', load: async () => (await import('./lending.ts')).lending },
  markets: { schema: 'sweep/2', load: async () => (await import('./several-markets.ts')).severalMarkets },
};

export const rowKind = (name: RowKindName): Promise<RowKind> => KINDS[name].load();

/** Of a sweep file; undefined: one market, or whatever its reader says of it. */
export function rowKindOf(text: string): RowKindName | undefined {
  const schema = /"schema"\s*:\s*"([a-z-]+\/\d+)"/.exec(text)?.[1];
  return (Object.keys(KINDS) as RowKindName[]).find((name) => KINDS[name].schema === schema);
}

/** Loads what a manifest plans; refused unless it is as large as was planned. */
export async function plannedJob(objects: Reader, manifest: RowManifest): Promise<RowJob> {
  const job = await (await rowKind(manifest.kind)).load(objects, manifest.sweep, manifest.snapshotDigest);
  if (job.walks !== manifest.paths)
    refuse('manifest.paths', `be those of its sweep, ${job.walks}`, manifest.paths);
  return job;
}
