import * as z from 'zod/mini';
import { exp, log } from '../cascade/numbers/math.ts';
import type { MechanismSpec } from '../cascade/rules.ts';
import {
  above,
  atLeast,
  type Broken,
  between,
  described,
  flag,
  lawful,
  object,
  oneOf,
  whole,
} from './fields.ts';
import { refuse } from './parse.ts';

/** At 1 an order would be given away. */
export const MOST_EASE = 1 - 1e-9;
const EASE = z
  .number('must be a number from 0 to below 1')
  .check(z.minimum(0, 'must be a number from 0 to below 1'), z.lt(1, 'must be a number from 0 to below 1'));

/** How the venue liquidates, with its parameters: model.md section 4. Patience and ease in seconds or in ticks. */
const mechanismWith = <Times extends z.core.$ZodLooseShape>(times: Times) =>
  z.discriminatedUnion(
    'name',
    [
      object({ name: z.literal('full') }),
      object({
        name: z.literal('target-margin'),
        multiple: described('margin after a partial close, as a multiple of the maintenance rate', above(1)),
        minNotional: described('smallest notional that may be left open, settlement currency', atLeast(0)),
      }),
      z.discriminatedUnion(
        'variant',
        [
          object({
            name: z.literal('stepped'),
            variant: z.literal('share'),
            threshold: described('notional up to which everything is closed at once', atLeast(0)),
            firstShare: described('share closed in the first step', between(0, 1)),
            coolDown: described('seconds before the next step', atLeast(0)),
          }),
          object({ name: z.literal('stepped'), variant: z.literal('tier') }),
        ],
        'must be share or tier',
      ),
      object({
        name: z.literal('rate-limited'),
        velocity: described('share per second of the volume within reach', above(0)),
        reach: described('relative move that measures that volume', between(0, 1)),
        cure: described('an account that recovers leaves the queue', flag()),
      }),
      object({
        name: z.literal('auction'),
        buf: above(0),
        cut: between(0, 1),
        step: above(0, 'seconds'),
        tail: above(0, 'seconds'),
        cusp: between(0, 1),
        hole: above(0, 'settlement currency'),
        profit: between(0, 1),
      }),
      object({
        name: z.literal('takeover'),
        ...times,
        stepDown: z.exactOptional(
          described(
            'accounts above the first tier: taken over whole (none, the default), tier by tier (take), or reduced in the market first (reduce)',
            oneOf(['none', 'take', 'reduce']),
          ),
        ),
        mostReductions: z.exactOptional(
          described('reductions of one account, without a limit where left out', whole(1, 1_000_000)),
        ),
      }).check(lawful(onlyWhereReduced)),
    ],
    'must be full, target-margin, stepped, rate-limited, auction or takeover',
  );
/** A mechanism as snapshots and sweeps have it. */
export const Mechanism = mechanismWith({
  patienceSeconds: described(
    'how long the venue offers an account at its bankruptcy price',
    atLeast(0, 'seconds'),
  ),
  easePerMinute: described('share of its limit that an order gives up a minute after that', EASE),
});
export type Mechanism = Readonly<z.infer<typeof Mechanism>>;
export const MechanismInTicks = mechanismWith({
  patienceTicks: whole(0, 1_000_000),
  easePerTick: EASE,
});

function* onlyWhereReduced({
  stepDown,
  mostReductions,
}: {
  readonly stepDown?: unknown;
  readonly mostReductions?: unknown;
}): Iterable<Broken> {
  if (mostReductions !== undefined && stepDown !== 'reduce')
    yield { path: ['mostReductions'], rule: 'must stand beside stepDown reduce', got: mostReductions };
}

/** Inputs of a takeover that another assumption may give another value (report.md 2.6, 3.14). */
export const TAKEOVER_INPUTS = {
  patienceSeconds: z.exactOptional(atLeast(0, 'seconds')),
  easePerMinute: z.exactOptional(EASE),
};
type TakeoverChange = { readonly [Name in keyof typeof TAKEOVER_INPUTS]?: number | undefined };

/** A mechanism under other assumptions. Refuses, with `subject`, what it has nothing to apply to. */
export function mechanismUnder(
  mechanism: Mechanism,
  { patienceSeconds, easePerMinute }: TakeoverChange,
  subject: string,
): Mechanism {
  const own = {
    ...(patienceSeconds !== undefined && { patienceSeconds }),
    ...(easePerMinute !== undefined && { easePerMinute }),
  };
  const [first] = Object.keys(own);
  if (first === undefined) return mechanism;
  if (mechanism.name !== 'takeover')
    refuse(`${subject}.${first}`, 'stand beside a mechanism that takes accounts over', mechanism.name);
  return { ...mechanism, ...own };
}

/** Patience and ease as the core takes them (model.md 4.8): `L` whole ticks, and what a limit gives up in one. */
export function mechanismInTicks(mechanism: Mechanism, tickSeconds: number): MechanismSpec {
  if (mechanism.name !== 'takeover') return mechanism;
  const { patienceSeconds, easePerMinute, ...same } = mechanism;
  return {
    stepDown: 'none',
    ...same,
    patienceTicks: Math.ceil(patienceSeconds / tickSeconds),
    easePerTick: 1 - exp((log(1 - easePerMinute) * tickSeconds) / 60),
  };
}
