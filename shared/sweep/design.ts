import * as z from 'zod/mini';
import { above, between, described, list, object, prose, whole } from '../market/fields.ts';

/** A fall of 100 % has no price; a rise of 1,000 % is beyond any use. */
export const ShockBps = whole(-9_999, 100_000, 'basis points');

/** A design shock as a quantile of the history's moves, in place of a number of basis points (report.md 8.5). */
export const DesignQuantile = object({
  quantile: described('share of windows that do not move further', between(0.9, 0.999_999)),
  minutes: described('length of the windows', above(0)),
  owner: described('who chose it', z._default(z.nullable(prose(200)), null)),
});
export type DesignQuantile = Readonly<z.infer<typeof DesignQuantile>>;

/** Where a shock comes from that a sweep file states as a quantile, how uncertain it is, and who chose it. */
const DesignOrigin = object({
  quantile: between(0, 1),
  minutes: above(0),
  owner: z.nullable(prose(200)),
  shockBps: ShockBps,
  /** Ends of the interval at 95 %, as shocks; null where the history does not say. */
  lowerBps: z.nullable(ShockBps),
  upperBps: z.nullable(ShockBps),
  /** Runs of windows that the law was fitted to. */
  runs: whole(0, 100_000_000),
});
export type DesignOrigin = Readonly<z.infer<typeof DesignOrigin>>;

/** There is no default design shock. */
const mixture = <T extends z.ZodMiniType>(shockBps: T) => list(object({ shockBps, weight: above(0) }), 1, 20);

/** The mixture of shocks per side for which margins must be enough; `from` is made when it is planned. */
export const Design = object({
  minutes: above(0),
  down: mixture(ShockBps),
  up: mixture(ShockBps),
  from: z.exactOptional(list(DesignOrigin, 1, 40)),
});

/** As people write it. */
export const DesignAsWritten = described(
  'the mixture of shocks per side for which margins must be enough, and the minutes it takes; a shock is a number of basis points, or a quantile of moves in the history',
  object({
    minutes: above(0),
    down: mixture(z.union([ShockBps, DesignQuantile])),
    up: mixture(z.union([ShockBps, DesignQuantile])),
  }),
);
