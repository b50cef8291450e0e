import { withoutRationals } from './rational.ts';

/** What is left out of `config`: a price path of one step into depth that stays where it is pushed. */
export const SCENARIO_DEFAULTS = {
  contract: 'linear',
  dt: 1,
  horizon: 3_600,
  rampSeconds: 0,
  depthScale: 1,
  withdrawal: null,
  decayPerTick: 1,
  permanentShare: 1,
  permanentTo: 'venue',
  triggerRule: { rule: 'last' },
  ownShare: 1,
  feeRate: 0,
  reservedFeeRate: 0,
  leftover: 'return',
  fund: 0,
  adl: { when: 'never' },
  socialised: false,
  backstop: null,
  mechanism: { name: 'full' },
} as const;

/** The document with rationals as numbers and with what it leaves out; whatever is wrong stays for the schema. */
export function filled(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { config, tiers, accounts } = value;
  // A path has its shock in it.
  const shock = isRecord(config) && config.path !== undefined ? { shock: 0 } : {};
  return {
    name: 'scenario',
    ...value,
    config: isRecord(config)
      ? { ...SCENARIO_DEFAULTS, ...shock, ...numeric(config), ...stepping(config) }
      : config,
    tiers: Array.isArray(tiers)
      ? tiers.map((row) => (isRecord(row) ? withLeverage(numeric(row)) : row))
      : tiers,
    accounts: withoutRationals(accounts),
  };
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numeric = (fields: Fields) => withoutRationals(fields) as Fields;

/** In golden `takeover-traces` an account may step down or not; `true` came before there were two ways. */
function stepping({ mechanism }: Fields): Fields {
  if (!isRecord(mechanism) || mechanism.stepDown !== true) return {};
  return { mechanism: { ...numeric(mechanism), stepDown: 'take' } };
}

/** Without a largest leverage of its own, a tier allows what its maintenance rate allows; no rule of a path reads it. */
export function withLeverage(row: Fields): Fields {
  const { rate } = row;
  return typeof rate === 'number' && rate > 0 && rate < 1
    ? { maxLeverage: Math.min(1_000, 1 / rate), ...row }
    : row;
}
