import { type Row, rowsOf, type Tolerance } from './check.ts';
import { type GoldenFile, goldenFile, toleranceOf } from './group.ts';
import { field, maybe, type Place, text } from './place.ts';
import { runReadable } from './readable.ts';
import { NOTHING_RECORDED, type Recorded } from './recorded.ts';
import { RUNNERS } from './runners.ts';

/** A file in golden format: its name, for refusals, and its content. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface NotRun {
  /** The group; with a part of it behind a slash if only that part was not run. */
  readonly group: string;
  readonly reason: string;
  /** What somebody who wrote the file must mend; a part of another edition, or without its data, is none. */
  readonly fault?: Fault;
}

/** A group that nobody knows, one that cannot be read, one without a case. */
export type Fault = 'unknown' | 'unread' | 'empty';

export interface Validation {
  readonly rows: readonly Row[];
  readonly notRun: readonly NotRun[];
}

/**
 * Runs every group of golden files that this edition knows, and names the others. All files are read before
 * anything runs. A group or a case that cannot be read is named, and does not keep the others from running.
 *
 * @param reference files in which a group finds what it does not bring itself, such as tables of tiers
 * @param recorded what lies beside the project; nothing if not given
 * @throws RangeError for a file that is not in golden format: `file.place must rule, got value`
 */
export function validate(
  files: readonly NamedText[],
  reference: readonly NamedText[],
  recorded: Recorded = NOTHING_RECORDED,
): Validation {
  const goldens = files.map((file) => goldenFile(file.name, file.text));
  const ours = reference.map((file) => goldenFile(file.name, file.text));
  const rows: Row[] = [];
  const notRun: NotRun[] = [];
  for (const golden of goldens) {
    const known = [golden, ...goldens, ...ours];
    for (const place of golden.groups) {
      const ran = runGroup(golden, place, known, recorded);
      rows.push(...ran.rows);
      notRun.push(...ran.notRun);
    }
  }
  return { rows, notRun };
}

function runGroup(
  golden: GoldenFile,
  place: Place,
  known: readonly GoldenFile[],
  recorded: Recorded,
): Validation {
  const id = text(field(place, 'id'));
  const runner = RUNNERS.get(id);
  if (!runner) return { rows: [], notRun: [withoutRunner(id)] };
  const find = (wanted: string) =>
    known.flatMap(({ groups }) => groups).find((group) => text(field(group, 'id')) === wanted);
  const ran = runReadable(place, (own) => {
    const source = sourceOf(own);
    const tolerance = groupTolerance(golden, own);
    return { ...runner({ id, source, tolerance, place: own, find, recorded }), source };
  });
  const notRun = ran.notRun.map(({ part, reason, fault }): NotRun => {
    const group = part ? `${id}/${part}` : id;
    return fault ? { group, reason, fault } : { group, reason };
  });
  const nothing = ran.checks.length === 0 && notRun.length === 0;
  return {
    rows: rowsOf(id, ran.source, ran.checks),
    notRun: nothing ? [{ group: id, reason: 'it has no cases', fault: 'empty' }] : notRun,
  };
}

const withoutRunner = (id: string): NotRun => ({ group: id, reason: 'no such group', fault: 'unknown' });

function sourceOf(place: Place): string {
  const source = maybe(place, 'source');
  if (source) return text(source);
  const section = maybe(place, 'section');
  return section ? `report.md ${text(section)}` : 'not stated';
}

/** A group's own tolerance, or its file's: the latter is against the value itself, down to `absolute`. */
function groupTolerance({ tolerance: ofFile }: GoldenFile, place: Place): Tolerance {
  const own = maybe(place, 'tolerance');
  if (own || !ofFile) return toleranceOf(own);
  const tolerance = toleranceOf(ofFile);
  const absolute = toleranceOf({ at: ofFile.at, value: { absolute: maybe(ofFile, 'absolute')?.value ?? 0 } });
  if ('absolute' in tolerance || !('absolute' in absolute)) return tolerance;
  return { relative: tolerance.relative, least: absolute.absolute / tolerance.relative };
}
