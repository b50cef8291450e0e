import { Side } from '../shapes/number.ts';
import { count, number, type Of, object, text } from '../shapes/shape.ts';

/** A row of the `accounts_thin` table; not in the report itself. */
export const ThinAccount = object(
  'an account whose maintenance rate is below the modelled cost of closing it',
  {
    account: text('hash keyed with the sweep’s seed'),
    market: text('id'),
    side: Side,
    tier: count('from 1'),
    notional: number('settlement currency'),
    maintenanceRate: number('at the mark price'),
    modelledCost: number('of closing it after the design shock, fee included'),
  },
);
export type ThinAccount = Of<typeof ThinAccount>;
