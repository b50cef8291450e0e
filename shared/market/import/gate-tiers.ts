import * as z from 'zod/mini';
import { steppedTiers } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  recordsOf,
  refuseOther,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const Contract = z.object({
  type: z.optional(z.enum(['direct', 'inverse'], 'must be direct or inverse')),
  maintenance_rate: VenueNumber,
  leverage_max: VenueNumber,
  risk_limit_base: VenueNumber,
  risk_limit_step: VenueNumber,
  risk_limit_max: VenueNumber,
});
const CONTRACTS: RecordKind<z.infer<typeof Contract>> = {
  keys: ['name', 'maintenance_rate', 'risk_limit_base', 'risk_limit_step'],
  names: ['name'],
  schema: Contract,
};

/**
 * Gate.io contract records: with each step of the risk limit both rates rise by their base, on the whole value, up to
 * `risk_limit_max` (the reading of ccxt for the same fields, 2023).
 */
export const gateContracts: TierFormat = {
  words: "Gate's contracts",
  holds: holdsRecords(CONTRACTS),
  read: (file) => {
    const record = recordOf(file, CONTRACTS);
    if (record.type !== undefined) refuseOther(file, record.type === 'direct' ? 'linear' : 'inverse');
    const { risk_limit_base: base, risk_limit_step: step, risk_limit_max: most } = record;
    const initialRate = 1 / record.leverage_max;
    // A step at which the initial rate passes 1 allows nobody in: the table ends before it.
    const steps = Math.max(
      0,
      Math.min(Math.ceil((most - base) / step), Math.floor((1 - initialRate) / initialRate)),
    );
    const rows = steppedTiers({
      baseLimit: base,
      stepLimit: step,
      initialRate,
      maintenanceRate: record.maintenance_rate,
      initialPerStep: initialRate,
      maintenancePerStep: record.maintenance_rate,
      steps,
    });
    return [...rows.slice(0, -1), { ...rows[steps]!, cap: Math.min(most, base + steps * step) }];
  },
};

const Tier = z.object({
  risk_limit: VenueNumber,
  maintenance_rate: VenueNumber,
  leverage_max: VenueNumber,
});
const TIERS: RecordKind<z.infer<typeof Tier>> = {
  keys: ['tier', 'risk_limit', 'maintenance_rate', 'leverage_max'],
  names: ['contract'],
  schema: Tier,
};

/** The answer of Gate's `GET /futures/{settle}/risk_limit_tiers`: rates on the whole value. */
export const gateRiskLimitTiers: TierFormat = {
  words: "Gate's risk_limit_tiers",
  holds: holdsRecords(TIERS),
  read: (file) => {
    const rows = recordsOf(file, TIERS).toSorted((a, b) => a.risk_limit - b.risk_limit);
    return rows.map(({ risk_limit, maintenance_rate, leverage_max }, k) => ({
      floor: rows[k - 1]?.risk_limit ?? 0,
      cap: risk_limit,
      rate: maintenance_rate,
      maxLeverage: leverage_max,
      deduction: 0,
    }));
  },
};
