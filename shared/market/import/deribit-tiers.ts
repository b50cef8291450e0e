import * as z from 'zod/mini';
import { unitValue } from '../../cascade/margin/contract.ts';
import { between } from '../fields.ts';
import { refuse } from '../parse.ts';
import { offTheMark } from './off-the-mark.ts';
import type { CappedRow } from './stepped-tiers.ts';
import { holdsRecords, type RecordKind, recordOf, type TierFormat, VenueNumber } from './venue-json.ts';

const Rate = z.pipe(VenueNumber, between(0, 1));
const Rule = z.object({
  initial_margin: Rate,
  maintenance_margin: Rate,
  margin_per_coin: Rate,
  max_size: VenueNumber,
});
const RULES: RecordKind<z.infer<typeof Rule>> = {
  keys: ['instrument_name', 'maintenance_margin', 'margin_per_coin'],
  names: ['instrument_name'],
  schema: Rule,
};
const INSTRUMENTS = { keys: ['instrument_name', 'contract_size', 'max_leverage'] };

/** Pieces of a rule. The requirement of a piece lies above the rule's by at most the slope times a quarter of its square. */
const PIECES = 100;

/**
 * Deribit's rule, restated: both rates rise by `margin_per_coin` with each coin of a position, up to `max_size` coins. Deribit
 * answers no table of it. Cut into pieces of one length: chords of the requirement `size (rate + slope size)`, exact at each
 * floor and continuous between them, rates of entry those of each piece's end (documentation of January 2022).
 */
export const deribitRule: TierFormat = {
  words:
    "Deribit's rule, restated: instrument_name, initial_margin, maintenance_margin, margin_per_coin, max_size",
  holds: (file) => holdsRecords(RULES)(file) || holdsRecords(INSTRUMENTS)(file),
  read: (file) => {
    if (!holdsRecords(RULES)(file))
      refuse(file.subject, `be ${deribitRule.words}`, 'its instruments, in which there are no margins');
    const rule = recordOf(file, RULES);
    const { initial_margin, maintenance_margin, margin_per_coin: slope, max_size: most } = rule;
    if (!(most > 0)) refuse(`${file.subject} ${file.symbol} max_size`, 'be a number of coins > 0', most);
    if (file.contract === 'linear') offTheMark(file, 'coins');
    // An inverse contract's notional is coins already.
    const perCoin = file.contract === 'linear' ? unitValue('linear', file.markPrice) : 1;
    return Array.from({ length: PIECES }, (_piece, k): CappedRow => {
      const [from, to] = [(k * most) / PIECES, ((k + 1) * most) / PIECES];
      return {
        floor: from * perCoin,
        cap: to * perCoin,
        rate: maintenance_margin + slope * (from + to),
        maxLeverage: 1 / (initial_margin + slope * (from + to)),
        deduction: slope * from * to * perCoin,
      };
    });
  },
};
