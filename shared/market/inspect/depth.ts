import { unitValue } from '../../cascade/margin/contract.ts';
import type { Depth } from '../../cascade/venue/depth/depth.ts';
import type { HeldMarket } from './accounts.ts';
import { amount, type Finding, percent } from './finding.ts';

const REACH = 0.1;
const THIN = 0.01;
/** A contract is often a hundredth or a thousandth of a coin: one taken for the other is far beyond this. */
const THICK = 5;

/** Of the venue's own depth: how much of the open interest it could take. */
export function* depthFindings(
  depth: Depth,
  { contract, markPrice, openInterest, currency }: Omit<HeldMarket, 'tiers' | 'fund'>,
): Generator<Finding> {
  const sides = [depth.volumeWithin(REACH, 1), depth.volumeWithin(REACH, -1)];
  const within = Math.min(...sides);
  const share = within / openInterest;
  const words = (quantity: number) =>
    `depth within 10 % of the mid is ${amount(quantity * Math.abs(unitValue(contract, markPrice)))} ${currency}`;
  if (share < THIN)
    yield {
      what: 'thin-depth',
      value: 1 - share,
      text: `${words(within)} on the thinner side, ${percent(share)} of open interest; are both in the same unit?`,
    };
  const most = Math.max(...sides);
  if (most > THICK * openInterest)
    yield {
      what: 'thick-depth',
      value: most / openInterest,
      text: `${words(most)} on the thicker side, ${amount(most / openInterest)} times open interest; are both in the same unit?`,
    };
}
