import * as z from 'zod/mini';
import { refuse } from '../parse.ts';
import { holdsRecords, type RecordKind, recordsOf, type TierFormat, VenueNumber } from './venue-json.ts';

const Limit = z.object({
  riskLimitValue: VenueNumber,
  maintenanceMargin: VenueNumber,
  initialMargin: VenueNumber,
  maxLeverage: VenueNumber,
  mmDeduction: z.optional(z.union([z.literal(''), VenueNumber])),
});
const KIND: RecordKind<z.infer<typeof Limit>> = {
  keys: ['symbol', 'riskLimitValue', 'maintenanceMargin', 'maxLeverage'],
  names: ['symbol'],
  schema: Limit,
};

/**
 * The answer of Bybit's `GET /v5/market/risk-limit`: caps in settlement currency. Rates are fractions or percent, as the
 * largest leverage beside them tells. Without `mmDeduction` a rate holds for the whole position.
 */
export const bybitRiskLimit: TierFormat = {
  words: "Bybit's risk-limit, version 5",
  holds: holdsRecords(KIND),
  read: (file) => {
    const rows = recordsOf(file, KIND).toSorted((a, b) => a.riskLimitValue - b.riskLimitValue);
    const perOne = hundredths(rows[0]!, file.subject, file.symbol);
    if (perOne === 100) file.say(`${file.subject}: its margin rates are percent`);
    const given = rows.some(({ mmDeduction }) => typeof mmDeduction === 'number');
    if (!given) file.say(`${file.subject}: without mmDeduction, each rate holds for the whole position`);
    return rows.map(({ riskLimitValue, maintenanceMargin, maxLeverage, mmDeduction }, k) => ({
      floor: rows[k - 1]?.riskLimitValue ?? 0,
      cap: riskLimitValue,
      rate: maintenanceMargin / perOne,
      maxLeverage,
      deduction: mmDeduction || 0,
    }));
  },
};

function hundredths({ initialMargin, maxLeverage }: z.infer<typeof Limit>, subject: string, symbol: string) {
  const product = initialMargin * maxLeverage;
  const near = (value: number) => Math.abs(product / value - 1) < 0.05;
  if (near(100)) return 100;
  if (near(1)) return 1;
  return refuse(
    `${subject} ${symbol} initialMargin`,
    `be 1/maxLeverage, ${1 / maxLeverage}, or that in percent`,
    initialMargin,
  );
}
