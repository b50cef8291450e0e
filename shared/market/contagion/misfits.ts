import { unitValue } from '../../cascade/margin/contract.ts';
import { NEGATIVE } from '../accounts.ts';
import { limitOf, percent } from '../inspect/finding.ts';
import { refuse } from '../parse.ts';
import type { Holders } from './holders.ts';
import type { VenueSnapshot } from './venue-snapshot.ts';

/** As a sweep of one market asks: contracts without another side understate gains, and those who could be deleveraged. */
const MOST_APART = limitOf('sides', 'sweep')!;

/** What accounts must fit into: the tiers of their market, its open interest, and what they are worth. */
export function refuseMisfits(snapshot: VenueSnapshot, { accounts }: Holders): void {
  const subject = snapshot.accounts.file ?? 'snapshot.accounts';
  const held = snapshot.markets.map(() => ({ longs: 0, shorts: 0 }));
  for (const { row, market: k, side, quantity, entryPrice, collateral, wallet } of accounts) {
    const { tiers, market } = snapshot.markets[k]!;
    const { contract, markPrice } = market;
    const unit = Math.abs(unitValue(contract, markPrice));
    const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
    if (!(quantity * unit <= cap))
      refuse(`${subject} row ${row + 1} quantity`, `lie in a tier, at most ${cap / unit}`, quantity);
    const gained = side * quantity * (unitValue(contract, markPrice) - unitValue(contract, entryPrice));
    if (wallet < 0 && collateral < 0 && !(collateral + gained > 0))
      refuse(`${subject} row ${row + 1} collateral`, NEGATIVE, collateral);
    held[k]![side > 0 ? 'longs' : 'shorts'] += quantity;
  }
  for (const [k, own] of held.entries()) {
    for (const name of ['longs', 'shorts'] as const) {
      const { openInterest } = snapshot.markets[k]!.market;
      if (!(own[name] <= openInterest * (1 + 1e-9)))
        refuse(
          `snapshot.markets.${k}.market.openInterest`,
          `be at least what ${name} hold, ${own[name]}`,
          openInterest,
        );
    }
    const { id, market } = snapshot.markets[k]!;
    const apart = Math.abs(own.longs - own.shorts) / market.openInterest;
    if (!(apart <= MOST_APART))
      refuse(
        `${subject} of ${id}`,
        `have another side but for ${percent(MOST_APART)} of open interest`,
        percent(apart),
      );
  }
}
