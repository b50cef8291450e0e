import { CHECKS, type CheckId } from './checks.ts';

/** What a check found; there is none where there is nothing to say. */
export interface Finding {
  readonly what: CheckId;
  /** In the unit of the check: a count, or a share. */
  readonly value: number;
  /** A sentence with counts and money. */
  readonly text: string;
}

/** Whether somebody must have accepted it. */
export const isAsked = ({ what, value }: Finding): boolean => {
  const { limit } = CHECKS[what];
  return limit !== null && value > limit;
};

/** Six digits are enough for a sentence. */
export const amount = (value: number): string => String(Number(value.toPrecision(6)));
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
/** `1 account`, `2 accounts`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
