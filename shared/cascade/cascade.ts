import { type End, writeOutcome } from './end.ts';
import type { Ladder } from './holders/isolated/ladder.ts';
import { createPlay, nearestLong, nearestShort, startPlay } from './holders/isolated/play.ts';
import { bookRanges, closeRange } from './holders/isolated/range.ts';
import { step } from './holders/isolated/step.ts';
import { unitValue } from './margin/contract.ts';
import { type Mechanism, mechanismOf } from './mechanism/mechanism.ts';
import { integerPower } from './numbers/math.ts';
import { FLAG } from './outcome.ts';
import { createAdl } from './purse/adl.ts';
import { createFundPeak, noteFund, startFundPeak } from './purse/fund-peak.ts';
import { createLedger, resetLedger } from './purse/ledger.ts';
import type { MechanismSpec, Rules } from './rules.ts';
import type { Trace } from './trace.ts';
import { traceTick } from './trace.ts';
import { createFills, type Turn } from './turn.ts';
import { type Depth, LOWEST_FACTOR } from './venue/depth/depth.ts';
import { createMark, lagOf, nextMark, startMark } from './venue/mark.ts';
import { firstBeyond, type ShockPath } from './venue/shock.ts';
import { shareLeft } from './venue/withdrawal.ts';

/** Runs paths one after another over ladders of limited size; allocates only when it is made. */
export interface Engine {
  /**
   * Lets one shock run down a ladder, liquidation by liquidation, until nothing moves any more
   * (model.md 2.5), and writes the outcome row (model.md 7).
   *
   * @param depthScale multiple of the depth law's depth in force on this path, > 0
   * @param row one number per `OUTCOME_COLUMNS`
   * @param trace told every tick; slows the path down and changes nothing but rounding
   */
  run(
    ladder: Ladder,
    rules: Rules,
    depth: Depth,
    path: ShockPath,
    depthScale: number,
    row: Float64Array,
    trace?: Trace,
  ): void;
}

