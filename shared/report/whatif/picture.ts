import { unitValue } from '../../cascade/margin/contract.ts';
import { bankruptcyPrice } from '../../cascade/margin/trigger.ts';
import { COLUMN } from '../../cascade/outcome.ts';
import type { Trace, TraceFill, TraceTick } from '../../cascade/trace.ts';
import { type Bench, type Dials, runOf, runPath } from './bench.ts';

/** How an account was closed, or another had to pay for it. */
export type How = TraceFill[1];

/** A path, told so that it can be drawn; place `i` of every list of ticks is one tick. */
export interface Picture {
  readonly path: number;
  readonly dials: Dials;
  readonly seconds: readonly number[];
  /** After the tick's trades, quote currency per coin; what triggers go by; and what other venues trade at. */
  readonly price: readonly number[];
  readonly mark: readonly number[];
  readonly outside: readonly number[];
  /** Settlement currency, after the tick. */
  readonly fund: readonly number[];
  readonly badDebt: readonly number[];
  /** Accounts reached for the first time. */
  readonly reached: readonly number[];
  readonly closings: readonly Closing[];
  /** Largest first. */
  readonly accounts: readonly ClosedAccount[];
  /** All that were closed against their will, of whom `accounts` are the largest. */
  readonly closed: number;
  readonly payers: readonly Payer[];
}

/** What was closed in one tick of one side in one way. */
export interface Closing {
  /** Place of the tick. */
  readonly at: number;
  readonly side: number;
  readonly how: How;
  readonly accounts: number;
  /** Settlement currency, at the prices of the fills. */
  readonly notional: number;
}

/** An account without a name. */
export interface ClosedAccount {
  readonly side: number;
  /** Settlement currency, at the start. */
  readonly notional: number;
  readonly trigger: number;
  readonly bankruptcy: number | null;
  /** Of its first fill. */
  readonly seconds: number;
  /** Mean price of its fills, by quantity. */
  readonly price: number;
  readonly how: How;
}

export interface Payer {
  readonly who: 'fundIn' | 'deficit' | 'fundDraw' | 'adlHaircut' | 'socialised' | 'badDebt' | 'openDeficit';
  /** Settlement currency. */
  readonly amount: number;
}

const PAYERS: readonly Payer['who'][] = [
  'deficit',
  'fundDraw',
  'adlHaircut',
  'socialised',
  'badDebt',
  'openDeficit',
  'fundIn',
];
/** As many accounts are told one by one. */
const MOST_ACCOUNTS = 12;

/** Runs a path again and tells every tick; told or not, it draws the same numbers. */
export function pictureOf(bench: Bench, dials: Dials, path: number): Picture {
  const trace: Trace = { ticks: [] };
  const run = runOf(bench, dials, path + 1);
  runPath(bench, run, path, trace);
  const { ticks } = trace;
  const seen = new Set<number>();
  const all = closedAccounts(bench, ticks);
  return {
    path,
    dials,
    seconds: ticks.map(({ n }) => n * bench.cells.tickSeconds),
    price: ticks.map(({ post }) => post),
    mark: ticks.map(({ mark }) => mark),
    outside: ticks.map(({ index }) => index),
    fund: ticks.map(({ fund }) => fund),
    badDebt: ticks.map(({ badDebt }) => badDebt),
    reached: ticks.map(({ triggered }) => {
      const before = seen.size;
      for (const account of triggered) seen.add(account);
      return seen.size - before;
    }),
    closings: ticks.flatMap((tick, at) => closingsOf(bench, tick, at)),
    accounts: all.slice(0, MOST_ACCOUNTS),
    closed: all.length,
    payers: PAYERS.map((who) => ({ who, amount: bench.row[COLUMN[who]]! })).filter(
      ({ amount }) => amount > 0,
    ),
  };
}

const notionalOf = ({ market }: Bench, [, , quantity, price]: TraceFill): number =>
  quantity * Math.abs(unitValue(market.contract, price));

function closingsOf(bench: Bench, { fills }: TraceTick, at: number): Closing[] {
  const groups = new Map<string, { side: number; how: How; accounts: number; notional: number }>();
  for (const fill of fills) {
    const [account, how] = fill;
    const side = bench.adjusted.side[account]!;
    const group = groups.get(`${side}${how}`) ?? { side, how, accounts: 0, notional: 0 };
    group.accounts++;
    group.notional += notionalOf(bench, fill);
    groups.set(`${side}${how}`, group);
  }
  return [...groups.values()].map((group) => ({ at, ...group }));
}

/** Winners who were deleveraged lost no position against their own will's trigger, and are not among them. */
function closedAccounts(bench: Bench, ticks: readonly TraceTick[]): ClosedAccount[] {
  const { adjusted, ladder, market, cells } = bench;
  const found = new Map<number, { n: number; how: How; quantity: number; value: number }>();
  for (const { n, fills } of ticks) {
    for (const [account, how, quantity, price] of fills) {
      if (how === 'adlwin') continue;
      const own = found.get(account) ?? { n, how, quantity: 0, value: 0 };
      own.quantity += quantity;
      own.value += quantity * price;
      found.set(account, own);
    }
  }
  const unit = Math.abs(unitValue(market.contract, market.startPrice));
  return [...found]
    .map(([account, { n, how, quantity, value }]): ClosedAccount => {
      const side = adjusted.side[account]!;
      const held = adjusted.quantity[account]!;
      const { contract } = market;
      const [entry, collateral] = [adjusted.entryPrice[account]!, adjusted.collateral[account]!];
      return {
        side,
        notional: held * unit,
        trigger: ladder.triggerOf[account]!,
        bankruptcy: bankruptcyPrice(contract, side, held, entry, collateral) ?? null,
        seconds: n * cells.tickSeconds,
        price: value / quantity,
        how,
      };
    })
    .sort((a, b) => b.notional - a.notional);
}
