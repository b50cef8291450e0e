import * as z from 'zod/mini';
import { decimal } from '../columns.ts';
import { refuse } from '../parse.ts';
import { holdsRecords, type RecordKind, recordOf, type TierFormat, VenueNumber } from './venue-json.ts';

const Percent = z.string('must be a text like 0.5%');
const Limit = z.object({ limit: VenueNumber, initialMargin: Percent, maintenanceMargin: Percent });
const KIND: RecordKind<{ readonly riskLimits: readonly z.infer<typeof Limit>[] }> = {
  keys: ['symbol', 'riskLimits'],
  names: ['symbol'],
  schema: z.object({ riskLimits: z.array(Limit) }),
};

/** Phemex risk limits: caps in settlement currency, rates in percent, each for the whole position. */
export const phemexRiskLimits: TierFormat = {
  words: "Phemex's risk limits",
  holds: holdsRecords(KIND),
  read: (file) => {
    const { riskLimits } = recordOf(file, KIND);
    const rate = (percent: string) => {
      const value = percent.endsWith('%') ? decimal(percent.slice(0, -1)) : NaN;
      if (!(value > 0)) refuse(`${file.subject} ${file.symbol}`, 'have rates in percent', percent);
      return value / 100;
    };
    return riskLimits.map(({ limit, initialMargin, maintenanceMargin }, k) => ({
      floor: k === 0 ? 0 : riskLimits[k - 1]!.limit,
      cap: limit,
      rate: rate(maintenanceMargin),
      maxLeverage: 1 / rate(initialMargin),
      deduction: 0,
    }));
  },
};
