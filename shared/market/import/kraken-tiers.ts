import * as z from 'zod/mini';
import { unitValue } from '../../cascade/margin/contract.ts';
import { refuse } from '../parse.ts';
import { offTheMark } from './off-the-mark.ts';
import { holdsRecords, type RecordKind, recordOf, type TierFormat, VenueNumber } from './venue-json.ts';

const Level = z.object({
  contracts: z.optional(z.nullable(VenueNumber)),
  numNonContractUnits: z.optional(z.nullable(VenueNumber)),
  initialMargin: VenueNumber,
  maintenanceMargin: VenueNumber,
});
const Instrument = z.object({
  contractSize: z.optional(z.nullable(VenueNumber)),
  marginLevels: z.optional(z.nullable(z.array(Level))),
});
const KIND: RecordKind<z.infer<typeof Instrument>> = {
  keys: ['symbol'],
  names: ['symbol'],
  schema: Instrument,
};

/**
 * Kraken Futures margin levels: a level's rates hold for the whole position, so the requirement jumps. Sizes are
 * contracts, or notional in quote currency where the contract is linear and says so, and become notional at the mark price.
 */
export const krakenInstruments: TierFormat = {
  words: "Kraken's instruments",
  holds: holdsRecords({ keys: ['symbol', 'marginLevels'] }),
  read: (file) => {
    const { contractSize, marginLevels } = recordOf(file, KIND);
    const subject = `${file.subject} ${file.symbol}`;
    if (!contractSize || !marginLevels) refuse(subject, 'have marginLevels and contractSize', 'none');
    const value = contractSize * Math.abs(unitValue(file.contract, file.markPrice));
    const inContracts = marginLevels.some(({ contracts }) => typeof contracts === 'number');
    if (inContracts) offTheMark(file, 'contracts');
    return marginLevels.map(({ contracts, numNonContractUnits, initialMargin, maintenanceMargin }, k) => ({
      floor:
        typeof contracts === 'number'
          ? contracts * value
          : (numNonContractUnits ?? refuse(`${subject} level ${k + 1}`, 'say its contracts', 'nothing')),
      rate: maintenanceMargin,
      maxLeverage: 1 / initialMargin,
      deduction: 0,
    }));
  },
};
