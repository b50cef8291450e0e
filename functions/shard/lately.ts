import type { Clock, Objects } from '../ports.ts';

/** For how long nobody asks again: a cancel bites within this (pipeline.md 2.5). */
const MS = 10_000;

/**
 * Asks whether an object is there; that it is not is believed for ten seconds. A clock that was set back makes one ask
 * again.
 */
export function lately({ objects, clock }: { readonly objects: Objects; readonly clock: Clock }) {
  const absentAt = new Map<string, number>();
  return async (key: string): Promise<boolean> => {
    const now = clock.now();
    const ageMs = now - (absentAt.get(key) ?? Number.NEGATIVE_INFINITY);
    if (0 <= ageMs && ageMs < MS) return false;
    absentAt.delete(key);
    if (await objects.head(key)) return true;
    for (const [other, at] of absentAt) if (!(now - at < MS)) absentAt.delete(other); // one per round it works for
    absentAt.set(key, now);
    return false;
  };
}
