import * as z from 'zod/mini';
import { above, described, object, whole } from '../market/fields.ts';

const DEFAULT = { maxCells: 100_000_000, maxShards: 50_000, maxUsd: 5, ceilingUsd: 50 };

/** What a sweep may take. */
const Limits = object({
  maxCells: z._default(whole(1, 100_000_000), DEFAULT.maxCells),
  maxShards: z._default(whole(1, 50_000), DEFAULT.maxShards),
  maxUsd: z._default(above(0, 'US dollars'), DEFAULT.maxUsd),
  ceilingUsd: z._default(above(0, 'US dollars'), DEFAULT.ceilingUsd),
  deadlineMinutes: described(
    'without it: four times the estimate, 30 minutes to 24 hours',
    z.exactOptional(whole(1, 1_440, 'minutes')),
  ),
});
export type Budget = Readonly<z.infer<typeof Limits>>;

/** What holds where a sweep says nothing. */
export const DEFAULT_BUDGET: Budget = DEFAULT;
export const Budget = z._default(Limits, DEFAULT);
/** For sweeps whose report holds them as they were written: what was left out stays so. */
export const OptionalBudget = described(
  'what the sweep may take where it is run in shards; `cascade contagion` and `cascade lending` ask for none of it',
  z.exactOptional(Limits),
);
