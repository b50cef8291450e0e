import { priceOfUnit } from './contract.ts';
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
  const { play, ledger, rules, fills } = turn;
  const { account } = play.ladder;
  const triggered: number[] = [];
  const takenOver: number[] = [];
  const told: TraceFill[] = [];
  if (acted) {
    for (let k = 0; k < turn.reachedCount; k++) triggered.push(account[turn.reached[k]!]!);
    for (let k = 0; k < turn.takenOverCount; k++) takenOver.push(account[turn.takenOver[k]!]!);
    const places = Array.from({ length: fills.count }, (_, at) => at);
    const of = (at: number) => account[fills.row[at]!]!;
    for (const at of places.sort((a, b) => of(a) - of(b) || fills.kind[a]! - fills.kind[b]!)) {
      told.push([
        of(at),
        KINDS[fills.kind[at] as keyof typeof KINDS],
        fills.quantity[at]!,
        priceOfUnit(rules.contract, fills.unit[at]!),
      ]);
    }
  }
  trace.ticks.push({
    n: prices.tick,
    fundamental: prices.fundamental,
    pre: prices.pre,
    mark: prices.mark,
    depthScale: prices.scale,
    triggered,
    takenOver,
    fills: told,
    post: prices.post,
    displacedAfterDecay: prices.displaced,
    fund: ledger.fund,
    badDebt: ledger.badDebt,
  });
}
