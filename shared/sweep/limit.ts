import * as z from 'zod/mini';
import { atLeast, described, object, oneOf, prose, text } from '../market/fields.ts';

const Limit = object({
  // `shared/risk` knows which metrics there are, and refuses others (`limitsInForce`).
  id: described('a metric', text('must be the id of a metric like p_ruin', /^[a-z0-9_]{1,40}$/)),
  op: described('what is tolerated', oneOf(['<=', '>='])),
  value: described('in the unit of the metric: shares and probabilities as fractions', atLeast(0)),
  owner: described('whose limit it is; null: nobody has set it', z._default(z.nullable(prose(200)), null)),
  since: described(
    'the day from which it holds',
    z._default(z.nullable(z.iso.date('must be a date like 2026-01-01')), null),
  ),
  note: described('printed beside it', z._default(z.nullable(prose(500)), null)),
});
const LIMITS_RULE =
  'must be a list of 0 to 100 entries like {"id": "p_ruin", "op": "<=", "value": 0.001, "owner": "risk committee"}';
/** A tolerance of one key number; a limit without an owner is nobody's yet. */
export type Limit = Readonly<z.infer<typeof Limit>>;

/** All limits of a sweep: at most one a metric. */
export const Limits = z._default(
  z.array(Limit, LIMITS_RULE).check(
    z.maxLength(100, LIMITS_RULE),
    z.refine(
      (limits) => new Set(limits.map(({ id }) => id)).size === limits.length,
      'must not set a limit twice',
    ),
  ),
  [],
);