/** @param capacity largest number of accounts in a ladder */
export function createEngine(capacity: number): Engine {
  const play = createPlay(capacity);
  const ledger = createLedger();
  const adl = createAdl(capacity);
  const mark = createMark();
  const mechanisms = new Map<MechanismSpec, Mechanism>();
  const end: End = {
    own: { count: 0, tick: new Int32Array(0), value: new Float64Array(0) },
    liquidated: { count: 0, tick: new Int32Array(0), value: new Float64Array(0) },
    lowest: 0,
    highest: 0,
    ticks: 0,
    price: 0,
    unfinished: false,
    isWaiting: false,
    ownerDeficit: new Float64Array(0),
  };
  const turn: Turn = {
    play,
    ledger,
    fundPeak: createFundPeak(),
    rules: undefined as unknown as Rules,
    depth: undefined as unknown as Depth,
    tick: 0,
    timeSeconds: 0,
    fundamental: 0,
    price: 0,
    priceUnit: 0,
    mark: 0,
    markUnit: 0,
    displaced: 0,
    scale: 1,
    isTold: false,
    inRanges: false,
    longsTo: 0,
    shortsTo: 0,
    valueAtMarks: 0,
    reached: new Int32Array(capacity),
    reachedCount: 0,
    active: new Int32Array(capacity),
    activeCount: 0,
    orderRow: new Int32Array(capacity),
    orderQuantity: new Float64Array(capacity),
    orderCount: 0,
    lotRow: new Int32Array(capacity),
    lotUnit: new Float64Array(capacity),
    lotCount: 0,
    saleUnit: 0,
    purchaseUnit: 0,
    restUnit: 0,
    salesShare: 1,
    purchasesShare: 1,
    vaultOrder: 0,
    takenOver: new Int32Array(capacity),
    takenOverCount: 0,
    fills: createFills(capacity),
  };

  const mechanismFor = (spec: MechanismSpec): Mechanism => {
    let found = mechanisms.get(spec);
    if (!found) {
      found = mechanismOf(spec, capacity);
      mechanisms.set(spec, found);
    }
    return found;
  };

  return {
    run(ladder, rules, depth, path, depthScale, row, trace) {
      const { contract, startPrice, tickSeconds, decayPerTick, permanentShare, ownShare, triggerRule } =
        rules;
      const { factors } = path;
      const steps = factors.length;
      const lastTick = Math.ceil(rules.horizonSeconds / tickSeconds);
      const lag = lagOf(triggerRule);
      const mechanism = mechanismFor(rules.mechanism);
      startPlay(play, ladder);
      mechanism.start(play);
      resetLedger(ledger, rules.fund, rules.backstop ? rules.backstop.capital : 0);
      const watchesFund = rules.adl.when === 'fund-drawdown';
      if (watchesFund) startFundPeak(turn.fundPeak, rules.fund, lastTick);
      startMark(mark, startPrice, triggerRule, lastTick);
      startRecords(end, lastTick);
      turn.rules = rules;
      turn.depth = depth;
      turn.isTold = trace !== undefined;
      turn.lotCount = 0;
      turn.vaultOrder = 0;

      // Everything that asks who an account is goes row by row.
      const inRanges = rules.adl.when !== 'negative-equity' && !rules.socialised && !rules.backstop && !trace;
      let byRange = inRanges && rules.mechanism.name === 'full';
      turn.inRanges = inRanges && mechanism.tellApart !== undefined;

      let lowest = Infinity;
      let highest = -Infinity;
      let ownPeak = 0;
      let permanent = 0;
      let temporary = 0;
      let reachLong = nearestLong(play);
      let reachShort = nearestShort(play);
      let n = 0;

      if ((triggerRule.rule === 'last' || triggerRule.rule === 'lagged') && !trace) {
        // Before the first liquidation the price is the fundamental: go to the first tick whose mark
        // reaches somebody.
        const first = firstReached(path, startPrice, lag, lastTick, reachLong, reachShort);
        n = Math.min(first, lastTick + 1, Math.max(steps, 1) + lag + 1) - 1;
        if (first > lastTick) {
          n = Math.min(lastTick, steps);
          // The rule of quiescence counts stored inputs whose mark would come after the horizon, too.
          if (reachesLate(factors, startPrice, lag, n, reachLong, reachShort)) n = lastTick;
        }
        if (n > 0) {
          lowest = startPrice * path.lowest[Math.min(n, steps) - 1]!;
          highest = startPrice * path.highest[Math.min(n, steps) - 1]!;
        }
        if (lag > 0)
          for (let k = Math.max(1, n - lag + 1); k <= n; k++)
            mark.inputs[k] = startPrice * factors[Math.min(k, steps) - 1]!;
        if (first > lastTick) {
          finish(path, depthScale, n, lastTick, 0, 0, lowest, highest, row);
          return;
        }
      }

      for (;;) {
        n++;
        const fundamental = startPrice * factors[n < steps ? n - 1 : steps - 1]!;
        let displaced = permanent + temporary;
        let factor = displaced === 0 ? 1 : depth.factor(displaced, fundamental);
        let price = displaced === 0 ? fundamental : depth.price(displaced, fundamental, factor);
        if (factor <= LOWEST_FACTOR) ledger.flags |= FLAG.FLOOR_HIT;
        if (price < lowest) lowest = price;
        if (price > highest) highest = price;
        const pre = price;
        const input = fundamental + ownShare * (price - fundamental);
        const now = nextMark(mark, triggerRule, n, price, input, startPrice);
        const scale = rules.withdrawal
          ? depthScale * shareLeft(rules.withdrawal, largestMove(lowest, highest, startPrice))
          : depthScale;
        let acted = false;

        if (now <= reachLong || now >= reachShort || ledger.vaultPosition !== 0 || mechanism.pending(play)) {
          acted = true;
          turn.tick = n;
          turn.timeSeconds = n * tickSeconds;
          turn.fundamental = fundamental;
          turn.price = price;
          turn.priceUnit = unitValue(contract, price);
          turn.mark = now;
          turn.markUnit = unitValue(contract, now);
          turn.displaced = displaced;
          turn.scale = scale;
          ledger.tickLiquidated = 0;
          let net = byRange ? closeRange(turn) : NaN;
          if (Number.isNaN(net)) {
            if (byRange) bookRanges(play, ledger);
            byRange = false;
            net = step(turn, mechanism, adl);
          }
          if (watchesFund) noteFund(turn.fundPeak, n, ledger.fund);
          reachLong = nearestLong(play);
          reachShort = nearestShort(play);
          if (ledger.tickLiquidated > 0) noteLiquidation(n, tickSeconds);
          if (net !== 0) {
            permanent += (permanentShare * net) / scale;
            temporary += ((1 - permanentShare) * net) / scale;
            displaced = permanent + temporary;
            factor = depth.factor(displaced, fundamental);
            price = depth.price(displaced, fundamental, factor);
            if (factor <= LOWEST_FACTOR) ledger.flags |= FLAG.FLOOR_HIT;
            if (price < lowest) lowest = price;
            if (price > highest) highest = price;
          }
        }
        if (displaced !== 0) {
          // Not price over fundamental: the same displaced volume must give the same number in every tick.
          const own = Math.abs(factor - 1);
          if (own > ownPeak) {
            ownPeak = own;
            end.own.tick[end.own.count] = n;
            end.own.value[end.own.count++] = own;
          }
        }
        temporary *= decayPerTick;
        if (trace)
          traceTick(trace, turn, acted, {
            tick: n,
            fundamental,
            pre,
            mark: now,
            scale,
            post: price,
            displaced: permanent + temporary,
          });

        if (n >= lastTick) break;
        if (n < steps || ledger.vaultPosition !== 0) continue;
        if (!mechanism.cures && mechanism.pending(play)) continue;
        // Quiescent? These are all the marks that can still come (model.md 2.5).
        // To the bit what the next tick will see: somebody may stand exactly there.
        const next = permanent + temporary;
        const soon = depth.price(next, fundamental, depth.factor(next, fundamental));
        const late = depth.price(permanent, fundamental, depth.factor(permanent, fundamental));
        const x = triggerRule.rule === 'last' ? 1 : ownShare;
        const soonMark = fundamental + x * (soon - fundamental);
        const lateMark = fundamental + x * (late - fundamental);
        let least = Math.min(now, soonMark, lateMark);
        let most = Math.max(now, soonMark, lateMark);
        for (let k = Math.max(1, n - lag + 1); lag > 0 && k <= n; k++) {
          const stored = mark.inputs[k]!;
          if (stored < least) least = stored;
          if (stored > most) most = stored;
        }
        if (least <= reachLong || most >= reachShort) continue;
        if (!mechanism.wouldReach?.(play, least, most)) break;
      }
      if (byRange) bookRanges(play, ledger);
      end.isWaiting = mechanism.pending(play);
      end.unfinished =
        n >= lastTick &&
        (ledger.vaultPosition !== 0 ||
          (!mechanism.cures && end.isWaiting) ||
          (turn.tick === n &&
            (stillReached(turn) || mechanism.wouldReach?.(play, turn.mark, turn.mark) === true)));
      finish(path, depthScale, n, lastTick, permanent, temporary, lowest, highest, row);
    },
  };

  // Takes numbers as arguments: what a nested function shares with a loop is boxed at every change.
  function finish(
    path: ShockPath,
    depthScale: number,
    ticks: number,
    lastTick: number,
    permanent: number,
    temporary: number,
    lowest: number,
    highest: number,
    row: Float64Array,
  ): void {
    const { factors } = path;
    const { startPrice, decayPerTick } = turn.rules;
    const fundamental = startPrice * factors[Math.min(Math.max(ticks, 1), factors.length) - 1]!;
    const left = temporary === 0 ? 0 : integerPower(decayPerTick, lastTick - ticks) * temporary;
    const rest = permanent + left;
    const factor = rest === 0 ? 1 : turn.depth.factor(rest, fundamental);
    if (factor <= LOWEST_FACTOR) ledger.flags |= FLAG.FLOOR_HIT;
    end.price = rest === 0 ? fundamental : turn.depth.price(rest, fundamental, factor);
    end.lowest = Math.min(lowest, end.price);
    end.highest = Math.max(highest, end.price);
    end.ticks = ticks;
    writeOutcome(end, turn, path, depthScale, lastTick, row);
  }

  function noteLiquidation(tick: number, tickSeconds: number): void {
    const time = tick * tickSeconds;
    if (ledger.firstSeconds < 0) ledger.firstSeconds = time;
    ledger.lastSeconds = time;
    end.liquidated.tick[end.liquidated.count] = tick;
    end.liquidated.value[end.liquidated.count++] = ledger.liquidatedNotional;
  }
}

