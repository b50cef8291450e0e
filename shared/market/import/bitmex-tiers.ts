import * as z from 'zod/mini';
import { refuse } from '../parse.ts';
import { steppedTiers } from './stepped-tiers.ts';
import {
  holdsRecords,
  type RecordKind,
  recordOf,
  refuseOther,
  type TierFormat,
  VenueNumber,
} from './venue-json.ts';

const Instrument = z.object({
  settlCurrency: z.string(),
  isQuanto: z.boolean(),
  isInverse: z.optional(z.boolean()),
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

/** Units of the settlement currency in one of these. */
const MINOR_UNITS: Readonly<Record<string, number>> = { XBt: 1e8, USDt: 1e6 };

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
    const subject = `${file.subject} ${file.symbol}`;
    if (isQuanto) refuse(subject, 'be a linear or inverse contract, which can be read', 'a quanto one');
    if (record.isInverse !== undefined) refuseOther(file, record.isInverse ? 'inverse' : 'linear');
    const minor = MINOR_UNITS[settlCurrency];
    if (!minor) refuse(`${subject} settlCurrency`, 'be XBt or USDt', settlCurrency);
    const wanted = Math.ceil((openValue * LARGEST_SHARE - riskLimit) / riskStep);
    const possible = Math.floor((1 - initMargin) / maintMargin);
    return steppedTiers({
      baseLimit: riskLimit / minor,
      stepLimit: riskStep / minor,
      initialRate: initMargin,
      maintenanceRate: maintMargin,
      initialPerStep: maintMargin,
      maintenancePerStep: maintMargin,
      steps: Math.max(0, Math.min(wanted, possible)),
    });
  },
};
