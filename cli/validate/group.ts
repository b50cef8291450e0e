import type { Check, Tolerance } from './check.ts';
import { field, items, maybe, number, type Place, placeOf, refuseAt, text } from './place.ts';
import type { Recorded } from './recorded.ts';

/** A set of targets from one source, and the tolerance that its file gives it. */
export interface Group {
  readonly id: string;
  readonly source: string;
  /** Of numbers that have no tolerance of their own. */
  readonly tolerance: Tolerance;
  readonly place: Place;
  /** The other groups that can be looked up, its own file's first: tables of tiers stand in one group for all. */
  readonly find: (id: string) => Place | undefined;
  /** What lies beside the project. */
  readonly recorded: Recorded;
}

/** What running a group gave: its checks, and what of it this edition cannot run. */
export interface Ran {
  readonly checks: readonly Check[];
  readonly notRun?: readonly { readonly part: string; readonly reason: string }[];
}

/** Reads one group of a file: undefined id and source are refused before anything runs. */
export type Runner = (group: Group) => Ran;

/** A file in golden format: `groups`, each with an `id`, and a `tolerance` for all of them or in each. */
export interface GoldenFile {
  readonly subject: string;
  readonly groups: readonly Place[];
  readonly tolerance: Place | undefined;
}

export function goldenFile(subject: string, content: string): GoldenFile {
  const file = placeOf(subject, content);
  const groups = items(file, 'groups');
  if (groups.length === 0) refuseAt(`${subject}.groups`, 'not be empty', groups);
  const ids = groups.map((group) => text(field(group, 'id')));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) refuseAt(`${subject}.groups`, 'have every id once', twice);
  return {
    subject,
    groups: groups.map(({ value }, i) => ({ at: `${subject}.${ids[i]}`, value })),
    tolerance: maybe(file, 'tolerance'),
  };
}

/** As a golden file writes it: `relative` (to max(1, |expected|)) or `absolute`; 1e-9 relative if nobody says. */
export function toleranceOf(place: Place | undefined): Tolerance {
  if (!place) return { relative: 1e-9 };
  const absolute = maybe(place, 'absolute');
  const relative = maybe(place, 'relative');
  if (relative) return { relative: number(relative) };
  return absolute ? { absolute: number(absolute) } : { relative: 1e-9 };
}
