import * as z from 'zod/mini';
import { above, between, object, whole } from './fields.ts';

const Share = between(0, 1);

/** How the venue liquidates, with its parameters: model.md section 4. */
export const Mechanism = z.union([
  object({ name: z.literal('full') }),
  object({ name: z.literal('target-margin'), multiple: above(1), minNotional: between(0, 1e15) }),
  object({
    name: z.literal('stepped'),
    variant: z.literal('share'),
    threshold: between(0, 1e15),
    firstShare: Share,
    coolDown: whole(0, 1_000_000),
  }),
  object({ name: z.literal('stepped'), variant: z.literal('tier') }),
  object({ name: z.literal('rate-limited'), velocity: above(0), reach: above(0), cure: z.boolean() }),
  object({
    name: z.literal('auction'),
    buf: above(0),
    cut: Share,
    step: above(0),
    tail: above(0),
    cusp: Share,
    hole: above(0),
    profit: between(0, 1),
  }),
]);
