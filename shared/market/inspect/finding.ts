import { CHECKS, type CheckId } from './checks.ts';

/** What a check found; there is none where there is nothing to say. */
export interface Finding {
  readonly what: CheckId;
  /** In the unit of the check: a count, or a share. */
  readonly value: number;
  /** A sentence with counts and money. */
  readonly text: string;
}

/** Where a market is asked. */
export type AskedBy = 'import' | 'sweep';

/** Whether somebody must have accepted it, before it is imported, or before a sweep runs on it. */
export function isAsked({ what, value }: Finding, by: AskedBy = 'import'): boolean {
  const limit = limitOf(what, by);
  return limit !== null && value > limit;
}

export const limitOf = (what: CheckId, by: AskedBy): number | null =>
  by === 'import' ? CHECKS[what].limit : CHECKS[what].sweepLimit;

/** Six digits are enough for a sentence. */
export const amount = (value: number): string => String(Number(value.toPrecision(6)));
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
/** `1 account`, `2 accounts`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Equity below zero before any shock; nothing where nobody's is. */
export const underWater = (one: string, count: number, missing: string): Finding[] =>
  count === 0
    ? []
    : [
        {
          what: 'under-water',
          value: count,
          text: `${counted(count, one)} under water: ${missing} are missing before any shock`,
        },
      ];

/** More than the venue lets anybody open; `most` times as much, the worst. */
export const overLevered = (one: string, count: number, where: string, most: number): Finding[] =>
  count === 0
    ? []
    : [
        {
          what: 'leverage',
          value: count,
          text: `${counted(count, one)} above the maximum leverage${where}, the worst ${Number.isFinite(most) ? `at ${amount(most)} times of it` : 'without any margin'}`,
        },
      ];
