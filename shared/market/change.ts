import * as z from 'zod/mini';
import { Beyond } from './depth.ts';
import { above, atLeast, between, object } from './fields.ts';
import { withLargest } from './largest-account.ts';
import { type Market, remade } from './market.ts';
import { refuse } from './parse.ts';
import type { EstimatedPositions } from './positions.ts';
import { Withdrawal } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

/** Inputs of a snapshot that another assumption may give another value (report.md 2.6). */
export const MARKET_INPUTS = {
  beyond: z.exactOptional(Beyond),
  /** null: nobody on other venues. Their recorded levels belong into a snapshot, for manifests are no place for data. */
  outside: z.exactOptional(z.nullable(object({ cost: atLeast(0), multiple: atLeast(0) }))),
  halfLifeSeconds: z.exactOptional(z.nullable(atLeast(0, 'seconds'))),
  permanentShare: z.exactOptional(between(0, 1)),
  ownShare: z.exactOptional(between(0, 1)),
  leverageTilt: z.exactOptional(between(-5, 5)),
  standingShare: z.exactOptional(object({ long: between(0, 1), short: between(0, 1) })),
  sizeDispersion: z.exactOptional(between(0, 5)),
  /** Multiples of today's. */
  openInterestScale: z.exactOptional(above(0)),
  fundScale: z.exactOptional(atLeast(0)),
  withdrawal: z.exactOptional(z.nullable(Withdrawal)),
};
/** Of the mark's delay: an input of the sensitivity table (report.md 3.14) and of reverse stress (3.7) alone. */
export const LATENCY = { latencySeconds: z.exactOptional(atLeast(0, 'seconds')) };
/** Multiple of the largest account of each side: of reverse stress alone (report.md 3.7). */
export const LARGEST = { largestScale: z.exactOptional(above(0)) };

const MarketChange = object({ ...MARKET_INPUTS, ...LATENCY, ...LARGEST });
export type MarketChange = Readonly<z.infer<typeof MarketChange>>;

/** A market under other assumptions. Refuses, with `subject`, what it has nothing to apply to. */
export function marketUnder(market: Market, change: MarketChange, subject: string): Market {
  const before = market.snapshot;
  const after = remade(market, {
    ...before,
    market: scaledMarket(before.market, change),
    fund:
      change.fundScale === undefined
        ? before.fund
        : { ...before.fund, balance: change.fundScale * before.fund.balance },
    positions: positionsUnder(before.positions, change, subject),
    depth: depthUnder(before.depth, change, subject),
    rules: rulesUnder(before.rules, change, subject),
  });
  return withLargest(after, change.largestScale ?? 1);
}

const scaledMarket = (
  market: Snapshot['market'],
  { openInterestScale = 1 }: MarketChange,
): Snapshot['market'] => ({ ...market, openInterest: openInterestScale * market.openInterest });

function positionsUnder(
  positions: Snapshot['positions'],
  change: MarketChange,
  subject: string,
): Snapshot['positions'] {
  const own = given(change, ['leverageTilt', 'standingShare', 'sizeDispersion']);
  const [first] = Object.keys(own);
  if (first === undefined) return positions;
  if (positions.kind !== 'estimated')
    refuse(`${subject}.${first}`, 'be of a snapshot whose positions are estimated', positions.kind);
  return { ...positions, ...own } satisfies EstimatedPositions;
}

function depthUnder(depth: Snapshot['depth'], change: MarketChange, subject: string): Snapshot['depth'] {
  const [first] = Object.keys(given(change, ['beyond', 'outside']));
  if (first === undefined) return depth;
  if (depth.kind === 'law')
    refuse(`${subject}.${first}`, 'be of a snapshot whose depth is levels or a profile', depth.kind);
  const { outside: today, ...own } = depth;
  const outside = change.outside === undefined ? today : change.outside;
  return { ...own, ...given(change, ['beyond']), ...(outside && { outside }) };
}

function rulesUnder(rules: Snapshot['rules'], change: MarketChange, subject: string): Snapshot['rules'] {
  const { triggerRule } = rules;
  const { latencySeconds, ownShare = 1 } = change;
  if (triggerRule.rule === 'last' && ownShare !== 1)
    refuse(`${subject}.ownShare`, 'be 1 beside the trigger rule last', ownShare);
  if (latencySeconds !== undefined && triggerRule.rule !== 'lagged')
    refuse(`${subject}.latencySeconds`, 'be of a snapshot whose trigger rule is lagged', triggerRule.rule);
  return {
    ...rules,
    ...given(change, ['halfLifeSeconds', 'permanentShare', 'ownShare', 'withdrawal']),
    ...(latencySeconds !== undefined && { triggerRule: { rule: 'lagged', latencySeconds } }),
  };
}

/** Those of the inputs that the change names. */
function given<Name extends keyof MarketChange>(
  change: MarketChange,
  names: readonly Name[],
): Partial<Pick<MarketChange, Name>> {
  return Object.fromEntries(
    names.filter((name) => change[name] !== undefined).map((name) => [name, change[name]]),
  ) as Partial<Pick<MarketChange, Name>>;
}
