import * as z from 'zod/mini';
import { exp, LN2 } from '../cascade/numbers/math.ts';
import type { Rules as CoreRules } from '../cascade/rules.ts';
import {
  above,
  atLeast,
  type Broken,
  between,
  described,
  flag,
  lawful,
  list,
  object,
  oneOf,
  whole,
} from './fields.ts';
import { Mechanism, mechanismInTicks } from './mechanism.ts';

const TriggerRule = z.discriminatedUnion(
  'rule',
  [
    object({ rule: z.literal('last') }),
    object({
      rule: z.literal('lagged'),
      latencySeconds: described('age of the price that marks', atLeast(0, 'seconds')),
    }),
    object({ rule: z.literal('ema'), halfLifeSeconds: above(0, 'seconds') }),
    object({
      rule: z.literal('capped'),
      capPerSecond: described('largest relative move of the mark a second', above(0)),
    }),
  ],
  'must be last, lagged, ema or capped',
);

const policy = oneOf(['queue', 'pro-rata', 'water-filling']);
/** When winners are closed against losers, and which: model.md 5.3 and 5.4. The window in seconds or in ticks. */
const adlWith = <Window extends z.core.$ZodLooseShape>(window: Window) =>
  z.discriminatedUnion(
    'when',
    [
      object({ when: z.literal('never') }),
      object({ when: z.literal('negative-equity'), policy }),
      object({ when: z.literal('fund-empty'), policy }),
      object({
        when: z.literal('fund-drawdown'),
        policy,
        drawdown: described(
          'share of its highest balance in the window that the fund may lose before winners pay',
          between(0, 1),
        ),
        ...window,
      }),
    ],
    'must be never, negative-equity, fund-empty or fund-drawdown',
  );
const Adl = adlWith({
  windowSeconds: described('how far back that highest balance may lie', above(0, 'seconds')),
});
export const AdlInTicks = adlWith({ windowTicks: whole(0, 1_000_000) });

export const Backstop = object({
  share: described('takes accounts with less than this share of maintenance', between(0, 1)),
  capital: described('settlement currency', atLeast(0)),
  minMargin: described('equity the vault keeps, as a share of its notional', between(0, 1)),
  velocity: above(0),
  reach: between(0, 1),
});

export const Withdrawal = list(
  z.tuple([between(0, 1), between(0, 1)], 'must be [move, share]'),
  1,
  100,
).check(
  z.refine(
    (rows) => rows.every(([move], i) => i === 0 || rows[i - 1]![0] < move),
    'must have moves that ascend',
  ),
  z.refine((rows) => rows.every(([, share]) => share > 0), 'must have shares > 0'),
);

/** The last price is the venue's own: a weight beside it would be passed over, and so must not be there (model.md 3). */
export function* marksOnItself({
  triggerRule,
  ownShare,
}: {
  readonly triggerRule: { readonly rule: string };
  readonly ownShare: number;
}): Iterable<Broken> {
  if (triggerRule.rule === 'last' && ownShare !== 1)
    yield { path: ['ownShare'], rule: 'must be 1 beside the trigger rule last', got: ownShare };
}

/** What the venue does with an account in trouble; model.md sections 2 to 5. */
export const Rules = object({
  mechanism: described("the venue's own liquidation mechanism", Mechanism),
  triggerRule: described('which price triggers liquidations', TriggerRule),
  ownShare: described(
    "weight of the venue's own price in that price; the rest is the outside index",
    between(0, 1),
  ),
  feeRate: described('liquidation fee, fraction of notional, paid to the fund', between(0, 0.5)),
  reservedFeeRate: z.exactOptional(
    described(
      'closing fee that the venue reserves, fraction of notional: the trigger asks for maintenance rate plus this; 0 if left out',
      between(0, 0.1),
    ),
  ),
  leftover: described(
    'what is left of a closed account goes to the fund or returns to its owner',
    oneOf(['fund', 'return']),
  ),
  permanentShare: described(
    'share of the displacement of a forced trade that never comes back',
    between(0, 1),
  ),
  permanentTo: z.exactOptional(
    described(
      "where that share lives: the venue's own price stays displaced (venue, the default), or what heals moves the index",
      oneOf(['venue', 'index']),
    ),
  ),
  halfLifeSeconds: described(
    'half-life of the rest; null: nothing comes back',
    z.nullable(atLeast(0, 'seconds')),
  ),
  withdrawal: described(
    '(largest move so far, share of makers who stay), null: all stay',
    z.nullable(Withdrawal),
  ),
  adl: described('when and how winners are closed against losers', Adl),
  socialised: described('what the fund cannot pay is taken from profits', flag()),
  backstop: described('a vault that takes over accounts before the mechanism, or null', z.nullable(Backstop)),
}).check(lawful(marksOnItself));
export type Rules = Readonly<z.infer<typeof Rules>>;

/** What the rest of the snapshot and the run add. */
type Setting = Pick<CoreRules, 'contract' | 'startPrice' | 'fund' | 'tickSeconds' | 'horizonSeconds'> & {
  readonly mechanism: Mechanism;
};

/** The venue's rules as the core takes them, times in ticks: model.md 2.1 (decay) and 3 (trigger-price rules). */
export function coreRules(rules: Rules, setting: Setting): CoreRules {
  const { halfLifeSeconds, triggerRule, adl, reservedFeeRate: _inTheTriggers, ...same } = rules;
  return {
    permanentTo: 'venue',
    ...same,
    ...setting,
    mechanism: mechanismInTicks(setting.mechanism, setting.tickSeconds),
    adl: adlInTicks(adl, setting.tickSeconds),
    decayPerTick: decayPerTick(halfLifeSeconds, setting.tickSeconds),
    triggerRule: triggerRuleInTicks(triggerRule, setting.tickSeconds),
  };
}

/** A half-life of 0 leaves exp(-Infinity) = 0 of the displacement. */
function decayPerTick(halfLifeSeconds: number | null, tickSeconds: number): number {
  return halfLifeSeconds === null ? 1 : exp((-LN2 * tickSeconds) / halfLifeSeconds);
}

function triggerRuleInTicks(rule: Rules['triggerRule'], tickSeconds: number): CoreRules['triggerRule'] {
  if (rule.rule === 'lagged') return { rule: 'lagged', ticks: Math.ceil(rule.latencySeconds / tickSeconds) };
  if (rule.rule === 'ema')
    return { rule: 'ema', weight: 1 - exp((-LN2 * tickSeconds) / rule.halfLifeSeconds) };
  if (rule.rule === 'capped') return { rule: 'capped', capPerTick: rule.capPerSecond * tickSeconds };
  return rule;
}

function adlInTicks(adl: Rules['adl'], tickSeconds: number): CoreRules['adl'] {
  if (adl.when !== 'fund-drawdown') return adl;
  const { windowSeconds, ...same } = adl;
  return { ...same, windowTicks: Math.floor(windowSeconds / tickSeconds) };
}
