import type { Acts, Intervention } from '../intervention.ts';
import { maintenanceMargin } from '../margin/tiers.ts';
import { PURPOSE, type Stream, uniforms } from '../numbers/random.ts';
import { SUM } from '../purse/ledger.ts';
import type { Path, Tick } from '../tick.ts';
import { prepareTrades } from '../venue/venue.ts';
import { walletOf } from './crossed/columns.ts';
import { type Crossed, fullEquity, isOut, WALLET } from './crossed/crossed.ts';
import { standingOf, sum } from './crossed/wallet.ts';
import {
  equityAt,
  isOpen,
  isTouched,
  quantityOf,
  refreshOpen,
  renewTrigger,
  STATE,
  signOf,
  touch,
} from './isolated/isolated.ts';

/** Margin calls (contagion.md 7.1). */
export interface TopUpRule {
  /** Called below this multiple of maintenance. */
  readonly callAt: number;
  /** From the call to the payment. */
  readonly withinSeconds: number;
  /** Multiple of maintenance that a payment restores. */
  readonly to: number;
  /** Of what the account or the wallet was worth at the start. */
  readonly most: number;
  /** By owner: 1 where calls are answered. */
  readonly answers: Uint8Array;
}

/** Who answers, by owner: whose draw is below the share. Drawn by path, the same in every cell. */
export function drawAnswers(
  stream: Pick<Stream, 'seedLow' | 'seedHigh' | 'path'>,
  share: number,
  owners: number,
): Uint8Array {
  const draws = new Float64Array(owners);
  uniforms({ ...stream, purpose: PURPOSE.calls, lane: 0 }, 0, owners, draws);
  return Uint8Array.from(draws, (draw) => (draw < share ? 1 : 0));
}

/** In place of the market of a ladder. */
export const OF_WALLET = -1;

/** Tick in which who was called pays in, or why there is none. */
const NOT_CALLED = 0;
const OVER = -1;

interface Calls {
  readonly rule: TopUpRule;
  readonly withinTicks: number;
  /** By market and row of its ladder, and by wallet. */
  readonly ofRows: readonly Int32Array[];
  readonly ofWallets: Int32Array;
  /** Wallets at the start prices, haircuts not taken. */
  readonly worth: Float64Array;
  readonly topUps: Acts['topUps'];
}

/** Owners who are called, and pay in unless they are reached before: once an account or a wallet. */
export function callForMargin({ ticks, crossed }: Path, rule: TopUpRule, { topUps }: Acts): Intervention {
  const { count } = crossed ? crossed.wallets : { count: 0 };
  const calls: Calls = {
    rule,
    withinTicks: Math.ceil(rule.withinSeconds / ticks[0]!.venue.rules.tickSeconds),
    ofRows: ticks.map(({ isolated }) => new Int32Array(isolated.ladder.count)),
    ofWallets: new Int32Array(count),
    worth: Float64Array.from({ length: count }, (_, w) => fullEquity(crossed!, w, crossed!.startUnits)),
    topUps,
  };
  return {
    prepare(path) {
      topUps.length = 0;
      for (const tick of ticks) if (!tick.isHalted) askAccounts(calls, tick);
      if (crossed) askWallets(calls, path, crossed);
      for (const { amount } of topUps) {
        path.system[SUM.toppedUp]! += amount;
        path.system[SUM.outside]! -= amount;
      }
    },
    // Whoever may be called later may pay in later.
    mayAct: () => true,
  };
}

function askAccounts(calls: Calls, tick: Tick): void {
  const { isolated, venue, market } = tick;
  const { ladder } = isolated;
  const { owner, collateral, quantity, entryUnit, startUnit } = ladder;
  prepareTrades(venue);
  const { mark, markUnit } = venue;
  let isPaid = false;
  for (let row = 0; row < ladder.count; row++) {
    if (calls.rule.answers[owner[row]!] === 0 || calls.ofRows[market]![row] === OVER) continue;
    if (!isOpen(isolated, row)) continue;
    if (isTouched(isolated, row) && (isolated.state[row]! & STATE.TRIGGERED) !== 0) continue;
    const start = ladder.contract === 'inverse' ? -startUnit : startUnit;
    const amount = answer(calls, calls.ofRows[market]!, row, {
      tick: venue.tick,
      equity: equityAt(isolated, row, markUnit),
      maintenance: maintenanceMargin(ladder.tiers, quantityOf(isolated, row) * Math.abs(markUnit)),
      worth: collateral[row]! + signOf(isolated, row) * quantity[row]! * (start - entryUnit[row]!),
    });
    if (amount === 0) continue;
    touch(isolated, row);
    isolated.collateral[row]! += amount;
    renewTrigger(isolated, row, mark);
    calls.topUps.push({ market, row, amount });
    isPaid = true;
  }
  if (isPaid) refreshOpen(isolated);
}

function askWallets(calls: Calls, { ticks }: Path, crossed: Crossed): void {
  const { wallets, state, markets } = crossed;
  const marks = ticks.map(({ venue }) => venue.mark);
  for (let w = 0; w < wallets.count; w++) {
    if (calls.rule.answers[wallets.owner[w]!] === 0 || calls.ofWallets[w] === OVER) continue;
    if ((state[w]! & (WALLET.OPEN | WALLET.TRIGGERED)) !== WALLET.OPEN || isOut(crossed, w)) continue;
    const { equity, maintenance } = standingOf(walletOf(crossed, w), markets, marks);
    const amount = answer(calls, calls.ofWallets, w, {
      tick: ticks[0]!.venue.tick,
      equity,
      maintenance: sum(maintenance),
      worth: calls.worth[w]!,
    });
    if (amount === 0) continue;
    // It may go on waiting: it needs no test before it would have without.
    crossed.cash[w]! += amount;
    calls.topUps.push({ market: OF_WALLET, row: w, amount });
  }
}

interface Asked {
  readonly tick: number;
  readonly equity: number;
  readonly maintenance: number;
  /** At the start. */
  readonly worth: number;
}

/** What one of them pays in now; notes who is called, and when a call is answered. */
function answer({ rule, withinTicks }: Calls, due: Int32Array, at: number, asked: Asked): number {
  const { tick, equity, maintenance, worth } = asked;
  if (due[at] === NOT_CALLED) {
    if (!(maintenance < equity && equity < rule.callAt * maintenance)) return 0;
    due[at] = tick + withinTicks;
  }
  if (tick < due[at]!) return 0;
  due[at] = OVER;
  return Math.min(Math.max(0, rule.to * maintenance - equity), Math.max(0, rule.most * worth));
}
