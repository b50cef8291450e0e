import type { Mutant } from '../../planted.ts';

/** Several markets in one tick, and wallets in them. */
export const MARKETS: readonly Mutant[] = [
  {
    file: 'holders/crossed/attribution.ts',
    from: 'lost[k]! += lossOfAsset[i]!;',
    to: '',
    why: 'collateral sold badly puts nothing down to its market',
  },
  {
    file: 'holders/crossed/attribution.ts',
    from: 'for (const own of lost) all += Math.max(0, own);',
    to: 'for (const own of lost) all += Math.abs(own);',
    why: 'gains counted among the losses that share a deficit',
  },
  {
    file: 'holders/crossed/books.ts',
    from: 'crossed.deficit[w]! -= equity;',
    to: '',
    why: 'open negative equity missing from what an owner lacks',
  },
  {
    file: 'holders/crossed/columns.ts',
    from: 'starts[w + 1] = starts[w]! + count;',
    to: 'starts[w + 1] = starts[w]! + Math.max(1, count);',
    why: 'rows of a wallet read as those of the next one',
  },
  {
    file: 'holders/crossed/crossed.ts',
    from: 'let own = crossed.state[w]! & WALLET.TRIGGERED;',
    to: 'let own = 0;',
    why: 'a wallet reached for the first time again and again',
  },
  {
    file: 'holders/crossed/fills.ts',
    from: 'busy.sort((a, b) => a - b);',
    to: 'busy.sort((a, b) => b - a);',
    why: 'wallets told in another order',
  },
  {
    file: 'holders/crossed/fills.ts',
    from: 'const asked = offered[i]! * share;',
    to: 'const asked = offered[i]!;',
    why: 'collateral sold whole where buyers end',
  },
  {
    file: 'holders/crossed/fills.ts',
    from: "const goesToFund = isClosed && isForced && ticks[0]!.venue.rules.leftover === 'fund';",
    to: "const goesToFund = isClosed && ticks[0]!.venue.rules.leftover === 'fund';",
    why: 'a winner closed by ADL pays what is left of it to the fund',
  },
  {
    file: 'holders/crossed/radii.ts',
    from: 'g += quantity[a]! * (1 + steepest[wallets.market[a]!]!);',
    to: 'g += quantity[a]! * 0.1;',
    why: 'wallets left out of tests that they would not pass',
  },
  {
    file: 'holders/crossed/radii.ts',
    from: 'steepness[w] = g;\n  radius[runOf(w)] = 0;',
    to: 'steepness[w] = g;',
    why: 'what a fill leaves tested by what was there before it',
  },
  {
    file: 'holders/crossed/reach.ts',
    from: 'return equity <= maintenance ? 0 : equity - maintenance;',
    to: 'return equity;',
    why: 'wallets reached where nothing is left of them',
  },
  {
    file: 'holders/crossed/reach.ts',
    from: 'least += Math.min(atLow[k]!, atHigh[k]!);',
    to: 'least += atLow[k]!;',
    why: 'a path that ends though a rising mark reaches a short wallet',
  },
  {
    file: 'holders/crossed/want.ts',
    from: 'need -= wanted * price;',
    to: '',
    why: 'every asset offered for all that is owed',
  },
  {
    file: 'holders/crossed/want.ts',
    from: 'if (closes) state[w]! |= WALLET.CLOSES;',
    to: 'state[w]! |= WALLET.CLOSES;',
    why: 'ADL of wallets that keep accounts',
  },
  {
    file: 'markets.ts',
    from: 'input.ladder.grouped = true;',
    to: '',
    why: 'deficits of ranges forgotten by owner',
  },
  {
    file: 'purse/position.ts',
    from: 'if (!crossed!.busy.includes(w)) crossed!.busy.push(w);',
    to: '',
    why: 'crossed winners who keep what they gave',
  },
  {
    file: 'purse/position.ts',
    from: 'if (first[middle]! <= account) low = middle;',
    to: 'if (first[middle]! < account) low = middle;',
    why: 'the equity of the wallet before',
  },
  {
    file: 'purse/socialised.ts',
    from: 'if (crossed) paid = cutWallets(crossed, share, paid);',
    to: '',
    why: 'wallets that win pay nothing',
  },
  {
    file: 'purse/system.ts',
    from: 'if (rounds > system[SUM.roundsSeen]! || crossed?.isNew)',
    to: 'if (rounds > system[SUM.roundsSeen]!)',
    why: 'rounds of wallets not counted',
  },
  {
    file: 'purse/system.ts',
    from: 'ledger[COLUMN.deficit]! += ledger[SUM.tickDeficit]!;',
    to: '',
    why: 'deficits of isolated accounts put down to no market',
  },
  {
    file: 'venue/funding.ts',
    from: 'clamp(premium + clamp(interest - premium, band), cap)',
    to: 'clamp(interest + clamp(interest - premium, band), cap)',
    why: 'a rate without the premium',
  },
  {
    file: 'purse/funding.ts',
    from: 'crossed.cash[w]! -= take(side[a]!, crossed.quantity[a]!);',
    to: 'take(side[a]!, crossed.quantity[a]!);',
    why: 'wallets pay no funding',
  },
  {
    file: 'purse/funding.ts',
    from: 'renewTrigger(isolated, row, venue.mark);',
    to: '',
    why: 'whom a payment alone reaches is not reached',
  },
  {
    file: 'system-row.ts',
    from: 'drawAttributed: ledger[SUM.attributed]!,',
    to: 'drawAttributed: ledger[COLUMN.deficit]!,',
    why: "wallets' deficits missing from their markets",
  },
];
