import * as z from 'zod/mini';
import { above, type Broken, between, described, lawful, list, object, whole } from './fields.ts';
import { crowded, observedOf } from './observed.ts';

const Moves = list(between(0, 1_000), 1, 100_000).check(
  lawful(function* (moves) {
    for (let i = 1; i < moves.length; i++) {
      const before = moves[i - 1]!;
      if (!(moves[i]! <= before))
        yield { path: [i], rule: `must not exceed the one before it, ${before}`, got: moves[i] };
    }
  }),
);

const Tail = object({
  threshold: described('move above which the tail is fitted', above(0)),
  exceedances: described('windows above it; runs of neighbours may count once', whole(1, 100_000_000)),
  xi: described('shape of the generalised Pareto law', between(-1, 2)),
  beta: described('its scale', above(0)),
  shocks: described(
    'moves that a share of windows does not exceed, by the law, with 95 % intervals by profile likelihood',
    z.exactOptional(
      list(
        object({ quantile: between(0.5, 0.999_999), move: above(0), lower: above(0), upper: above(0) }),
        1,
        20,
      ),
    ),
  ),
});

/** Shares of the windows whose moves are kept beside the worst ones: what an ordinary day brings (report.md 3.14). */
export const ORDINARY_LEVELS = [0.5, 0.9, 0.95, 0.99] as const;
export type OrdinaryLevel = (typeof ORDINARY_LEVELS)[number];

const Quantiles = list(between(0, 1_000), ORDINARY_LEVELS.length, ORDINARY_LEVELS.length);

const Window = object({
  seconds: whole(1, 100_000_000),
  count: described('non-overlapping windows before asOf', whole(1, 100_000_000)),
  down: described('largest falls from the open inside a window, as fractions, largest first', Moves),
  up: described('largest rises, the same', Moves),
  quantiles: described(
    'the same moves at 0.5, 0.9, 0.95 and 0.99 of all windows, smallest first',
    z.exactOptional(object({ down: Quantiles, up: Quantiles })),
  ),
  observed: described(
    'what a record shows in windows that move about so far; `cascade calibrate` writes it',
    z.exactOptional(observedOf(ORDINARY_LEVELS.length)),
  ),
  tail: described('a fit to all windows', z.exactOptional(object({ down: Tail, up: Tail }))),
}).check(
  lawful(function* ({ seconds, count, down, up, quantiles, observed }) {
    for (const [name, moves] of [
      ['down', down],
      ['up', up],
    ] as const) {
      if (!(moves.length <= count))
        yield { path: [name], rule: `must have at most ${count} moves`, got: moves.length };
      if (quantiles) yield* unordered(['quantiles', name], quantiles[name], moves[0]!);
    }
    if (!(down[0]! < 1)) yield { path: ['down', 0], rule: 'must be below 1', got: down[0] };
    if (observed && !quantiles)
      yield { path: ['observed'], rule: 'must stand beside the quantiles that it is near', got: 'none' };
    if (observed) yield* crowded(observed, seconds);
  }),
);
export type Window = Readonly<z.infer<typeof Window>>;

function* unordered(path: readonly string[], moves: readonly number[], largest: number): Iterable<Broken> {
  for (const [i, move] of moves.entries()) {
    const before = moves[i - 1] ?? 0;
    if (!(move >= before))
      yield { path: [...path, i], rule: `must be at least the one before it, ${before}`, got: move };
    if (!(move <= largest))
      yield { path: [...path, i], rule: `must be at most the largest move, ${largest}`, got: move };
  }
}

/** How far the price has moved within a time, before `asOf`: enough for rank bounds of high quantiles. */
export const History = object({ windows: list(Window, 1, 20) }).check(
  lawful(function* ({ windows }) {
    for (const [i, { seconds }] of windows.entries()) {
      const before = windows[i - 1]?.seconds ?? 0;
      const rule = `must be longer than the window before it, ${before}`;
      if (!(seconds > before)) yield { path: ['windows', i, 'seconds'], rule, got: seconds };
    }
  }),
);
export type History = Readonly<z.infer<typeof History>>;