const largestMove = (lowest: number, highest: number, startPrice: number): number =>
  Math.max(Math.abs(lowest / startPrice - 1), Math.abs(highest / startPrice - 1));

/** First tick whose mark, with nobody liquidated yet, reaches a trigger; `lastTick + 1` if none. */
function firstReached(
  path: ShockPath,
  startPrice: number,
  lag: number,
  lastTick: number,
  reachLong: number,
  reachShort: number,
): number {
  if (lag > 0 && (startPrice <= reachLong || startPrice >= reachShort)) return 1;
  const steps = Math.max(0, Math.min(path.factors.length, lastTick - lag));
  const first = firstBeyond(path, startPrice, reachLong, reachShort, steps);
  return first < steps ? first + 1 + lag : lastTick + 1;
}

/** Do the inputs that a lagged mark has stored in tick `n` reach a trigger? */
function reachesLate(
  factors: Float64Array,
  startPrice: number,
  lag: number,
  n: number,
  reachLong: number,
  reachShort: number,
): boolean {
  for (let k = Math.max(1, n - lag + 1); k <= n; k++) {
    const input = startPrice * factors[Math.min(k, factors.length) - 1]!;
    if (input <= reachLong || input >= reachShort) return true;
  }
  return false;
}

/** Is somebody that this last tick reached still open at its mark, cooling down or queued? */
function stillReached(turn: Turn): boolean {
  const { play, mark } = turn;
  return mark <= play.nearestLong || mark >= play.nearestShort;
}

function startRecords(end: End, lastTick: number): void {
  if (end.own.tick.length < lastTick) {
    for (const record of [end.own, end.liquidated]) {
      record.tick = new Int32Array(lastTick);
      record.value = new Float64Array(lastTick);
    }
  }
  end.own.count = 0;
  end.liquidated.count = 0;
  end.unfinished = false;
  end.isWaiting = false;
}
