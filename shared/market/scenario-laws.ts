import * as z from 'zod/mini';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import { Beyond, BeyondShare, SmoothLaw } from './depth.ts';
import { above, between, lawful, list, object, whole } from './fields.ts';
import { brokenLevels, MAX_LEVELS, PriceAndSize } from './levels.ts';
import { Outside, withOutside } from './outside.ts';
import { checked } from './parse.ts';
import { withoutRationals } from './rational.ts';

// What scenarios of one market and of several say of a venue.

const MAX_TICKS = 1_000_000;

/** How the mark follows the price, with times in ticks. */
export const TriggerInTicks = z.discriminatedUnion(
  'rule',
  [
    object({ rule: z.literal('last') }),
    object({ rule: z.literal('ema'), weight: between(0, 1) }),
    object({ rule: z.literal('lagged'), ticks: whole(0, MAX_TICKS) }),
    object({ rule: z.literal('capped'), capPerTick: above(0) }),
  ],
  'must be last, ema, lagged or capped',
);

const Walk = object({
  law: z.literal('walk'),
  reference: above(0, 'quote currency per coin'),
  bids: list(PriceAndSize, 1, MAX_LEVELS),
  asks: list(PriceAndSize, 1, MAX_LEVELS),
  beyond: Beyond,
  beyondShare: BeyondShare,
  outside: z.exactOptional(Outside),
}).check(lawful(({ reference, bids, asks }) => brokenLevels(reference, { bids, asks })));

/** Depth laws, in their golden form. */
export const Law = z.discriminatedUnion(
  'law',
  [SmoothLaw, Walk],
  'must be linear, exponential, square-root, amm, floor or walk',
);

/** A depth law of model.md 2.2, from its golden form. */
export const lawOf = (value: unknown, subject: string): DepthLaw =>
  coreLaw(checked(subject, Law, withoutRationals(value)));

/** As the core takes it: outside depth among the levels. */
export function coreLaw(law: z.infer<typeof Law>): DepthLaw {
  if (law.law !== 'walk') return law;
  const { outside, ...own } = law;
  return { ...own, ...withOutside(own.reference, own, outside) };
}
