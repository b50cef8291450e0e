import type { Check } from './check.ts';
import type { Ran } from './group.ts';
import type { Place } from './place.ts';

/** What of a group ran; an unread part has a fault. */
export interface Readable {
  readonly source: string;
  readonly checks: readonly Check[];
  readonly notRun: readonly { readonly part: string; readonly reason: string; readonly fault?: 'unread' }[];
}

type Run = (place: Place) => Ran & { readonly source: string };

/**
 * Runs a group; where that fails, each of its cases by itself, so that one that cannot be read does not sink the others.
 * What every one of them fails for is the group's.
 */
export function runReadable(place: Place, run: Run): Readable {
  const whole = tried(place, run);
  if (!(whole instanceof Error)) return whole;
  const list = casesOf(place);
  const parts = list?.places.map((own) => tried(own, run)) ?? [];
  const read = parts.filter((own): own is Readable => !(own instanceof Error));
  if (!list || read.length === 0) return { source: '', checks: [], notRun: [unread('', whole.message)] };
  const renumbered = (text: string, i: number) => text.replace(`.${list.key}.0`, `.${list.key}.${i}`);
  return {
    source: read[0]!.source,
    checks: parts.flatMap((own, i) =>
      own instanceof Error
        ? []
        : own.checks.map((check) => ({ ...check, case: check.case.replace(/^\[0\]/, `[${i}]`) })),
    ),
    notRun: parts.flatMap((own, i) =>
      own instanceof Error ? [unread(`${list.key}.${i}`, renumbered(own.message, i))] : own.notRun,
    ),
  };
}

/** Whatever a file of somebody else's makes a runner throw, it says of that part of the file. */
function tried(place: Place, run: Run): Readable | Error {
  try {
    const { checks, notRun = [], source } = run(place);
    return { checks, notRun, source };
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

const unread = (part: string, reason: string) => ({ part, reason, fault: 'unread' as const });

/** The group once for each entry of its first list of objects, alone in it. */
function casesOf({ at, value }: Place): { readonly key: string; readonly places: Place[] } | undefined {
  const group = value as Readonly<Record<string, unknown>>;
  const found = Object.entries(group).find(([, own]) => Array.isArray(own) && own.length > 1);
  if (!found) return undefined;
  const [key, list] = found as [string, unknown[]];
  return { key, places: list.map((one) => ({ at, value: { ...group, [key]: [one] } })) };
}
