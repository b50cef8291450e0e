import { count, flag, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';

/** A row of the `accounts` table; not in the report itself. */
export const Account = object('an account, and how far the mark price is from its trigger', {
  account: text('hash keyed with the sweep’s seed'),
  market: text('id'),
  side: oneOf('of its position', ['long', 'short']),
  tier: count('from 1'),
  notional: number('at the mark price, settlement currency'),
  equity: number('at the mark price, settlement currency'),
  maintenance: number('margin at the mark price, settlement currency'),
  triggerPrice: nullable(number('quote currency; null: never reached')),
  distance: nullable(number('of the trigger from the mark price, fraction of it; 0: reached; null: never')),
  marginCalled: number('by the change that the report tells, settlement currency'),
  liquidatedByChange: flag('by that change itself'),
});
export type Account = Of<typeof Account>;
