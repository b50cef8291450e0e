import * as z from 'zod/mini';
import { refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  recordsIn,
  type TierFile,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const KIND: RecordKind<{ readonly maxLeverage: number; readonly marginTableId?: number | undefined }> = {
  keys: ['name', 'szDecimals', 'maxLeverage'],
  names: ['name'],
  schema: z.object({ maxLeverage: VenueNumber, marginTableId: z.optional(VenueNumber) }),
};

const Table = z.object({
  marginTiers: z.array(z.object({ lowerBound: VenueNumber, maxLeverage: VenueNumber })),
});

/**
 * The answer of Hyperliquid's `meta`: the maintenance rate is half of the initial rate at the largest leverage, and the
 * deduction makes the requirement continuous (model.md 1.2). A market without a table of its own has one tier.
 */
export const hyperliquidMeta: TierFormat = {
  words: "Hyperliquid's meta",
  holds: holdsRecords(KIND),
  read: (file) => {
    const { maxLeverage, marginTableId } = recordOf(file, KIND);
    const table = tableIn(file, marginTableId);
    // A table of one tier has the leverage for its number, and stands nowhere.
    if (!table && marginTableId !== undefined && marginTableId !== maxLeverage)
      refuse(file.subject, `hold margin table ${marginTableId} of ${file.symbol} under marginTables`, 'none');
    const tiers = table?.marginTiers ?? [{ lowerBound: 0, maxLeverage }];
    const rows: CappedRow[] = [];
    for (const { lowerBound: floor, maxLeverage: most } of tiers) {
      const before = rows.at(-1);
      const rate = 1 / (2 * most);
      const deduction = before ? before.deduction! + floor * (rate - before.rate) : 0;
      rows.push({ floor, rate, maxLeverage: most, deduction });
    }
    return rows;
  },
};

/** A table stands behind its number: `[56, {...}]`. */
function tableIn({ subject, answer }: TierFile, id: number | undefined): z.infer<typeof Table> | undefined {
  if (id === undefined) return undefined;
  const lists = recordsIn(answer, ['marginTables']).flatMap(({ marginTables }) => marginTables);
  // Some clients keep numbers as texts.
  const pair = lists.find((entry) => Array.isArray(entry) && Number(entry[0]) === id) as
    | unknown[]
    | undefined;
  if (!pair) return undefined;
  const table = z.safeParse(Table, pair[1]);
  return table.success ? table.data : refuse(`${subject} margin table ${id}`, 'have marginTiers', pair[1]);
}
