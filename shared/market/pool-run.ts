import * as z from 'zod/mini';
import { type Reserve, type RunDay, runOnPools } from '../cascade/lender/run.ts';
import { above, atLeast, between, lawful, list, object, prose, text, whole } from './fields.ts';
import { parseJson } from './parse.ts';

const MAX_CHARACTERS = 10_000_000;
const MAX_RESERVES = 10_000;

const Name = text('must be a network and an asset like ethereum/WETH', /^[\w.-]{1,60}\/[\w.+-]{1,60}$/);
const AssetName = text('must be an asset like WETH', /^[\w.+-]{1,60}$/);
const RunOn = object({
  run: atLeast(0, 'the supply of a reserve'),
  return: atLeast(0, 'the supply of a reserve'),
});

const Document = object({
  schema: z.literal('pool-run/1', 'must be pool-run/1'),
  name: prose(200),
  source: prose(1_000),
  firstAssets: list(AssetName, 1, 100),
  first: RunOn,
  others: RunOn,
  halfLifeDays: above(0, 'days'),
  days: whole(1, 10_000, 'days'),
  reserves: list(object({ reserve: Name, utilisation: between(0, 1) }), 1, MAX_RESERVES),
  observed: z.exactOptional(list(whole(0, MAX_RESERVES), 1, 10_001)),
}).check(
  lawful(function* ({ reserves, observed, days }) {
    const names = reserves.map(({ reserve }) => reserve);
    for (const [i, name] of names.entries())
      if (names.indexOf(name) !== i)
        yield { path: ['reserves', i, 'reserve'], rule: 'must stand once', got: name };
    if (observed && observed.length !== days + 1)
      yield { path: ['observed'], rule: `must have ${days + 1} counts, day 0 first`, got: observed.length };
  }),
);

/** A run on lending pools; `observed` are counts of full reserves that were published, day 0 first. */
export type PoolRun = Readonly<z.infer<typeof Document>>;

/** @throws RangeError `subject.place must rule, got value` */
export const parsePoolRun = (subject: string, content: string): PoolRun =>
  parseJson(subject, Document, content, MAX_CHARACTERS);

/** One day: names of the reserves that are full, and what lenders wait for, in supplies of one reserve. */
export interface PoolRunDay extends Omit<RunDay, 'full'> {
  readonly day: number;
  readonly full: readonly string[];
}

export function playPoolRun({
  reserves,
  firstAssets,
  ...terms
}: Omit<PoolRun, 'schema' | 'name' | 'source'>): PoolRunDay[] {
  const own = reserves.map(({ reserve, utilisation }): Reserve => {
    const [network, asset] = reserve.split('/');
    return { network: network!, isFirst: firstAssets.includes(asset!), utilisation };
  });
  return runOnPools(own, terms).map(({ full, waiting }, day) => ({
    day,
    full: full.map((i) => reserves[i]!.reserve),
    waiting,
  }));
}
