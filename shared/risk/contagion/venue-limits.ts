import { refuse } from '../../market/parse.ts';
import type { VenueSweep } from '../../sweep/contagion/venue-sweep.ts';
import type { LimitInForce } from '../findings/metric.ts';

/** What a venue is held against; the value is that of nobody until a sweep sets it. */
const DEFAULTS = [
  { id: 'venue_default', op: '<=', value: 0.001 },
  { id: 'p_ruin', op: '<=', value: 0.001 },
  { id: 'cover2', op: '>=', value: 1 },
] as const;
export type VenueTestId = (typeof DEFAULTS)[number]['id'];

/** The sweep's own limits, else the defaults. One of no test, or that points the wrong way, is refused. */
export function venueLimits({ limits }: Pick<VenueSweep, 'limits'>): LimitInForce[] {
  const ids: readonly string[] = DEFAULTS.map(({ id }) => id);
  for (const [i, { id, op, value }] of limits.entries()) {
    const found = DEFAULTS.find((own) => own.id === id);
    if (!found) refuse(`sweep.limits.${i}.id`, `be ${ids.join(', ')}`, id);
    if (op !== found.op) refuse(`sweep.limits of ${id}`, `be ${found.op}`, op);
    if (op === '<=' && !(value <= 1)) refuse(`sweep.limits of ${id}`, 'be a probability, at most 1', value);
    if (op === '>=' && !(value > 0)) refuse(`sweep.limits of ${id}`, 'be above 0', value);
  }
  return DEFAULTS.map(
    (own): LimitInForce => ({
      owner: null,
      since: null,
      note: null,
      ...own,
      ...limits.find(({ id }) => id === own.id),
    }),
  );
}
