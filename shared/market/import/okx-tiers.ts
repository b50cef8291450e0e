import * as z from 'zod/mini';
import { unitValue } from '../../cascade/margin/contract.ts';
import { refuse } from '../parse.ts';
import { offTheMark } from './off-the-mark.ts';
import { holdsRecords, type RecordKind, recordsOf, type TierFormat, VenueNumber } from './venue-json.ts';

const Tier = z.object({ maxSz: VenueNumber, mmr: VenueNumber, maxLever: VenueNumber });
const KIND: RecordKind<z.infer<typeof Tier>> = {
  keys: ['maxSz', 'mmr', 'maxLever'],
  names: ['instId', 'instFamily', 'uly'],
  schema: Tier,
};

/**
 * The answer of OKX's `GET /api/v5/public/position-tiers`: sizes are contracts, whose value stands elsewhere (`ctVal` of
 * `public/instruments`); a rate holds for the whole position.
 */
export const okxPositionTiers: TierFormat = {
  words: "OKX's position-tiers",
  holds: holdsRecords(KIND),
  read: (file) => {
    const { subject, contractValue, contract, markPrice } = file;
    if (contractValue === undefined)
      refuse(
        subject,
        'be read with --contract-value, for its sizes are contracts: ctVal of public/instruments, 0.01 for BTC-USDT-SWAP',
        'none',
      );
    const value = contractValue * Math.abs(unitValue(contract, markPrice));
    offTheMark(file, 'contracts');
    const rows = recordsOf(file, KIND).toSorted((a, b) => a.maxSz - b.maxSz);
    return rows.map(({ maxSz, mmr, maxLever }, k) => ({
      floor: (rows[k - 1]?.maxSz ?? 0) * value,
      cap: maxSz * value,
      rate: mmr,
      maxLeverage: maxLever,
      deduction: 0,
    }));
  },
};
