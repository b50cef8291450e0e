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
    from: ' || -sign * price <= other.nearest',
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
    from: '  prepareTrades(venue);\n',
    to: '  prepareTrades(venue);\n  venue.scale = venue.depthScale;\n',
    why: 'makers do not withdraw on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'venue.lowest = Math.min(lowest, price);',
    to: 'venue.lowest = lowest;',
    why: 'makers who do not see the fall of the tick they are asked in, on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'venue.highest = Math.max(highest, price);',
    to: 'venue.highest = highest;',
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
    from: 'permanent += (permanentShare * block.net) / venue.scale;',
    to: 'permanent += permanentShare * block.net;',
    why: 'volume displaced in units of the thinned depth on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'const distance = Math.abs(factor - 1);',
    to: 'const distance = Math.abs(price / startPrice - 1);',
    why: 'the cascade charged with the shock itself on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'if (price < lowest) lowest = price;',
    to: '',
    why: 'prices after trades are no extremes on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'if (factor <= LOWEST_FACTOR) venue.hitFloor = true;',
    to: '',
    why: 'a floor that nobody is told of on a walk',
  },
  {
    file: 'holders/isolated/walk.ts',
    from: 'n + 1 < end',
    to: 'n + 1 <= end',
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
];
