import type { TestState, WatchState } from '../findings/metric.ts';
import type { Word } from '../findings/verdict.ts';

/**
 * The word of a market (report.md 2.3). A watch metric can hold back `adequate`, never refute; every word is
 * reached by a comparison that holds.
 */
export function marketWord(
  gatesPass: boolean,
  tests: readonly TestState[],
  watch: readonly WatchState[],
): Word {
  if (!gatesPass || tests.length === 0) return 'none';
  if (tests.includes('refuted')) return 'inadequate';
  const allHold =
    tests.every((state) => state === 'proven') &&
    watch.every((state) => state === 'inside' || state === 'unjudged');
  return allHold ? 'adequate' : 'watch';
}

/** The word of an alternative: proven by every test, refuted by at least one (report.md 2.6). */
export function alternativeWord(tests: readonly TestState[]): TestState {
  if (tests.includes('refuted')) return 'refuted';
  return tests.length > 0 && tests.every((state) => state === 'proven') ? 'proven' : 'open';
}

/** Adequate only if no assumption decides: an alternative can hold back, and nothing else (report.md 2.6). */
export const wordUnder = (word: Word, alternatives: readonly TestState[]): Word =>
  word === 'adequate' && alternatives.includes('refuted') ? 'watch' : word;

/** The word of a venue is that of its worst market; no averaging. `none` is worse than `watch`. */
export function venueWord(markets: readonly Word[]): Word {
  const order = ['inadequate', 'none', 'watch', 'adequate'] as const;
  return order.find((word) => markets.includes(word)) ?? 'none';
}
