import {
  isOpen,
  quantityOf,
  refreshOpen,
  renewTrigger,
  signOf,
  touch,
} from '../holders/isolated/isolated.ts';
import { unitValue } from '../margin/contract.ts';
import type { Path, Tick } from '../tick.ts';
import { fundingPayment, fundingRate, isFundingDue, startPremium } from '../venue/funding.ts';
import { SUM } from './ledger.ts';

/** After step 3 of a tick: open positions pay one another, where it is time to (contagion.md 6.1). */
export function payFunding(path: Path): void {
  for (const tick of path.ticks) {
    const { venue, premium } = tick;
    const { funding, tickSeconds } = venue.rules;
    if (!funding || tick.isHalted) continue;
    premium.sum += venue.price / venue.fundamental - 1;
    premium.ticks++;
    if (!isFundingDue(funding, venue.tick, tickSeconds)) continue;
    pay(tick, fundingRate(funding, premium.sum / premium.ticks));
    startPremium(premium);
  }
}

/** Accounts, crossed ones out of the cash of their wallets, and whoever stands behind the depth; what does not balance, others pay. */
function pay(tick: Tick, rate: number): void {
  const { isolated, venue, ledger, path, market } = tick;
  const { crossed, system } = path;
  const unit = unitValue(venue.rules.contract, venue.mark);
  let balance = 0;
  const take = (sign: number, quantity: number): number => {
    const own = fundingPayment(sign, quantity, unit, rate);
    balance += own;
    if (sign > 0) ledger[SUM.fundingPaid]! += own;
    return own;
  };
  for (let row = 0; row < isolated.ladder.count; row++) {
    if (!isOpen(isolated, row)) continue;
    touch(isolated, row);
    isolated.collateral[row]! -= take(signOf(isolated, row), quantityOf(isolated, row));
    renewTrigger(isolated, row, venue.mark);
  }
  refreshOpen(isolated);
  if (crossed) {
    const { first, market: markets, side } = crossed.wallets;
    for (let w = 0; w < crossed.wallets.count; w++) {
      crossed.holders.wake(crossed.slack, w);
      for (let a = first[w]!; a < first[w + 1]!; a++)
        if (markets[a] === market && crossed.quantity[a]! > 0)
          crossed.cash[w]! -= take(side[a]!, crossed.quantity[a]!);
    }
  }
  const bought = ledger[SUM.depthPosition]!;
  ledger[SUM.depthCash]! -= take(Math.sign(bought), Math.abs(bought));
  system[SUM.outside]! += balance;
}
