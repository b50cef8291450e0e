import * as z from 'zod/mini';
import { decimal } from '../columns.ts';
import { refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';
import { recordOf, VenueNumber } from './venue-json.ts';

const Limit = z.object({ limit: VenueNumber, initialMargin: z.string(), maintenanceMargin: z.string() });
const Record = z.object({ symbol: z.string(), riskLimits: z.array(Limit) });
const Answer = z.pipe(
  z.object({ riskLimits: z.array(Record) }),
  z.transform(({ riskLimits }) => riskLimits),
);

/** Phemex risk limits: caps in settlement currency, rates in percent, each for the whole position. */
export function phemexTiers(subject: string, text: string, symbol: string): CappedRow[] {
  const { riskLimits } = recordOf(subject, Answer, 'symbol', symbol, text);
  const rate = (percent: string) => {
    const value = percent.endsWith('%') ? decimal(percent.slice(0, -1)) : NaN;
    if (!(value > 0)) refuse(`${subject} ${symbol}`, 'have rates in percent', percent);
    return value / 100;
  };
  return riskLimits.map(({ limit, initialMargin, maintenanceMargin }, k) => ({
    floor: k === 0 ? 0 : riskLimits[k - 1]!.limit,
    cap: limit,
    rate: rate(maintenanceMargin),
    maxLeverage: 1 / rate(initialMargin),
    deduction: 0,
  }));
}
