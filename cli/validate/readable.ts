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

/** Lists whose entries say nothing of each other; tables, and accounts of one example, are none. */
const CASES = ['cases', 'paths'] as const;

/**
 * Runs a group; where that fails, those of its cases that run by themselves, so that one that cannot be read does not sink
 * the others. What every one of them fails for is the group's.
 */
export function runReadable(place: Place, run: Run): Readable {
  const whole = tried(place, run);
  if (!(whole instanceof Error)) return whole;
  const sunk: Readable = { source: '', checks: [], notRun: [unread('', whole.message)] };
  const list = casesOf(place);
  if (!list) return sunk;
  const alone = [...list.value.keys()].map((i) => ({ i, ran: tried(list.only([i]), run) }));
  const numbers = alone.flatMap(({ i, ran }) => (ran instanceof Error ? [] : [i]));
  const together = numbers.length > 0 ? tried(list.only(numbers), run) : whole;
  if (together instanceof Error) return sunk;
  return {
    source: together.source,
    checks: together.checks.map((check) => ({ ...check, case: renumbered(check.case, numbers) })),
    notRun: [
      ...together.notRun,
      ...alone.flatMap(({ i, ran }) => {
        if (!(ran instanceof Error)) return [];
        return [unread(`${list.key}.${i}`, ran.message.replace(`.${list.key}.0`, `.${list.key}.${i}`))];
      }),
    ],
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

/** A check that goes by the number of its case, `[0] trigger`, under the number in the file. */
const renumbered = (name: string, numbers: readonly number[]): string =>
  name.replace(/^\[(\d+)\]/, (_, i) => `[${numbers[Number(i)]}]`);

/** The cases of a group, and the group with some of them alone. */
function casesOf({ at, value }: Place) {
  const group = value as Readonly<Record<string, unknown>>;
  const key = CASES.find((own) => Array.isArray(group[own]));
  if (key === undefined) return undefined;
  const list = group[key] as readonly unknown[];
  const only = (numbers: readonly number[]): Place => ({
    at,
    value: { ...group, [key]: numbers.map((i) => list[i]) },
  });
  return { key, value: list, only };
}
