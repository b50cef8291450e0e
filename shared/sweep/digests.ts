import { canonicalJson, sha256 } from '../market/digest.ts';
import type { Sweep } from './sweep-file.ts';

/**
 * What a sweep *is*: its file without the paths by which this machine finds things, the snapshot, and the
 * code that computes. Not the shard size, which follows from a timing. 64 hex digits.
 */
export function sweepDigest(sweep: Sweep, snapshotDigest: string, modelDigest: string): string {
  const { snapshot: _path, previous, ...rest } = sweep;
  const night = previous?.night;
  const what = { ...rest, previous: previous?.sha256 ?? null, ...(night && { night }) };
  return sha256(canonicalJson({ sweep: what, snapshotDigest, modelDigest }));
}

/** The same of a sweep whose report holds it whole, paths included: two that differ in one are two. */
export const rowSweepDigest = (sweep: object, snapshotDigest: string, modelDigest: string): string =>
  sha256(canonicalJson({ sweep, snapshotDigest, modelDigest }));

/** Of the section `limits`, so that a changed tolerance shows. */
export const limitsDigest = ({ limits }: Sweep): string => sha256(canonicalJson(limits));

/** The id of a sweep that was given none. */
export const derivedSweepId = ({ name }: Pick<Sweep, 'name'>, digest: string): string =>
  `${name}-${digest.slice(0, 12)}`;
