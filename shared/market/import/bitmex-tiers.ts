import * as z from 'zod/mini';
import { refuse } from '../parse.ts';
import { type CappedRow, steppedTiers } from './stepped-tiers.ts';
import { recordOf, VenueNumber } from './venue-json.ts';

const Instrument = z.object({
  symbol: z.string(),
  settlCurrency: z.string(),
  isQuanto: z.boolean(),
  initMargin: VenueNumber,
  maintMargin: VenueNumber,
  riskLimit: VenueNumber,
  riskStep: VenueNumber,
  openValue: VenueNumber,
});
const Answer = z.pipe(
  z.object({ instruments: z.array(Instrument) }),
  z.transform(({ instruments }) => instruments),
);

/** Units of the settlement currency in one of these. */
const MINOR_UNITS: Readonly<Record<string, number>> = { XBt: 1e8, USDt: 1e6 };

/** Beyond a sixth of the market's open value nobody's position is plausible, and the table may end. */
const LARGEST_SHARE = 1 / 6;

/**
 * BitMEX instrument records (`symbol`, `initMargin`, `maintMargin`, `riskLimit`, `riskStep`): each risk step adds the base
 * maintenance rate to both rates, on the whole value (documentation of 2020).
 */
export function bitmexTiers(subject: string, text: string, symbol: string): CappedRow[] {
  const record = recordOf(subject, Answer, 'symbol', symbol, text);
  const { settlCurrency, isQuanto, initMargin, maintMargin, riskLimit, riskStep, openValue } = record;
  if (isQuanto) refuse(`${subject} ${symbol}`, 'be a linear or inverse contract', 'a quanto one');
  const minor = MINOR_UNITS[settlCurrency];
  if (!minor) refuse(`${subject} ${symbol} settlCurrency`, 'be XBt or USDt', settlCurrency);
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
}
