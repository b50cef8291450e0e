import { FILL } from './holders/isolated/orders.ts';
import { priceOfUnit } from './margin/contract.ts';
import { COLUMN } from './outcome.ts';
import type { Tick } from './tick.ts';
import { depthInForce } from './venue/venue.ts';

/** Who filled how much at which price; account numbers as in the input. */
export type TraceFill = readonly [
  account: number,
  kind: 'adl' | 'adlwin' | 'market' | 'auction',
  quantity: number,
  price: number,
];

/** One tick, told; keys as in golden `tick-traces`. */
export interface TraceTick {
  readonly n: number;
  readonly fundamental: number;
  readonly index: number;
  readonly pre: number;
  readonly mark: number;
  readonly depthScale: number;
  readonly triggered: readonly number[];
  readonly takenOver: readonly number[];
  readonly fills: readonly TraceFill[];
  readonly post: number;
  readonly displacedAfterDecay: number;
  /** The part of it that never comes back, whether the venue or the index keeps it. */
  readonly permanentAfterDecay: number;
  readonly fund: number;
  readonly badDebt: number;
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
} as const;

/**
 * Tells a tick that is over.
 *
 * @param pre price before its trades
 * @param acted whether somebody was reached or worked on in it
 */
export function traceTick(trace: Trace, tick: Tick, pre: number, acted: boolean): void {
  const { venue, isolated, orders, ledger } = tick;
  const { account } = isolated.ladder;
  const numbersOf = (rows: Int32Array, count: number) =>
    Array.from({ length: acted ? count : 0 }, (_, k) => account[rows[k]!]!);
  trace.ticks.push({
    n: venue.tick,
    fundamental: venue.fundamental,
    index: venue.index,
    pre,
    mark: venue.mark,
    depthScale: acted ? venue.scale : depthInForce(venue),
    triggered: numbersOf(isolated.reached, isolated.reachedCount),
    takenOver: numbersOf(orders.takenOver, orders.takenOverCount),
    fills: acted ? fillsOf(tick) : [],
    post: venue.price,
    displacedAfterDecay: venue.permanent + venue.passedOn + venue.temporary,
    permanentAfterDecay: venue.permanent + venue.passedOn,
    fund: ledger[COLUMN.fundEnd]!,
    badDebt: ledger[COLUMN.badDebt]!,
  });
}

/** All fills of a tick, by account, an account's ADL fill before its market fill. */
function fillsOf({ isolated, orders, block }: Tick): TraceFill[] {
  const { fills } = orders;
  const { account, longs, contract } = isolated.ladder;
  const told: { readonly kind: number; readonly fill: TraceFill }[] = [];
  const tell = (row: number, kind: number, units: number, unit: number) => {
    const name = KINDS[kind as keyof typeof KINDS];
    if (units > 0) told.push({ kind, fill: [account[row]!, name, units, priceOfUnit(contract, unit)] });
  };
  for (let k = 0; k < fills.count; k++)
    tell(fills.row[k]!, fills.kind[k]!, fills.quantity[k]!, fills.unit[k]!);
  for (let k = 0; k < orders.count; k++) {
    const row = orders.row[k]!;
    const long = row < longs;
    const units = orders.quantity[k]! * (long ? block.salesShare : block.purchasesShare);
    tell(row, FILL.MARKET, units, long ? block.saleUnit : block.purchaseUnit);
  }
  return told.sort((a, b) => a.fill[0] - b.fill[0] || a.kind - b.kind).map(({ fill }) => fill);
}
