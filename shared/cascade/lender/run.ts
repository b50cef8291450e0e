import { exp, LN2 } from '../numbers/math.ts';

/** A pool that a run may reach; what it holds is counted in units of its own supply. */
export interface Reserve {
  /** Where it stands: what its lenders can reach when they cannot leave. */
  readonly network: string;
  /** Lends what the doubted asset was borrowed against: the run begins here. */
  readonly isFirst: boolean;
  /** At the start, in [0, 1]. */
  readonly utilisation: number;
}

/** Of reserves of one kind: what is asked back on the day that the run reaches one, and what comes in on every later day. */
export interface RunOn {
  readonly run: number;
  readonly return: number;
}

export interface RunTerms {
  readonly first: RunOn;
  readonly others: RunOn;
  /** In which what is asked back falls by half, days > 0. */
  readonly halfLifeDays: number;
  /** The run begins on day 1. */
  readonly days: number;
}

export interface RunDay {
  /** Reserves that are lent out to 99 % or more, by number. */
  readonly full: readonly number[];
  /** What lenders asked for and did not get, over all reserves, in supplies. */
  readonly waiting: number;
}

const FULL = 0.99;

/**
 * Which pools fill when nothing but fear moves (contagion.md 5.7). Lenders leave the first reserves on day 1; where one of them is
 * full, those who cannot leave borrow against their claim, and from the next day on the network's other reserves are run on.
 */
export function runOnPools(reserves: readonly Reserve[], terms: RunTerms): RunDay[] {
  const pools = reserves.map(({ utilisation }) => ({
    supplied: 1,
    borrowed: utilisation,
    asked: 0,
    since: 0,
  }));
  const fullSince = new Map<string, number>();
  return Array.from({ length: terms.days + 1 }, (_, day) => {
    reserves.forEach(({ network, isFirst }, i) => {
      const pool = pools[i]!;
      const begins = isFirst ? day >= 1 : day > (fullSince.get(network) ?? Infinity);
      if (pool.since === 0 && begins) pool.since = day;
      if (pool.since > 0) leave(pool, day, isFirst ? terms.first : terms.others, terms.halfLifeDays);
    });
    const full = pools.flatMap(({ borrowed, supplied }, i) => (borrowed / supplied >= FULL ? [i] : []));
    for (const i of full)
      if (reserves[i]!.isFirst && !fullSince.has(reserves[i]!.network))
        fullSince.set(reserves[i]!.network, day);
    return { full, waiting: pools.reduce((sum, { asked }) => sum + asked, 0) };
  });
}

interface RunPool {
  supplied: number;
  readonly borrowed: number;
  asked: number;
  /** The day on which the run reached it; 0 before. */
  since: number;
}

function leave(pool: RunPool, day: number, { run, return: back }: RunOn, halfLifeDays: number): void {
  const age = day - pool.since;
  pool.asked += run * exp((-LN2 * age) / halfLifeDays);
  const cash = pool.supplied - pool.borrowed + (age > 0 ? back : 0);
  const paid = Math.min(cash, pool.asked);
  pool.asked -= paid;
  pool.supplied = pool.borrowed + cash - paid;
}
