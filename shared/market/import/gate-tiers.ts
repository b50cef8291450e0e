import * as z from 'zod/mini';
import { type CappedRow, steppedTiers } from './stepped-tiers.ts';
import { recordOf, VenueNumber } from './venue-json.ts';

const Contract = z.object({
  name: z.string(),
  maintenance_rate: VenueNumber,
  leverage_max: VenueNumber,
  risk_limit_base: VenueNumber,
  risk_limit_step: VenueNumber,
  risk_limit_max: VenueNumber,
});
const Answer = z.pipe(
  z.object({ contracts: z.array(Contract) }),
  z.transform(({ contracts }) => contracts),
);

/**
 * Gate.io contract records: with each step of the risk limit both rates rise by their base, on the whole value, up to
 * `risk_limit_max` (the reading of ccxt for the same fields, 2023).
 */
export function gateTiers(subject: string, text: string, symbol: string): CappedRow[] {
  const record = recordOf(subject, Answer, 'name', symbol, text);
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
}
