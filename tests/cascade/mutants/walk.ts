import type { Mutant } from '../../planted.ts';

export const WALK: readonly Mutant[] = [
  {
    file: 'holders/isolated/walk.ts',
    from: 'closing.deficit > fundAllows(tick)',
    to: 'closing.deficit > ledger[COLUMN.fundEnd]!',
    why: 'walking asks whether the fund is empty, whatever the venue asks',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: ' || -sign * mark <= other.nearest',
    to: '',
    why: 'the other side forgotten where the price reaches both',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: "  if (rules.adl.when !== 'never' && closing.deficit > fundAllows(tick)) return false;\n",
    to: '',
    why: 'no account deleveraged on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '  prepareTrades(venue);\n  const { markUnit',
    to: '  prepareTrades(venue);\n  venue.scale = venue.depthScale;\n  const { markUnit',
    why: 'makers do not withdraw on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '      venue.lowest = Math.min(venue.lowest, lowestPrice);\n',
    to: '',
    why: 'makers who do not see the fall of the tick they are asked in, on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '      venue.highest = Math.max(venue.highest, highestPrice);\n',
    to: '',
    why: 'makers who do not see the rise of the tick they are asked in, on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'temporary *= decayPerTick;',
    to: 'temporary *= 1;',
    why: 'displaced volume never comes back on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'passedOn += passed * temporary;',
    to: 'passedOn += venue.passedShare * temporary;',
    why: 'an index that takes over what is still displaced here, on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'const distance = Math.abs(indexFactor * factor - 1);',
    to: 'const distance = Math.abs(price / startPrice - 1);',
    why: 'the cascade charged with the shock itself on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '        if (price < lowestPrice) lowestPrice = price;\n',
    to: '',
    why: 'prices after trades do not count in their hour on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'Math.min(path.ticks, lastTick)) - 1;',
    to: 'Math.min(path.ticks, lastTick));',
    why: 'a walk beyond the last tick',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: ' || !isolated.mechanism.closesWhole',
    to: '',
    why: 'a queue closed whole on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'if ((sign > 0 ? depth.mostBids : depth.mostAsks) !== Infinity) return false;',
    to: '',
    why: 'sales beyond the last buyer on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '  isolated.knownCount += to - next;\n',
    to: '',
    why: 'rounds of a walk counted twice',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: '  side.known = to;\n',
    to: '',
    why: 'accounts closed on a walk were never triggered',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'if (ladder.grouped) noteClosing(side, unit);',
    to: '',
    why: 'owners without what they lost on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'net * (markUnit - unit)',
    to: 'units * (markUnit - unit)',
    why: 'close-out cost of shorts with the wrong sign, on a walk only',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: "return worksOff(tick) || holders.pending(tick) === 'none';",
    to: 'return true;',
    why: 'work under way is walked past',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'if (isTold || !path.isAlone || !isPrice(venue.rules.triggerRule)) return false;',
    to: 'if (isTold || !path.isAlone) return false;',
    why: 'whatever the mark, walking takes the price for it',
  },
  {
    file: 'holders/isolated/work.ts',
    from: "if (adl.when !== 'never' && mayDeleverage(tick)) return false;",
    to: '',
    why: 'no inventory deleveraged on a walk',
  },
];
