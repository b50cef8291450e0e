import * as z from 'zod/mini';
import { atLeast, type Broken, between, described, lawful, list, object, prose, whole } from './fields.ts';

/** A window is near a move if its own lies between the move over this and the move times this (calibration.md 3.6). */
export const NEAR = 1.5;

const Windows = whole(1, 100_000_000);
const Count = whole(0, 100_000_000);
/** Of open interest; a fund may lose more than that, and a market may be liquidated more than once. */
const share = between(-1_000, 1_000);

const maybe = <T extends z.ZodMiniType>(text: string, schema: T) => described(text, z.nullable(schema));

/** What a record's windows near one move show; null is what it does not know of any of them. */
const Near = object({
  windows: described('near the move', Count),
  dislocation: maybe(
    'how far venue and index part, as hourly bars show it',
    object({
      windows: described('of which it is known', Windows),
      over1: described('windows in which they part by more than 1 %', Count),
      over3: Count,
      over10: Count,
    }),
  ),
  liquidatedShare: maybe(
    'both sides, a share of open interest at the start',
    object({ median: atLeast(0), q95: atLeast(0) }),
  ),
  fundChange: maybe(
    'a share of open interest at the start',
    object({ windows: described('of which it is known', Windows), median: share, q05: share, q95: share }),
  ),
}).check(
  lawful(function* ({ windows, dislocation, liquidatedShare, fundChange }) {
    if ((liquidatedShare === null) !== (windows === 0))
      yield {
        path: ['liquidatedShare'],
        rule: 'must be null where no window is near, and only there',
        got: liquidatedShare,
      };
    if (liquidatedShare)
      yield* falling(['liquidatedShare'], { q95: liquidatedShare.q95, median: liquidatedShare.median });
    if (dislocation) {
      const { over1, over3, over10 } = dislocation;
      yield* falling(['dislocation'], { windows: dislocation.windows, over1, over3, over10 });
    }
    if (fundChange)
      yield* falling(['fundChange'], { q95: fundChange.q95, median: fundChange.median, q05: fundChange.q05 });
    for (const [name, known] of Object.entries({ dislocation, fundChange })) {
      if (known && !(known.windows <= windows))
        yield {
          path: [name, 'windows'],
          rule: `must be at most the windows near, ${windows}`,
          got: known.windows,
        };
    }
  }),
);

function* falling(path: readonly string[], values: Readonly<Record<string, number>>): Iterable<Broken> {
  const entries = Object.entries(values);
  for (const [i, [name, value]] of entries.entries()) {
    const [before, most] = entries[i - 1] ?? [name, value];
    if (!(value <= most))
      yield { path: [...path, name], rule: `must be at most ${before}, ${most}`, got: value };
  }
}

/** What a record shows near the ordinary moves of a window's length: calibration.md 3.6. `levels`: how many moves a side has. */
export const observedOf = (levels: number) =>
  object({
    source: described('of the record', prose(2_000)),
    fromSeconds: described('start of its first whole window, since 1970', atLeast(0)),
    untilSeconds: described('end of its last one', atLeast(0)),
    windows: described('whole windows of this length, on UTC boundaries', Windows),
    down: described('near the falls of quantiles, in their order', list(Near, levels, levels)),
    up: described('near the rises, the same', list(Near, levels, levels)),
  }).check(
    lawful(function* ({ windows, down, up }) {
      for (const [name, side] of Object.entries({ down, up }))
        for (const [i, near] of side.entries())
          if (!(near.windows <= windows))
            yield {
              path: [name, i, 'windows'],
              rule: `must be at most the record's windows, ${windows}`,
              got: near.windows,
            };
    }),
  );
export type Observed = Readonly<z.infer<ReturnType<typeof observedOf>>>;
export type Near = Readonly<z.infer<typeof Near>>;

/** What the windows demand of their times: they do not overlap. */
export function* crowded(
  { fromSeconds, untilSeconds, windows }: Observed,
  seconds: number,
): Iterable<Broken> {
  const most = (untilSeconds - fromSeconds) / seconds;
  const rule = `must be at most what lies between fromSeconds and untilSeconds, ${most}`;
  if (!(windows <= most)) yield { path: ['observed', 'windows'], rule, got: windows };
}
