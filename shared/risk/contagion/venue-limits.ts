import { refuse } from '../../market/parse.ts';
import { type VenueSweep, venueSweepFields } from '../../sweep/contagion/venue-sweep.ts';
import type { LimitInForce } from '../findings/metric.ts';
import { defaultWords, withLimits } from '../metrics/limit-schema.ts';

/** What a venue is held against; the value is that of nobody until a sweep sets it. */
const DEFAULTS = [
  { id: 'venue_default', op: '<=', value: 0.001 },
  { id: 'p_ruin', op: '<=', value: 0.001 },
  { id: 'cover2', op: '>=', value: 1 },
] as const;
export type VenueTestId = (typeof DEFAULTS)[number]['id'];
export const VENUE_TEST_IDS: readonly VenueTestId[] = DEFAULTS.map(({ id }) => id);

/** The sweep's own limits, else the defaults. One of no test, or that points the wrong way, is refused. */
export function venueLimits({ limits }: Pick<VenueSweep, 'limits'>): LimitInForce[] {
  for (const [i, { id, op, value }] of limits.entries()) {
    const found = DEFAULTS.find((own) => own.id === id);
    if (!found) refuse(`sweep.limits.${i}.id`, `be ${VENUE_TEST_IDS.join(', ')}`, id);
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

/** The published schema of sweep files: what editors complete and explain. Rules between fields are ours alone. */
export const venueSweepJsonSchema = (): object => ({
  $id: 'sweep/2',
  title: 'Sweep file of several markets of leverage-cascade, version 2',
  ...withLimits(
    venueSweepFields(),
    DEFAULTS.map(({ id, op, value }) => ({
      id,
      title: id,
      description: defaultWords(op, value),
      op,
      value: { default: value },
    })),
  ),
});
