// Bugs that somebody could make, each as one text of shared/cascade and what would stand there instead. `npm run
// mutants` plants one after another; a test holds every text to be there exactly once, so that the list cannot rot.

export interface Mutant {
  /** In shared/cascade. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The mistake somebody could make. */
  readonly why: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    file: 'tiers.ts',
    from: 'floor[k]! * (rate[k]! - rate[k - 1]!)',
    to: 'floor[k]! * rate[k]!',
    why: 'deductions from rates instead of their differences',
  },
  {
    file: 'tiers.ts',
    from: 'if (sigma > 0 ? gap >= 0 : gap <= 0) break;',
    to: 'if (gap >= 0) break;',
    why: 'the tier of a short searched as that of a long',
  },
  {
    file: 'tiers.ts',
    from: 'if (sigma < 0 && constant <= 0) return -never;',
    to: '',
    why: 'an account under water at every price is never reached',
  },
  {
    file: 'tiers.ts',
    from: 'if (tiers.jumping && notional === present) return mark;',
    to: '',
    why: 'a trigger at the mark computed back from notional misses it by a bit',
  },
  {
    file: 'tiers.ts',
    from: 'floor[k + 1]! < notional) k++',
    to: 'floor[k + 1]! <= notional) k++',
    why: 'a position on a floor counted above it',
  },
  {
    file: 'axes.ts',
    from: 'Math.max(observed / leverage, Math.min(observed, demanded))',
    to: 'Math.max(observed / leverage, demanded)',
    why: 'leverage one raises whoever is below the maximum leverage',
  },
  {
    file: 'contract.ts',
    from: "contract === 'linear' ? price : -1 / price",
    to: "contract === 'linear' ? price : 1 / price",
    why: 'the value of an inverse contract without its sign',
  },
  {
    file: 'depth/exponential.ts',
    from: 'exp(beta * from) * (to - from)',
    to: 'exp(beta * to) * (to - from)',
    why: 'an inverse fill starts at the wrong end',
  },
  {
    file: 'depth/smooth.ts',
    from: 'return law.sum(from, edge, fundamental) + LOWEST_FACTOR * (to - edge);',
    to: 'return law.sum(from, edge, fundamental);',
    why: 'nothing is paid for what is sold at the clamp',
  },
  {
    file: 'depth/walk.ts',
    from: 'if (reach[middle]! >= volume) high = middle;',
    to: 'if (reach[middle]! > volume) high = middle;',
    why: 'the last unit of a level priced at the next one',
  },
  {
    file: 'depth/walk.ts',
    from: 'while (m >= 0 && distance[m]! > far / 2) m--;',
    to: 'while (m >= 0 && distance[m]! >= far / 3) m--;',
    why: 'the density beyond taken from the outer two thirds',
  },
  {
    file: 'depth/amm.ts',
    from: 'const MOST_PURCHASED = 0.999;',
    to: 'const MOST_PURCHASED = 0.9;',
    why: 'a pool that sells only nine tenths of its reserve',
  },
  {
    file: 'withdrawal.ts',
    from: '* (point[1] - before[1])',
    to: '* (before[1] - point[1])',
    why: 'makers come back as the price falls',
  },
  {
    file: 'mark.ts',
    from: 'const most = rule.capPerTick * mark.value;',
    to: 'const most = rule.capPerTick * startPrice;',
    why: 'the cap of a mark as a share of the start price',
  },
  {
    file: 'mark.ts',
    from: 'tick <= rule.ticks ? startPrice',
    to: 'tick <= rule.ticks + 1 ? startPrice',
    why: 'a lagged mark one tick later than stated',
  },
  {
    file: 'engine.ts',
    from: 'temporary *= decayPerTick;',
    to: 'temporary *= 1;',
    why: 'displaced volume never comes back',
  },
  {
    file: 'engine.ts',
    from: 'permanent += (permanentShare * net) / scale;',
    to: 'permanent += permanentShare * net;',
    why: 'volume displaced in units of the thinned depth',
  },
  {
    file: 'engine.ts',
    from: 'let least = Math.min(now, soonMark, lateMark);',
    to: 'let least = now;',
    why: 'a path declared quiet while its next mark reaches somebody',
  },
  {
    file: 'engine.ts',
    from: 'const own = Math.abs(factor - 1);',
    to: 'const own = Math.abs(price / startPrice - 1);',
    why: 'the cascade charged with the shock itself',
  },
  {
    file: 'engine.ts',
    from: 'integerPower(decayPerTick, lastTick - ticks) * temporary',
    to: 'integerPower(decayPerTick, lastTick) * temporary',
    why: 'an early stop ends at another price than the horizon',
  },
  {
    file: 'turn.ts',
    from: '(purchases * priceUnit + net * turn.restUnit) / sales',
    to: 'turn.restUnit',
    why: 'crossed volume filled at the price of the depth',
  },
  {
    file: 'turn.ts',
    from: 'return left > NEGLIGIBLE * most ? left * scale : 0;',
    to: 'return Math.max(0, left);',
    why: 'the room of a thinned depth not thinned',
  },
  {
    file: 'step.ts',
    from: 'salesShare = (purchases + room - lotsSold) / (sales - lotsSold);',
    to: 'salesShare = (purchases + room) / sales;',
    why: 'lots cut with the block but settled whole',
  },
  {
    file: 'waterfall.ts',
    from: "const kept = rules.leftover === 'fund' ? 0 : collateral - fee;",
    to: "const kept = rules.leftover === 'fund' ? collateral - fee : 0;",
    why: 'leftovers to the wrong party',
  },
  {
    file: 'waterfall.ts',
    from: 'const share = Math.min(1, rest / profits);',
    to: 'const share = rest / profits;',
    why: 'socialised loss beyond what was won',
  },
  {
    file: 'ledger.ts',
    from: 'ledger.fund += ledger.tickIn;',
    to: 'ledger.fund += ledger.tickDeficit > 0 ? 0 : ledger.tickIn;',
    why: 'fees of a tick that has deficits never reach the fund',
  },
  {
    file: 'ledger.ts',
    from: 'Math.max(ledger.fundNeed, ledger.deficit - ledger.fundIn)',
    to: 'Math.max(ledger.fundNeed, ledger.deficit)',
    why: 'the needed fund without what came in',
  },
  {
    file: 'adl.ts',
    from: 'if (!(equityAt(play, row, poolUnit) >= 0)) continue;',
    to: '',
    why: 'winners taken at a price that bankrupts them',
  },
  {
    file: 'adl.ts',
    from: 'const poolUnit = value / pool;',
    to: 'const poolUnit = bankruptcyOf(play, adl.loser[0]!);',
    why: 'winners filled at the first bankruptcy price instead of the mean',
  },
  {
    file: 'adl.ts',
    from: 'const difference = side * (bankruptcyOf(play, b) - bankruptcyOf(play, a));',
    to: 'const difference = side * (bankruptcyOf(play, a) - bankruptcyOf(play, b));',
    why: 'the safest orders leave the block first',
  },
  {
    file: 'adl.ts',
    from: 'own = Math.min(own, other + roomFor(turn, side));',
    to: '',
    why: 'deficits of a block priced beyond what the depth can give',
  },
  {
    file: 'adl.ts',
    from: 'adl.fundLeft = Math.max(0, adl.fundLeft - gap);',
    to: '',
    why: 'the fund counted once a side',
  },
  {
    file: 'allocate.ts',
    from: 'level = (sumNotional - total) / sumEquity;',
    to: 'level = sumNotional / sumEquity;',
    why: 'water filled to the leverage before the cut',
  },
  {
    file: 'allocate.ts',
    from: 'profitOverEntryValue * leverage',
    to: 'profitOverEntryValue',
    why: 'winners ranked by profit alone',
  },
  {
    file: 'backstop.ts',
    from: 'equity >= 0 && equity <',
    to: 'equity <',
    why: 'a vault that takes over accounts under water',
  },
  {
    file: 'backstop.ts',
    from: 'Math.min(Math.abs(before), Math.abs(after), most)',
    to: 'Math.min(Math.abs(after), most)',
    why: 'a vault that sells in the tick in which it takes over',
  },
  {
    file: 'mechanism/target-margin.ts',
    from: '(target * notional - equity) / (target - feeRate)',
    to: '(target * notional - equity) / target',
    why: 'the fee forgotten in what must be closed',
  },
  {
    file: 'mechanism/stepped.ts',
    from: 'turn.timeSeconds + coolDownSeconds',
    to: 'turn.tick + coolDownSeconds',
    why: 'a cool-down in ticks',
  },
  {
    file: 'mechanism/stepped.ts',
    from: 'notional * (1 - 1e-9)',
    to: 'notional',
    why: 'a position that stands on a floor steps by nothing',
  },
  {
    file: 'mechanism/rate-limited.ts',
    from: 'let purchases = perTick * depth.volumeWithin(reach, -1);',
    to: 'let purchases = perTick * depth.volumeWithin(reach, 1);',
    why: 'purchases paced by the bids',
  },
  {
    file: 'mechanism/auction.ts',
    from: 'turn.timeSeconds - started[k]! > terms.tail',
    to: 'turn.timeSeconds - started[k]! >= terms.tail',
    why: 'auctions restarted one tick early',
  },
  {
    file: 'mechanism/auction.ts',
    from: 'displaced + sold / scale',
    to: 'displaced',
    why: 'every taker sees the whole depth',
  },
  {
    file: 'range.ts',
    from: 'bought * (purchaseUnit - turn.markUnit)',
    to: 'bought * (turn.markUnit - purchaseUnit)',
    why: 'close-out cost of shorts with the wrong sign, in the fast path only',
  },
  {
    file: 'end.ts',
    from: 'Math.max(1, Math.ceil(60 / tickSeconds))',
    to: 'Math.max(1, Math.floor(60 / tickSeconds))',
    why: 'a minute of fewer ticks than it has',
  },
  {
    file: 'end.ts',
    from: 'Math.min(last + 1, lastTick - lag)',
    to: 'Math.min(last + 1, lastTick)',
    why: 'marks after the horizon make nobody innocent',
  },
  {
    file: 'end.ts',
    from: 'if (shock < 0) return down;',
    to: '',
    why: 'the peak of a rebound taken for the peak of a fall',
  },
  {
    file: 'equilibrium.ts',
    from: 'hardest = side > 0 ? Math.min(hardest, own) : Math.max(hardest, own);',
    to: 'hardest = own;',
    why: 'a row that closes before those above it',
  },
  {
    file: 'shock.ts',
    from: 'Math.sqrt(variance) * z[j]!',
    to: 'variance * z[j]!',
    why: 'variance taken for volatility',
  },
  {
    file: 'shock.ts',
    from: '(y[j]! / time) * walk',
    to: '((j + 1) / ticks) * walk',
    why: 'the bridge pulled back in clock time',
  },
  {
    file: 'random.ts',
    from: 'let word = 2 * (first % 2);',
    to: 'let word = 0;',
    why: 'draws that depend on where one starts',
  },
  {
    file: 'math.ts',
    from: '6.613756321437934361',
    to: '6.613756921437934361',
    why: 'one digit of a coefficient of exp',
  },
  {
    file: 'order.ts',
    from: 'low[place[to - 1]!]! > low[own]!',
    to: 'low[place[to - 1]!]! >= low[own]!',
    why: 'equal triggers out of account order',
  },
  {
    file: 'play.ts',
    from: 'Math.max(nearestLong, trigger[row]!)',
    to: 'trigger[row]!',
    why: 'the nearest trigger of partly closed longs forgotten',
  },
  {
    file: 'ladder.ts',
    from: 'keys[found] = Math.max(price, 0);',
    to: 'keys[found] = Math.abs(price);',
    why: 'longs that are never reached stand first',
  },
  {
    file: 'ladder-order.ts',
    from: 'if (own !== other) return long ? own > other : own < other;',
    to: 'if (own !== other) return own > other;',
    why: 'shorts reached last act first',
  },
  {
    file: 'step.ts',
    from: 'timeSeconds >= play.ready[row]!',
    to: 'timeSeconds > play.ready[row]!',
    why: 'a cool-down one tick too long',
  },
  {
    file: 'step.ts',
    from: 'triggerUnit[row] = markUnit;',
    to: 'triggerUnit[row] = turn.priceUnit;',
    why: 'close-out cost counted from the price instead of the mark',
  },
  {
    file: 'waterfall.ts',
    from: 'Math.min(feeRate * value, Math.max(0, equity))',
    to: 'feeRate * value',
    why: 'fees that push a partly closed account under water',
  },
  {
    file: 'waterfall.ts',
    from: 'play.deficit[row] = -collateral;',
    to: 'play.deficit[row] = 0;',
    why: 'owners without the deficits of their closed accounts',
  },
  {
    file: 'mechanism/rate-limited.ts',
    from: '(!cure || (row < longs ? mark <= trigger[row]! : mark >= trigger[row]!)) &&',
    to: '',
    why: 'a queue that nobody can leave',
  },
  {
    file: 'closing.ts',
    from: 'return lowest[at]! > fill ? BELOW : MIXED;',
    to: 'return highest[at]! > fill ? BELOW : MIXED;',
    why: 'a run of which one row ends below zero settled as if all did, in large ladders only',
  },
  {
    file: 'closing.ts',
    from: 'const healthy = firstAtMost(falling, solvent, to, fill - fee);',
    to: 'const healthy = firstAtMost(falling, solvent, to, fill);',
    why: 'fees taken in full from whoever has less left, in large ladders only',
  },
  {
    file: 'runs.ts',
    from: 'onward = Math.max(onward, runs.highest[run]!);',
    to: 'onward = runs.highest[run]!;',
    why: 'the rest of a ladder called healthy after one look at its next rows',
  },
  {
    file: 'runs.ts',
    from: 'runnerUp = largest;',
    to: '',
    why: 'the second largest account of a run forgotten',
  },
  {
    file: 'reach.ts',
    from: '(RUN / STEP) * firstShortRun',
    to: 'firstShortRun',
    why: 'signposts of shorts read among those of longs',
  },
  {
    file: 'reach.ts',
    from: 'if (falls) while (mark <= trigger[row]!) row++;',
    to: 'if (falls) while (mark < trigger[row]!) row++;',
    why: 'a trigger met to the bit not reached, in large ladders only',
  },
  {
    file: 'range.ts',
    from: 'sums.deficit > fundAllows(turn)',
    to: 'sums.deficit > ledger.fund',
    why: 'the fast path asks whether the fund is empty, whatever the venue asks',
  },
  {
    file: 'range.ts',
    from: 'before[BEFORE.width * nextShort]! - before[BEFORE.width * longs]!',
    to: 'before[BEFORE.width * nextShort]!',
    why: 'shorts closed by range count all longs along',
  },
  {
    file: 'fund-peak.ts',
    from: 'heldTo[last] = tick - 1;',
    to: 'heldTo[last] = tick;',
    why: 'a balance remembered one tick too long',
  },
  {
    file: 'fund-peak.ts',
    from: 'held[last]! <= balance) last--;',
    to: 'held[last]! >= balance) last--;',
    why: 'the peak of a fund that only fell is its latest balance',
  },
  {
    file: 'adl.ts',
    from: '(1 - adl.drawdown) * peak',
    to: 'adl.drawdown * peak',
    why: 'the fund may lose what it should keep',
  },
  {
    file: 'splitting.ts',
    from: 'Math.ceil(notional / cap)',
    to: 'Math.round(notional / cap)',
    why: 'parts above the cap',
  },
  {
    file: 'splitting.ts',
    from: 'into.collateral[row] = collateral[i]! / parts;',
    to: 'into.collateral[row] = collateral[i]!;',
    why: 'every part with the collateral of the whole',
  },
  {
    file: 'splitting.ts',
    from: 'into.owner[row] = owner[i]!;',
    to: 'into.owner[row] = row;',
    why: 'parts of an account that belong to nobody in common',
  },
  {
    file: 'depth/floor.ts',
    from: 'reach < share ? -scale * log(1 - reach / share)',
    to: 'reach < share ? -scale * log(1 - reach)',
    why: 'the volume of a law with a floor measured as if it had none',
  },
  {
    file: 'depth/linear.ts',
    from: '(2 * fundamental)',
    to: 'fundamental',
    why: 'a linear law charges all of its own impact',
  },
  {
    file: 'depth/square-root.ts',
    from: '(2 / 3) * c',
    to: '(1 / 2) * c',
    why: 'the mean of a square root taken for that of a line',
  },
  {
    file: 'depth.ts',
    from: 'scale: visibleVolume / floor(floorFactor, 1).volumeWithin(reach, side)',
    to: 'scale: visibleVolume * floor(floorFactor, 1).volumeWithin(reach, side)',
    why: 'a fitted law turned upside down',
  },
  {
    file: 'philox.ts',
    from: 'round < 10',
    to: 'round < 9',
    why: 'nine rounds',
  },
  {
    file: 'philox.ts',
    from: 'let y0 = (c0 + 1) | 0;',
    to: 'let y0 = c0 | 0;',
    why: 'the second of two blocks is the first again',
  },
  {
    file: 'mechanism/full.ts',
    from: 'placeOrder(turn, row, turn.play.quantity[row]!);',
    to: 'placeOrder(turn, row, turn.play.ladder.quantity[row]!);',
    why: 'an account closes what it held at the start',
  },
  {
    file: 'mechanism.ts',
    from: 'steppedShare(spec.threshold, spec.firstShare, spec.coolDown)',
    to: 'steppedShare(spec.firstShare, spec.threshold, spec.coolDown)',
    why: 'parameters handed over in another order',
  },
  {
    file: 'trace.ts',
    from: 'a.kind - b.kind',
    to: 'b.kind - a.kind',
    why: 'a market fill told before the deleveraging it follows',
  },
  {
    file: 'trace.ts',
    from: 'displacedAfterDecay: prices.displaced,',
    to: 'displacedAfterDecay: turn.displaced,',
    why: 'the displaced volume of before the trades told as that of after',
  },
  {
    file: 'outcome.ts',
    from: 'ADL_SHORT: 128,',
    to: 'ADL_SHORT: 64,',
    why: 'two flags in one bit',
  },
  {
    file: 'accounts.ts',
    from: 'owner[i] = i;',
    to: 'owner[i] = 0;',
    why: 'everybody belongs to one owner until told otherwise',
  },
  {
    file: 'equilibrium.ts',
    from: 'side > 0 ? fundamental <= bounds[middle]! : fundamental >= bounds[middle]!',
    to: 'side > 0 ? fundamental < bounds[middle]! : fundamental > bounds[middle]!',
    why: 'a shock that meets a threshold to the bit closes nobody',
  },
];

/** The text of a file with a bug in it; refuses a text that is not there exactly once. */
export function planted(text: string, { file, from, to }: Mutant): string {
  const found = text.split(from).length - 1;
  if (found !== 1) throw new RangeError(`${file} must hold this text once, got ${found} times: ${from}`);
  return text.replace(from, () => to);
}
