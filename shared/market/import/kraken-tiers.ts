import * as z from 'zod/mini';
import { type Contract, unitValue } from '../../cascade/margin/contract.ts';
import { refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';
import { recordOf, VenueNumber } from './venue-json.ts';

const Level = z.object({
  contracts: VenueNumber,
  initialMargin: VenueNumber,
  maintenanceMargin: VenueNumber,
});
const Instrument = z.object({
  symbol: z.string(),
  contractSize: z.optional(z.nullable(VenueNumber)),
  marginLevels: z.optional(z.nullable(z.array(Level))),
});
const Answer = z.pipe(
  z.object({ instruments: z.array(Instrument) }),
  z.transform(({ instruments }) => instruments),
);

/**
 * Kraken Futures margin levels: a level's rates hold for the whole position, so the requirement jumps. Sizes are
 * contracts and become notional at the mark price: the floors are those of this moment.
 */
export function krakenTiers(
  subject: string,
  text: string,
  symbol: string,
  markPrice: number,
  contract: Contract,
): CappedRow[] {
  const { contractSize, marginLevels } = recordOf(subject, Answer, 'symbol', symbol, text);
  if (!contractSize || !marginLevels)
    refuse(`${subject} ${symbol}`, 'have marginLevels and contractSize', 'none');
  const value = contractSize * Math.abs(unitValue(contract, markPrice));
  return marginLevels.map(({ contracts, initialMargin, maintenanceMargin }) => ({
    floor: contracts * value,
    rate: maintenanceMargin,
    maxLeverage: 1 / initialMargin,
    deduction: 0,
  }));
}
