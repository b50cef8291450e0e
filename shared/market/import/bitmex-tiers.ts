import * as z from 'zod/mini';
import { checked, refuse } from '../parse.ts';
import type { QuantoTerms } from './quanto.ts';
import { steppedTiers } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  recordsIn,
  refuseOther,
  type TierFile,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const Instrument = z.object({
  settlCurrency: z.string(),
  isQuanto: z.boolean(),
  isInverse: z.optional(z.boolean()),
  multiplier: z.optional(VenueNumber),
  initMargin: VenueNumber,
  maintMargin: VenueNumber,
  riskLimit: VenueNumber,
  riskStep: VenueNumber,
  openValue: VenueNumber,
});
const KIND: RecordKind<z.infer<typeof Instrument>> = {
  keys: ['symbol', 'initMargin', 'maintMargin', 'riskLimit', 'riskStep'],
  names: ['symbol'],
  schema: Instrument,
};

/** Currencies of settlement: units of these in one of what they are a part of, and the names of that. */
const PARTS: Readonly<Record<string, { readonly inOne: number; readonly of: readonly string[] }>> = {
  XBt: { inOne: 1e8, of: ['XBT', 'BTC'] },
  USDt: { inOne: 1e6, of: ['USDT'] },
};

function partsOf(file: Pick<TierFile, 'subject' | 'symbol'>, settlCurrency: string) {
  const known = PARTS[settlCurrency];
  return known ?? refuse(`${file.subject} ${file.symbol} settlCurrency`, 'be XBt or USDt', settlCurrency);
}

/**
 * What a record with `isQuanto` says: one contract pays `multiplier` satoshi per unit of price, "# Contracts * Multiplier * (Exit
 * Price - Entry Price)" (BitMEX, "How do I manually calculate my Realised PNL?"). Undefined where the answer has no such record.
 */
export function bitmexQuanto(file: Pick<TierFile, 'subject' | 'answer' | 'symbol'>): QuantoTerms | undefined {
  const isOwn = ({ symbol, isQuanto }: Readonly<Record<string, unknown>>) =>
    symbol === file.symbol && isQuanto === true;
  const record = recordsIn(file.answer, [...KIND.keys, 'isQuanto']).find(isOwn);
  if (!record) return undefined;
  const subject = `${file.subject} ${file.symbol}`;
  const { multiplier, settlCurrency } = checked(subject, Instrument, record);
  if (multiplier === undefined || !(multiplier > 0))
    return refuse(
      `${subject} multiplier`,
      'be what one contract of a quanto pays, > 0',
      multiplier ?? 'nothing',
    );
  const { inOne, of } = partsOf(file, settlCurrency);
  return { multiplier: multiplier / inOne, settlement: of };
}

/** Beyond a sixth of the market's open value nobody's position is plausible, and the table may end. */
const LARGEST_SHARE = 1 / 6;

/**
 * BitMEX instrument records (`symbol`, `initMargin`, `maintMargin`, `riskLimit`, `riskStep`): each risk step adds the base
 * maintenance rate to both rates, on the whole value (documentation of 2020).
 */
export const bitmexInstruments: TierFormat = {
  words: "BitMEX's instruments",
  holds: holdsRecords(KIND),
  read: (file) => {
    const record = recordOf(file, KIND);
    const { settlCurrency, isQuanto, initMargin, maintMargin, riskLimit, riskStep, openValue } = record;
    if (isQuanto) refuseOther(file, 'linear');
    else if (record.isInverse !== undefined) refuseOther(file, record.isInverse ? 'inverse' : 'linear');
    const { inOne } = partsOf(file, settlCurrency);
    const wanted = Math.ceil((openValue * LARGEST_SHARE - riskLimit) / riskStep);
    const possible = Math.floor((1 - initMargin) / maintMargin);
    return steppedTiers({
      baseLimit: riskLimit / inOne,
      stepLimit: riskStep / inOne,
      initialRate: initMargin,
      maintenanceRate: maintMargin,
      initialPerStep: maintMargin,
      maintenancePerStep: maintMargin,
      steps: Math.max(0, Math.min(wanted, possible)),
    });
  },
};
