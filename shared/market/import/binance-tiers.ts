import * as z from 'zod/mini';
import { decimal, refuseRow, takeColumns } from '../columns.ts';
import { columnsFromCsv } from '../csv.ts';
import { refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  type TierFile,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const NUMBERS = ['min_notional', 'max_notional', 'maintenance_margin_rate', 'max_leverage', 'cum'] as const;

/**
 * Binance leverage brackets as CSV: `symbol, tier, currency, min_notional, max_notional,
 * maintenance_margin_rate, max_leverage, cum`, many symbols in one file. `cum` is the maintenance amount, kept as the
 * deduction; a `max_notional` beyond 2^53 is the venue's way to say that there is none. Rows of the symbol must be there in order, tier 1 first.
 */
export function binanceTiers(subject: string, text: string, symbol: string): CappedRow[] {
  const { count, at } = takeColumns(subject, columnsFromCsv(subject, text), ['symbol', 'tier', ...NUMBERS]);
  const rows: CappedRow[] = [];
  for (let i = 0; i < count; i++) {
    if (at.symbol[i] !== symbol) continue;
    const [floor, cap, rate, maxLeverage, deduction] = NUMBERS.map((name) => {
      const value = decimal(at[name][i]);
      return Number.isFinite(value) ? value : refuseRow(subject, i, name, 'be a number', at[name][i]);
    }) as [number, number, number, number, number];
    if (decimal(at.tier[i]) !== rows.length + 1)
      refuseRow(subject, i, 'tier', `be ${rows.length + 1}`, at.tier[i]);
    rows.push({ floor, ...capped(cap), rate, maxLeverage, deduction });
  }
  if (rows.length === 0) refuse(subject, `have brackets of ${symbol}`, `${count} rows of others`);
  return rows;
}

const capped = (cap: number) => (cap <= Number.MAX_SAFE_INTEGER ? { cap } : {});

export const binanceCsv: TierFormat = {
  words: 'a CSV of Binance brackets: symbol, tier, min_notional, max_notional, maintenance_margin_rate, ...',
  holds: ({ text, answer }) => answer === undefined && /maintenance_margin_rate/.test(text.slice(0, 1_000)),
  read: ({ subject, text, symbol }) => binanceTiers(subject, text, symbol),
};

const Bracket = z.object({
  bracket: VenueNumber,
  initialLeverage: VenueNumber,
  notionalCap: z.optional(VenueNumber),
  notionalFloor: z.optional(VenueNumber),
  // Coin-margined markets count in coins, under these names.
  qtyCap: z.optional(VenueNumber),
  qtyFloor: z.optional(VenueNumber),
  qtylFloor: z.optional(VenueNumber),
  maintMarginRatio: VenueNumber,
  cum: VenueNumber,
});
const BRACKETS: RecordKind<{ readonly brackets: readonly z.infer<typeof Bracket>[] }> = {
  keys: ['brackets'],
  names: ['symbol', 'pair'],
  schema: z.object({ brackets: z.array(Bracket) }),
};

/**
 * The answer of `GET /fapi/v1/leverageBracket`, or of a coin-margined market's `GET /dapi/v2/leverageBracket`, whose levels are coins,
 * the notional of an inverse contract; numbers or texts; `cum` is the deduction.
 */
export const binanceBrackets: TierFormat = {
  words: "Binance's leverageBracket",
  holds: holdsRecords(BRACKETS),
  read: (file) =>
    recordOf(file, BRACKETS)
      .brackets.toSorted((a, b) => a.bracket - b.bracket)
      .map(({ maintMarginRatio, initialLeverage, cum, ...level }) => ({
        floor: levelOf(file, level.notionalFloor ?? level.qtyFloor ?? level.qtylFloor),
        ...capped(levelOf(file, level.notionalCap ?? level.qtyCap)),
        rate: maintMarginRatio,
        maxLeverage: initialLeverage,
        deduction: cum,
      })),
};

const levelOf = ({ subject, symbol }: TierFile, level: number | undefined): number =>
  level ?? refuse(`${subject} ${symbol} brackets`, 'say where each begins and ends', 'nothing');

const SYMBOLS: RecordKind<{ readonly maintMarginPercent: number; readonly requiredMarginPercent: number }> = {
  keys: ['maintMarginPercent', 'requiredMarginPercent'],
  names: ['symbol', 'pair'],
  schema: z.object({ maintMarginPercent: VenueNumber, requiredMarginPercent: VenueNumber }),
};

/** The answer of `GET /fapi/v1/exchangeInfo`: one rate for all, which the venue's own documentation says to pass over. */
export const binanceExchangeInfo: TierFormat = {
  words: "Binance's exchangeInfo",
  holds: holdsRecords(SYMBOLS),
  read: (file) => {
    const { maintMarginPercent, requiredMarginPercent } = recordOf(file, SYMBOLS);
    file.say(
      `${file.subject}: exchangeInfo knows one rate for every size, and Binance says not to use it; leverageBracket has the table`,
    );
    return [{ floor: 0, rate: maintMarginPercent / 100, maxLeverage: 100 / requiredMarginPercent }];
  },
};
