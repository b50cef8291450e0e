import { priceOfUnit } from './margin/contract.ts';
import { FILL, type Turn } from './turn.ts';

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
  readonly pre: number;
  readonly mark: number;
  readonly depthScale: number;
  readonly triggered: readonly number[];
  readonly takenOver: readonly number[];
  readonly fills: readonly TraceFill[];
  readonly post: number;
  readonly displacedAfterDecay: number;
  readonly fund: number;
  readonly badDebt: number;
}

/** Collects the ticks of a path. */
export interface Trace {
  readonly ticks: TraceTick[];
}

interface Prices {
  readonly tick: number;
  readonly fundamental: number;
  readonly pre: number;
  readonly mark: number;
  readonly scale: number;
  readonly post: number;
  readonly displaced: number;
}

const KINDS = {
  [FILL.ADL]: 'adl',
  [FILL.ADL_WINNER]: 'adlwin',
  [FILL.MARKET]: 'market',
  [FILL.AUCTION]: 'auction',
} as const;

/** @param acted whether somebody was reached or worked on in this tick */
export function traceTick(trace: Trace, turn: Turn, acted: boolean, prices: Prices): void {
  const { play, ledger } = turn;
  const { account } = play.ladder;
  const triggered: number[] = [];
  const takenOver: number[] = [];
  if (acted) {
    for (let k = 0; k < turn.reachedCount; k++) triggered.push(account[turn.reached[k]!]!);
    for (let k = 0; k < turn.takenOverCount; k++) takenOver.push(account[turn.takenOver[k]!]!);
  }
  trace.ticks.push({
    n: prices.tick,
    fundamental: prices.fundamental,
    pre: prices.pre,
    mark: prices.mark,
    depthScale: prices.scale,
    triggered,
    takenOver,
    fills: acted ? fillsOf(turn) : [],
    post: prices.post,
    displacedAfterDecay: prices.displaced,
    fund: ledger.fund,
    badDebt: ledger.badDebt,
  });
}

/** All fills of a tick, by account, an account's ADL fill before its market fill. */
function fillsOf(turn: Turn): TraceFill[] {
  const { fills, orderRow, orderQuantity, salesShare, purchasesShare, saleUnit, purchaseUnit } = turn;
  const { account, longs, contract } = turn.play.ladder;
  const told: { readonly kind: number; readonly fill: TraceFill }[] = [];
  const tell = (row: number, kind: number, units: number, unit: number) => {
    const name = KINDS[kind as keyof typeof KINDS];
    if (units > 0) told.push({ kind, fill: [account[row]!, name, units, priceOfUnit(contract, unit)] });
  };
  for (let k = 0; k < fills.count; k++)
    tell(fills.row[k]!, fills.kind[k]!, fills.quantity[k]!, fills.unit[k]!);
  for (let k = 0; k < turn.orderCount; k++) {
    const row = orderRow[k]!;
    const long = row < longs;
    const units = orderQuantity[k]! * (long ? salesShare : purchasesShare);
    tell(row, FILL.MARKET, units, long ? saleUnit : purchaseUnit);
  }
  return told.sort((a, b) => a.fill[0] - b.fill[0] || a.kind - b.kind).map(({ fill }) => fill);
}
