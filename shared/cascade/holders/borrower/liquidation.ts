import type { Lending } from '../../lender/lending.ts';
import { repayTo, writeOff } from '../../lender/pool.ts';
import { NEGLIGIBLE, roomFor } from '../../venue/block.ts';
import type { Venue } from '../../venue/venue.ts';
import { countedOf, largestCollateral, owed, worthOf } from './borrowers.ts';
import { bonusAt, type CloseFactor, seizureOf, toxicFrom, wantedRepayment } from './repayment.ts';

export interface LiquidationTerms {
  readonly closeFactor: CloseFactor;
  /** What a liquidator must earn on what he repays, a fraction >= 0. */
  readonly profit: number;
  /** Less is not worth a liquidator's while, unless it takes all the collateral; quote currency. */
  readonly minRepay: number;
}

/** One borrower's liquidation in one tick. */
export interface Liquidation {
  readonly borrower: number;
  /** Row and asset of the collateral that is seized. */
  readonly row: number;
  readonly asset: number;
  readonly debtAsset: number;
  /** What the close factor asks, as far as there is collateral: quote currency at oracle prices. */
  readonly wanted: number;
  /** The same, as far as it pays and pools have cash. */
  repaid: number;
  /** Units of the collateral. */
  seized: number;
  /** Takes all of that collateral. */
  isWhole: boolean;
}

/** Steps 3 and 4: what is asked of everybody below a health of 1, lowest first, cut to what selling the collateral pays for. */
export function want(lending: Lending): void {
  const { borrowing, input, sums } = lending;
  const taken = new Float64Array(input.assets.length);
  const liquidations: Liquidation[] = [];
  let waiting = 0;
  for (const borrower of borrowing.reached.subarray(0, borrowing.reachedCount)) {
    const own = liquidationOf(lending, borrower);
    if (!own) continue;
    const room = roomAt(lending, own, taken[own.asset]!);
    if (own.seized > room) {
      own.repaid *= room / own.seized;
      own.seized = room;
      own.isWhole = false;
    }
    if (own.repaid < input.terms.minRepay && !own.isWhole) {
      own.repaid = 0;
      own.seized = 0;
    }
    waiting += own.wanted - own.repaid;
    taken[own.asset]! += own.seized;
    liquidations.push(own);
  }
  sums.debtWaitingPeak = Math.max(sums.debtWaitingPeak, waiting);
  lending.liquidations = liquidations;
}

/** Undefined where there is nothing to seize. */
function liquidationOf(
  { borrowing, input, oracle, threshold }: Lending,
  borrower: number,
): Liquidation | undefined {
  const { terms, amount, health } = borrowing;
  const row = largestCollateral(borrowing, borrower, oracle);
  if (row < 0) return undefined;
  const asset = terms.asset[row]!;
  const debtAsset = terms.debtAsset[borrower]!;
  const debt = owed(borrowing, borrower) * oracle[debtAsset]!;
  const bonus = bonusAt(input.assets[asset]!.bonus, health[borrower]!);
  const asked = wantedRepayment(
    {
      debt,
      weighted: countedOf(borrowing, borrower, oracle),
      threshold: terms.threshold?.[borrower] ?? threshold[asset]!,
      bonus,
    },
    input.terms.closeFactor,
  );
  const worth = amount[row]! * oracle[asset]!;
  const { repaid, seized } = seizureOf(asked, bonus, worth);
  const isWhole = seized === worth;
  return {
    borrower,
    row,
    asset,
    debtAsset,
    wanted: repaid,
    repaid,
    seized: isWhole ? amount[row]! : seized / oracle[asset]!,
    isWhole,
  };
}

/** Units that can still be sold at the price below which a liquidator loses; without a market, at its fixed price. */
function roomAt(
  { venues, borrowing, input, oracle, price }: Lending,
  own: Liquidation,
  taken: number,
): number {
  const { asset, borrower } = own;
  const bonus = bonusAt(input.assets[asset]!.bonus, borrowing.health[borrower]!);
  const limit = (oracle[asset]! * (1 + input.terms.profit)) / (1 + bonus);
  const venue = venues[asset];
  if (!venue) return price[asset]! >= limit ? Infinity : 0;
  return Math.max(0, roomTo(venue, limit) - taken);
}

/** Quantity that the depth takes down to a price. */
function roomTo(venue: Venue, limit: number): number {
  const { depth, index, displaced, scale } = venue;
  const to = depth.volumeTo(limit / index, 1, index);
  return to > displaced ? Math.min((to - displaced) * scale, roomFor(venue, 1)) : 0;
}

/** Steps 6 and 7: repayments go to their pools, collateral leaves, and what nobody will pay is written off. */
export function settle(lending: Lending): void {
  const { borrowing, liquidations, oracle, poolOfAsset, sums } = lending;
  const { terms, amount, debt, growth, isToxic } = borrowing;
  for (const { borrower, row, debtAsset, repaid, seized, isWhole, asset } of liquidations) {
    if (!(seized > 0)) continue;
    if (isToxicFor(lending, borrower, asset)) isToxic[borrower] = 1;
    const units = repaid / oracle[debtAsset]!;
    const before = owed(borrowing, borrower);
    const left = before - units;
    debt[borrower] = left <= NEGLIGIBLE * before ? 0 : left / growth[debtAsset]!;
    amount[row] = isWhole ? 0 : amount[row]! - seized;
    const pool = poolOfAsset[debtAsset];
    if (pool) repayTo(pool, units);
    sums.debtLiquidated += repaid;
    sums.liquidatorProfit += seized * saleUnit(lending, asset) - units * purchaseUnit(lending, debtAsset);
  }
  for (const borrower of borrowing.reached.subarray(0, borrowing.reachedCount)) {
    if (debt[borrower] === 0 || hasCollateral(borrowing, borrower)) continue;
    const units = owed(borrowing, borrower);
    const debtAsset = terms.debtAsset[borrower]!;
    const pool = poolOfAsset[debtAsset];
    const lost = units * lending.price[debtAsset]!;
    debt[borrower] = 0;
    if (pool) {
      writeOff(pool, units);
      sums.lendersLoss += lost;
    }
    sums.badDebt += lost;
  }
}

/** Before it is settled: is its loan-to-value so high that repaying makes it worse? */
function isToxicFor({ borrowing, oracle, input }: Lending, borrower: number, asset: number): boolean {
  const worth = worthOf(borrowing, borrower, oracle);
  const money = owed(borrowing, borrower) * oracle[borrowing.terms.debtAsset[borrower]!]!;
  const bonus = bonusAt(input.assets[asset]!.bonus, borrowing.health[borrower]!);
  return money / worth >= toxicFrom(bonus);
}

function hasCollateral({ terms, amount }: Lending['borrowing'], borrower: number): boolean {
  for (let row = terms.first[borrower]!; row < terms.first[borrower + 1]!; row++)
    if (amount[row]! > 0) return true;
  return false;
}

const saleUnit = ({ venues, blocks, price }: Lending, asset: number): number =>
  venues[asset] ? blocks[asset]!.saleUnit : price[asset]!;
const purchaseUnit = ({ venues, blocks, price }: Lending, asset: number): number =>
  venues[asset] ? blocks[asset]!.purchaseUnit : price[asset]!;
