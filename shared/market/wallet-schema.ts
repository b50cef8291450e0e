import * as z from 'zod/mini';
import { above, atLeast, between, object, oneOf } from './fields.ts';

/** Most markets, accounts or multiples of anything that somebody writes down. */
export const MOST = 1_000;

/** Settlement currency, of either sign. */
export const Money = between(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'settlement currency');

/** Collateral other than cash: `factor` times the unit value of its market, or `factor`, a unit. */
export const AssetTerms = {
  factor: z._default(above(0), 1),
  amount: atLeast(0),
  haircut: between(0, 0.999_999),
};

/** What a venue closes of a reached wallet: contagion.md 2.3. */
export const Closing = z.union(
  [
    object({ order: oneOf(['pro-rata', 'largest']), amount: z.literal('all') }),
    object({ order: z.literal('largest'), amount: z.literal('one') }),
    object({
      order: oneOf(['pro-rata', 'largest']),
      amount: z.literal('target'),
      multiple: between(1, MOST),
    }),
    object({
      order: z.literal('pro-rata'),
      amount: z.literal('step'),
      step: between(0.000_1, 1),
      ratio: between(0.000_1, 1),
      penalty: between(0, 1),
    }),
  ],
  'must be all, target or (largest) one, (pro-rata) step, with what they need',
);
