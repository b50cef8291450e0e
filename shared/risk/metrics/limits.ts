import type { Limit, Sweep } from '../../sweep/sweep-file.ts';
import type { LimitInForce } from '../findings/assessment.ts';

/** Those of the sweep file, and the second one of `cover2`, which no file sets yet. */
export type LimitId = Limit['id'] | 'cover2_watch';

/**
 * Defaults of ours, nobody's until an owner sets them: between the 99 % and 99.5 % confidence levels of EU Regulation
 * 153/2013 art. 24, and one in a thousand.
 */
const DEFAULTS: Readonly<Record<LimitId, Pick<LimitInForce, 'op' | 'value'>>> = {
  coverage: { op: '>=', value: 0.995 },
  p_ruin: { op: '<=', value: 0.001 },
  cover2: { op: '>=', value: 1 },
  distance: { op: '>=', value: 1.25 },
  es_draw: { op: '<=', value: 0.5 },
  lar: { op: '<=', value: 1 },
  p_adl: { op: '<=', value: 0.01 },
  thin_accounts: { op: '<=', value: 0 },
  cover2_watch: { op: '>=', value: 1.25 },
};

export type Limits = Readonly<Record<LimitId, LimitInForce>>;

/** Limits in force: the sweep's own, else the defaults. A limit that points the wrong way is refused. */
export function limitsInForce({ limits }: Pick<Sweep, 'limits'>): Limits {
  const nobody = { owner: null, since: null, note: null };
  const inForce = Object.fromEntries(
    Object.entries(DEFAULTS).map(([id, limit]) => [id, { ...limit, ...nobody }]),
  ) as Record<LimitId, LimitInForce>;
  for (const { id, ...limit } of limits) {
    const { op } = DEFAULTS[id];
    if (limit.op !== op) throw new RangeError(`sweep.limits of ${id} must be ${op}, got ${limit.op}`);
    inForce[id] = limit;
  }
  return inForce;
}

/** Shortfall of `cover2` beyond which a path counts as failing in one of a hundred: it is a 99 % quantile. */
export const COVER2_TOLERANCE = 0.01;

/** What may fall short of a ratio that must be at least `value`: 0.005 of 0.995, exact to a millionth. */
export const complement = ({ value }: LimitInForce): number =>
  (1_000_000 - Math.round(value * 1_000_000)) / 1_000_000;
