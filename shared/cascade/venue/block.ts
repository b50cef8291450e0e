import type { Rules } from '../rules.ts';
import type { Venue } from './venue.ts';

/** An order of at most this share of an account's original quantity is dropped; one that leaves no more than it closes
 * the account; a depth with no more room than this is full (model.md 0). */
export const NEGLIGIBLE = 1e-12;

/** The trades of one tick (model.md 2.5 step 7): what is asked, and what each side gets for a unit of it. */
export interface Block {
  /** Quantity of all selling and buying; of that, what takers of auctions sell and buy. */
  sales: number;
  purchases: number;
  lotsSold: number;
  lotsBought: number;
  saleUnit: number;
  purchaseUnit: number;
  /** What the depth pays for the rest. */
  restUnit: number;
  /** Parts of the orders of each side that are filled: 1 unless buyers, or sellers, run out. */
  salesShare: number;
  purchasesShare: number;
  /** What goes to the depth: quantity, > 0 sold, < 0 bought. */
  net: number;
  /** Orders are filled in part, and it is not the depth that ends. */
  isBounded: boolean;
}

/** Numbers are born as -0 for the reason given in venue.ts. */
export const createBlock = (): Block => ({
  sales: -0,
  purchases: -0,
  lotsSold: -0,
  lotsBought: -0,
  saleUnit: -0,
  purchaseUnit: -0,
  restUnit: -0,
  salesShare: -0,
  purchasesShare: -0,
  net: -0,
  isBounded: false,
});

/** Nothing is filled. */
export function closeBlock(block: Block): void {
  block.salesShare = 0;
  block.purchasesShare = 0;
  block.net = 0;
}

/**
 * Prices what a block asks: sales and purchases cross at the pre-trade price, the rest of the larger side meets the depth,
 * and that side shares both. Changes nothing but the block.
 */
export function priceBlock(venue: Venue, block: Block): void {
  const { depth } = venue;
  block.salesShare = 1;
  block.purchasesShare = 1;
  const net = block.sales - block.purchases;
  block.isBounded = false;
  const hasEnd = (net > 0 ? depth.mostBids : depth.mostAsks) !== Infinity;
  block.net = hasEnd || venue.roomWithin ? fitRoom(venue, block) : net;
  priceFilled(venue, block);
}

/** Prices a block of which the depth takes `net`; the shares of the sides that are filled are known. */
export function priceFilled(venue: Venue, block: Block): void {
  const { displaced, priceUnit } = venue;
  const { sales, purchases, net } = block;
  block.saleUnit = priceUnit;
  block.purchaseUnit = priceUnit;
  block.restUnit = priceUnit;
  const to = displaced + net / venue.scale;
  // Too little to move the displaced volume by a bit: an interval without length has no average.
  if (net === 0 || to === displaced) return;
  const rest = net > 0 ? blockUnit(venue, displaced, to) : blockUnit(venue, to, displaced);
  block.restUnit = rest;
  if (net > 0)
    block.saleUnit =
      purchases === 0
        ? rest
        : (purchases * priceUnit + net * rest) / filled(block.salesShare, sales, purchases + net);
  else
    block.purchaseUnit =
      sales === 0
        ? rest
        : (sales * priceUnit - net * rest) / filled(block.purchasesShare, purchases, sales - net);
}

const filled = (share: number, asked: number, taken: number): number => (share === 1 ? asked : taken);

/**
 * Where buyers end, the orders of the larger side are filled in part, pro rata, and the rest asks again; takers of auctions
 * bought their lots whole and go first. Returns what the depth can take.
 */
function fitRoom(venue: Venue, block: Block): number {
  const { sales, purchases, lotsSold, lotsBought } = block;
  const net = sales - purchases;
  const side = net > 0 ? 1 : -1;
  const left = roomFor(venue, side);
  const within = venue.roomWithin ? venue.roomWithin(venue, side) : Infinity;
  const room = Math.min(left, within);
  if (Math.abs(net) <= room) return net;
  block.isBounded = within < left;
  if (net > 0) {
    const sold = purchases + room;
    block.salesShare = (sold - lotsSold) / (sales - lotsSold);
    return sold - purchases;
  }
  const bought = sales + room;
  block.purchasesShare = (bought - lotsBought) / (purchases - lotsBought);
  return sales - bought;
}

/** Quantity that the depth can still take on a side; what rounding leaves of a full depth is none. */
export function roomFor({ depth, displaced, scale }: Venue, side: number): number {
  const most = side > 0 ? depth.mostBids : depth.mostAsks;
  if (most === Infinity) return Infinity;
  const left = most - side * displaced;
  return left > NEGLIGIBLE * most ? left * scale : 0;
}

/** Unit value at which a block between two displaced volumes fills (model.md 2.1). */
export function blockUnit(
  { depth, rules, index }: Pick<Venue, 'depth' | 'index'> & { rules: Pick<Rules, 'contract'> },
  from: number,
  to: number,
): number {
  return rules.contract === 'inverse'
    ? -depth.reciprocalSum(from, to, index) / (index * (to - from))
    : (index * depth.sum(from, to, index)) / (to - from);
}

/** Part of a block, as quantity, that the depth takes beyond its visible levels. */
export function beyondVisible({ depth, displaced, scale }: Venue, { net }: Block): number {
  if (depth.visibleBids === Infinity && depth.visibleAsks === Infinity) return 0;
  // Rounding must not carry a block that fills the last level beyond it.
  const from = Math.max(Math.min(displaced, displaced + net / scale), -depth.mostAsks);
  const to = Math.min(Math.max(displaced, displaced + net / scale), depth.mostBids);
  return (
    (Math.max(0, to - Math.max(from, depth.visibleBids)) +
      Math.max(0, Math.min(to, -depth.visibleAsks) - from)) *
    scale
  );
}
