import * as z from 'zod/mini';
import { drawAnswers } from '../cascade/holders/top-up.ts';
import type { SharedRules } from '../cascade/interventions.ts';
import { above, atLeast, type Broken, between, list, object, prose, whole } from './fields.ts';

const MOST_MEMBERS = 10_000;
const MOST_OWNERS = 1_000_000;

const Halt = object({
  move: above(0),
  windowSeconds: above(0, 'seconds'),
  pauseSeconds: above(0, 'seconds'),
});
const Band = object({ width: above(0) });
const StressMaintenance = object({
  move: atLeast(0),
  factor: atLeast(1),
  delaySeconds: atLeast(0, 'seconds'),
});
const called = {
  share: between(0, 1),
  withinSeconds: atLeast(0, 'seconds'),
  callAt: atLeast(1),
  to: atLeast(1),
  most: atLeast(0),
};
const TopUp = object({ ...called, seed: z._default(whole(0, 0xffffffff), 0) });
type TopUp = Readonly<z.infer<typeof TopUp>>;
const Member = object({
  capital: atLeast(0, 'settlement currency'),
  owners: list(prose(128), 1, MOST_OWNERS),
});
type Member = Readonly<z.infer<typeof Member>>;

/** What a venue does in stress, of a market and of all of them (contagion.md 2.10, 7); nothing where left out. */
export const OF_MARKET = {
  halt: z.exactOptional(Halt),
  band: z.exactOptional(Band),
  stressMaintenance: z.exactOptional(StressMaintenance),
};
const members = z.exactOptional(list(Member, 1, MOST_MEMBERS));
export const OF_ALL = { topUp: z.exactOptional(TopUp), members };
/** Where a path's own number draws who answers. */
export const OF_VENUE = { topUp: z.exactOptional(object(called)), members };

export interface MarketTerms {
  readonly mechanism: { readonly name: string };
  readonly funding?: object;
  readonly halt?: object;
  readonly band?: object;
  readonly stressMaintenance?: Readonly<z.infer<typeof StressMaintenance>>;
  readonly tiers: readonly { readonly rate: number }[];
}

/** What of a market's rules cannot stand together. */
export function* inStress({ mechanism, funding, stressMaintenance, tiers }: MarketTerms): Iterable<Broken> {
  const changesTerms = funding ? 'funding' : stressMaintenance && 'stressMaintenance';
  if (changesTerms) yield* keepsPlaces(mechanism.name, changesTerms, ['mechanism', 'name']);
  if (!stressMaintenance) return;
  const { factor } = stressMaintenance;
  if (!tiers.every(({ rate }) => rate * factor < 1))
    yield {
      path: ['stressMaintenance', 'factor'],
      rule: 'must leave every maintenance rate below 1',
      got: factor,
    };
}

export interface SharedTerms {
  readonly markets: readonly MarketTerms[];
  readonly closeOut: { readonly amount: string };
  readonly adl: { readonly when: string };
}

/** What cannot stand beside an inventory that the venue works off, which has limits of its own and one fund behind all of it. */
export function* ofTakeover({ markets, closeOut, adl }: SharedTerms): Iterable<Broken> {
  const takesOver = markets.map(({ mechanism }) => mechanism.name === 'takeover');
  if (!takesOver.includes(true)) return;
  const other = takesOver.indexOf(false);
  if (other >= 0)
    yield {
      path: ['markets', other, 'mechanism', 'name'],
      rule: 'must be takeover in all markets or in none: a wallet is taken over whole',
      got: markets[other]!.mechanism.name,
    };
  if (closeOut.amount !== 'all')
    yield { path: ['closeOut', 'amount'], rule: 'must be all with takeover', got: closeOut.amount };
  if (adl.when === 'fund-empty')
    yield {
      path: ['adl', 'when'],
      rule: 'must be never or negative-equity with takeover where markets share a fund',
      got: adl.when,
    };
  for (const [k, market] of markets.entries())
    for (const rule of ['funding', 'halt', 'band'] as const)
      if (market[rule])
        yield { path: ['markets', k, rule], rule: 'must not be there with takeover', got: market[rule] };
}

/** Calls change terms in every market. */
export function* ofCalls(markets: readonly MarketTerms[], topUp: object | undefined): Iterable<Broken> {
  if (!topUp) return;
  for (const [k, { mechanism }] of markets.entries())
    yield* keepsPlaces(mechanism.name, 'topUp', ['markets', k, 'mechanism', 'name']);
}

/** A queue without price stands in the order that triggers had. */
function* keepsPlaces(name: string, rule: string, path: PropertyKey[]): Iterable<Broken> {
  if (name === 'rate-limited')
    yield { path, rule: `must be full, target-margin or stepped with ${rule}`, got: name };
}

/** An owner is one of those there are, and answers to one member at most. */
export function* ofMembers(
  members: readonly Member[] | undefined,
  names: readonly string[],
): Iterable<Broken> {
  const free = new Set(names);
  for (const [g, { owners }] of (members ?? []).entries())
    for (const [i, owner] of owners.entries())
      if (!free.delete(owner))
        yield {
          path: ['members', g, 'owners', i],
          rule: 'must be an owner of an account or a wallet, once',
          got: owner,
        };
}

/** By wallet, then by account; whoever has no name is an owner alone. */
export const ownerNames = (
  wallets: readonly { readonly owner?: string }[],
  accounts: readonly { readonly owner?: string; readonly wallet?: number }[],
): string[] => {
  const ofWallets = wallets.map(({ owner }, w) => owner ?? `wallet ${w}`);
  return [
    ...ofWallets,
    ...accounts.map(({ owner, wallet }, i) =>
      wallet === undefined ? (owner ?? `account ${i}`) : (ofWallets[wallet] ?? ''),
    ),
  ];
};

/** The same by the numbers of owners; who answers a call is drawn (contagion.md 8). */
export function sharedRules(
  { topUp, members }: { readonly topUp?: TopUp; readonly members?: readonly Member[] },
  names: readonly string[],
  numbers: Int32Array,
): SharedRules {
  const numberOf = new Map(names.map((name, i) => [name, numbers[i]!]));
  return {
    ...(topUp && {
      topUp: {
        ...topUp,
        answers: drawAnswers({ seedLow: topUp.seed, seedHigh: 0, path: 0 }, topUp.share, new Set(names).size),
      },
    }),
    ...(members && {
      members: members.map(({ capital, owners }) => ({
        capital,
        owners: owners.map((owner) => numberOf.get(owner)!),
      })),
    }),
  };
}
