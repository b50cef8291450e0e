import { FILL } from './holders/isolated/orders.ts';
import { priceOfUnit } from './margin/contract.ts';
import { COLUMN } from './outcome.ts';
import { limitOf } from './purse/willingness.ts';
import type { Tick } from './tick.ts';
import { depthInForce } from './venue/withdrawal.ts';

/** Who filled how much at which price; account numbers as in the input. */
export type TraceFill = readonly [
  account: number,
  kind: 'adl' | 'adlwin' | 'market' | 'auction' | 'inventory' | 'reduction',
  quantity: number,
  price: number,
];

/** One tick, told; keys as in golden `tick-traces` and `takeover-traces`. */
export interface TraceTick {
  readonly n: number;
  readonly fundamental: number;
  readonly index: number;
  readonly pre: number;
  readonly mark: number;
  readonly depthScale: number;
  readonly triggered: readonly number[];
  readonly takenOver: readonly number[];
  readonly reduced: readonly number[];
  readonly fills: readonly TraceFill[];
  readonly post: number;
  readonly displacedAfterDecay: number;
  /** The part of it that never comes back, whether the venue or the index keeps it. */
  readonly permanentAfterDecay: number;
  readonly fund: number;
  readonly badDebt: number;
  /** Open orders of accounts after the fills, by arrival, each with its limit in force, a price. */
  readonly inventory: readonly (readonly [account: number, quantity: number, limit: number])[];
}

/** Collects the ticks of a path. */
export interface Trace {
  readonly ticks: TraceTick[];
}

const KINDS = {
  [FILL.ADL]: 'adl',
  [FILL.ADL_WINNER]: 'adlwin',
  [FILL.MARKET]: 'market',
  [FILL.AUCTION]: 'auction',
  [FILL.INVENTORY]: 'inventory',
  [FILL.REDUCTION]: 'reduction',
} as const;

const NO_ROWS = new Int32Array(0);

/**
 * Tells a tick that is over.
 *
 * @param acted whether somebody was reached or worked on in it
 */
export function traceTick(trace: Trace, tick: Tick, acted: boolean): void {
  const { venue, isolated, orders, ledger } = tick;
  const { account } = isolated.ladder;
  const { fills, takenOver, takenOverCount } = orders;
  const reached = acted ? isolated.reached.subarray(0, isolated.reachedCount) : NO_ROWS;
  const numbersOf = (rows: Int32Array) => Array.from(rows, (row) => account[row]!);
  const reachedAnd = (which: (row: number) => boolean) => numbersOf(reached.filter(which));
  const taken = new Set(takenOver.subarray(0, takenOverCount));
  const reduced = new Set(
    fills.row.subarray(0, fills.count).filter((_, k) => fills.kind[k] === FILL.REDUCTION),
  );
  trace.ticks.push({
    n: venue.tick,
    fundamental: venue.fundamental,
    index: venue.index,
    pre: venue.preTrade,
    mark: venue.mark,
    depthScale: acted ? venue.scale : depthInForce(venue),
    triggered: numbersOf(reached),
    takenOver: reachedAnd((row) => taken.has(row)),
    reduced: reachedAnd((row) => reduced.has(row)),
    fills: acted ? fillsOf(tick) : [],
    post: venue.price,
    displacedAfterDecay: venue.permanent + venue.passedOn + venue.temporary,
    permanentAfterDecay: venue.permanent + venue.passedOn,
    fund: ledger[COLUMN.fundEnd]!,
    badDebt: ledger[COLUMN.badDebt]!,
    inventory: ordersOf(tick),
  });
}

/** All fills of a tick, by account, an account's ADL fill before its market fill. */
export function fillsOf({ isolated, orders, block, purse }: Tick): TraceFill[] {
  const { fills } = orders;
  const { account, longs, contract } = isolated.ladder;
  const told: { readonly kind: number; readonly fill: TraceFill }[] = [];
  const tell = (row: number, kind: number, units: number, unit: number) => {
    const name = KINDS[kind as keyof typeof KINDS];
    if (units > 0 && row >= 0)
      told.push({ kind, fill: [account[row]!, name, units, priceOfUnit(contract, unit)] });
  };
  for (let k = 0; k < fills.count; k++)
    tell(fills.row[k]!, fills.kind[k]!, fills.quantity[k]!, fills.unit[k]!);
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    const long = row < longs;
    const units = orders.quantity[k]! * (long ? block.salesShare : block.purchasesShare);
    tell(row, FILL.MARKET, units, long ? block.saleUnit : block.purchaseUnit);
  }
  const { inventory } = purse;
  const ofOrder = (order: number) => inventory.row[order]!;
  for (const { order, quantity } of inventory.deleveraged)
    tell(ofOrder(order), FILL.ADL, quantity, inventory.unit[order]!);
  for (const { sign, fills: count, fillOrder, fillUnits } of [inventory.sales, inventory.purchases])
    for (let k = 0; k < count; k++)
      tell(
        ofOrder(fillOrder[k]!),
        FILL.INVENTORY,
        fillUnits[k]!,
        sign > 0 ? block.saleUnit : block.purchaseUnit,
      );
  return told.sort((a, b) => a.fill[0] - b.fill[0] || a.kind - b.kind).map(({ fill }) => fill);
}

/** Orders of accounts that this path took over. */
function ordersOf({ isolated, purse }: Tick): TraceTick['inventory'] {
  const { inventory } = purse;
  const { account } = isolated.ladder;
  return Array.from({ length: inventory.count }, (_, order) => order)
    .filter((order) => inventory.held[order]! > 0 && inventory.row[order]! >= 0)
    .map((order) => [account[inventory.row[order]!]!, inventory.held[order]!, limitOf(inventory, order)]);
}
