import * as z from 'zod/mini';
import type { Accounts } from '../cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../cascade/margin/contract.ts';
import { type TierRow, type Tiers, tiersOf } from '../cascade/margin/tiers.ts';
import type { Rules } from '../cascade/rules.ts';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import { type GivenPath, givenShock } from '../cascade/venue/given-path.ts';
import type { ShockShape } from '../cascade/venue/shock.ts';
import { positionsFromRows } from './accounts.ts';
import { above, atLeast, between, flag, lawful, list, object, oneOf, prose } from './fields.ts';
import { besidePath, Path } from './given-path.ts';
import { MechanismInTicks } from './mechanism.ts';
import { checked, readJson, refuse } from './parse.ts';
import { reserving } from './reserved-fee.ts';
import { AdlInTicks, Backstop, marksOnItself, Withdrawal } from './rules.ts';
import { filled } from './scenario-defaults.ts';
import { coreLaw, Law, TriggerInTicks } from './scenario-laws.ts';
import { TierTable } from './tier-table.ts';

/** One path of one market, spelled out: what `cascade simulate` runs. */
export interface Scenario {
  readonly name: string;
  readonly rules: Rules;
  /** By which accounts are triggered. */
  readonly tiers: Tiers;
  /** As it was given. */
  readonly table: readonly TierRow[];
  /** As given: neither the leverage axis nor the cushion rule touches them. */
  readonly accounts: Accounts;
  readonly depth: DepthLaw;
  readonly depthScale: number;
  readonly shock: number;
  readonly shape: ShockShape | GivenPath;
}

/**
 * Reads a scenario, JSON with the names of golden `tick-traces`: `name`, `config`, `tiers`, `accounts`; what a path
 * expects (`ticks`, `outcome`, an account's `trigger`) is passed over. A number may be the text of a rational, "14/15".
 *
 * @throws RangeError `scenario... must rule, got value`
 */
export const parseScenario = (text: string, subject = 'scenario'): Scenario =>
  scenarioOf(scenarioValue(text, subject), subject);

/** The value that a scenario's JSON text stands for, whatever kind of scenario it is. */
export const scenarioValue = (text: string, subject = 'scenario'): unknown =>
  readJson(subject, text, MAX_CHARACTERS);

/** As `parseScenario`, from the value that JSON text stands for. */
export function scenarioOf(value: unknown, subject = 'scenario'): Scenario {
  const { name, config, tiers, accounts } = checked(subject, Document, filled(value));
  const { p0, dt, horizon, shock, rampSeconds, path, depth, depthScale, mechanism, ...rest } = config;
  const { reservedFeeRate, ...venue } = rest;
  refuseMisfits(subject, config.contract, p0, tiers, accounts);
  return {
    name,
    rules: {
      ...venue,
      startPrice: p0,
      tickSeconds: dt,
      horizonSeconds: horizon,
      mechanism: mechanism.name === 'takeover' ? { stepDown: 'none', ...mechanism } : mechanism,
    },
    tiers: reserving(tiersOf(tiers), { reservedFeeRate }),
    table: tiers,
    accounts: positionsFromRows(
      accounts.map(({ entry, side, quantity, collateral, owner }) => ({
        side,
        quantity,
        entryPrice: entry,
        collateral,
        ...(owner !== undefined && { owner }),
      })),
    ),
    depth: coreLaw(depth),
    depthScale,
    shock: path ? givenShock(path, dt) : shock,
    shape: path ?? (rampSeconds > 0 ? { shape: 'ramp', seconds: rampSeconds } : { shape: 'instantaneous' }),
  };
}

const MAX_CHARACTERS = 64_000_000;
const MAX_TICKS = 1_000_000;

const Config = object({
  contract: oneOf(['linear', 'inverse']),
  p0: above(0, 'quote currency per coin'),
  dt: above(0, 'seconds'),
  horizon: above(0, 'seconds'),
  shock: z
    .number('must be a number above -1')
    .check(z.gt(-1, 'must be above -1'), z.maximum(100, 'must be at most 100')),
  rampSeconds: atLeast(0, 'seconds'),
  path: z.exactOptional(Path),
  depth: Law,
  depthScale: above(0),
  withdrawal: z.nullable(Withdrawal),
  decayPerTick: between(0, 1),
  permanentShare: between(0, 1),
  permanentTo: oneOf(['venue', 'index']),
  triggerRule: TriggerInTicks,
  ownShare: between(0, 1),
  feeRate: between(0, 0.5),
  reservedFeeRate: between(0, 0.1),
  leftover: oneOf(['fund', 'return']),
  fund: atLeast(0, 'settlement currency'),
  adl: AdlInTicks,
  socialised: flag(),
  backstop: z.nullable(Backstop),
  mechanism: MechanismInTicks,
}).check(
  lawful(function* (config) {
    const { dt, horizon, rampSeconds } = config;
    for (const [field, seconds] of [
      ['horizon', horizon],
      ['rampSeconds', rampSeconds],
    ] as const) {
      const rule = `must be at most ${MAX_TICKS} ticks of ${dt} s`;
      if (!(seconds / dt <= MAX_TICKS)) yield { path: [field], rule, got: seconds };
    }
    yield* marksOnItself(config);
    yield* besidePath(config);
  }),
);

const Account = object({
  side: z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1'),
  quantity: above(0),
  entry: above(0, 'quote currency per coin'),
  collateral: atLeast(0, 'settlement currency'),
  trigger: z.optional(z.unknown()),
  owner: z.exactOptional(prose(128)),
});
type Account = z.infer<typeof Account>;

const Document = object({
  name: prose(200),
  note: z.exactOptional(prose(10_000)),
  config: Config,
  tiers: TierTable,
  accounts: list(Account, 1, 1_000_000),
  ticks: z.optional(z.unknown()),
  outcome: z.optional(z.unknown()),
});

function refuseMisfits(
  subject: string,
  contract: Contract,
  startPrice: number,
  tiers: readonly { readonly cap?: number }[],
  accounts: readonly Account[],
): void {
  const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
  for (const [i, { quantity }] of accounts.entries()) {
    const notional = quantity * Math.abs(unitValue(contract, startPrice));
    if (!(notional <= cap)) {
      refuse(`${subject}.accounts.${i}.quantity`, `have a notional within the last tier, ${cap}`, notional);
    }
  }
}
