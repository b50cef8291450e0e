import type { Ladder } from './ladder.ts';
import { MANY_ACCOUNTS, RUN, runsOf, STEP, STEP_BITS } from './runs.ts';
import type { Side } from './side.ts';

/** First row of a side from `from` on that a mark does not reach. */
export function endOfSide(ladder: Ladder, { sign, first, last }: Side, from: number, mark: number): number {
  const { trigger } = ladder;
  const falls = sign > 0;
  if (from === last || (falls ? mark > trigger[from]! : mark < trigger[from]!)) return from;
  if (ladder.count < MANY_ACCOUNTS) return endOfReach(trigger, from, last, mark, falls);
  const { signposts, firstShortRun } = runsOf(ladder);
  const posts = falls ? 0 : (RUN / STEP) * firstShortRun;
  const lastPost = posts + ((last - first + STEP - 1) >>> STEP_BITS);
  const post = endOfReach(signposts, posts + ((from - first) >>> STEP_BITS), lastPost, mark, falls);
  if (post === lastPost) return last;
  let row = Math.max(from, first + (post - posts) * STEP);
  if (falls) while (mark <= trigger[row]!) row++;
  else while (mark >= trigger[row]!) row++;
  return row;
}

/**
 * First row from `from` on that a mark does not reach, on the side of longs (triggers falling) or of
 * shorts. Doubling steps first: the end is near, wherever in the ladder the path stands.
 */
export function endOfReach(
  trigger: Float64Array,
  from: number,
  to: number,
  mark: number,
  falls: boolean,
): number {
  let low = from;
  let step = 1;
  while (low + step <= to && (falls ? mark <= trigger[low + step - 1]! : mark >= trigger[low + step - 1]!)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step - 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (falls ? mark <= trigger[middle]! : mark >= trigger[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
