import * as z from 'zod/mini';
import { above, described, object, whole } from '../market/fields.ts';

const DEFAULT = { maxCells: 100_000_000, maxShards: 50_000, maxUsd: 5, ceilingUsd: 50 };

/** What a sweep may take. */
export const Spending = object({
  maxCells: z._default(whole(1, 100_000_000), DEFAULT.maxCells),
  maxShards: z._default(whole(1, 50_000), DEFAULT.maxShards),
  maxUsd: z._default(above(0, 'US dollars'), DEFAULT.maxUsd),
  ceilingUsd: z._default(above(0, 'US dollars'), DEFAULT.ceilingUsd),
  deadlineMinutes: described(
    'without it: four times the estimate, 30 minutes to 24 hours',
    z.exactOptional(whole(1, 1_440, 'minutes')),
  ),
});
export type Budget = Readonly<z.infer<typeof Spending>>;

/** What holds where a sweep says nothing. */
export const DEFAULT_BUDGET: Budget = DEFAULT;
export const Budget = z._default(Spending, DEFAULT);
