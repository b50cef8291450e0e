import type { Mutant } from '../../planted.ts';

export const TAKEOVER: readonly Mutant[] = [
  {
    file: 'mechanism/reductions.ts',
    from: 'reducedIn[row] !== venue.tick - 1 && ',
    to: '',
    why: 'an account reduced in every tick',
  },
  {
    file: 'mechanism/reductions.ts',
    from: '  before += units[own]!;\n',
    to: '',
    why: 'every reduction sees the whole depth',
  },
  {
    file: 'mechanism/takeover.ts',
    from: 'collateral[row]! += sign * units *',
    to: 'collateral[row]! += units *',
    why: 'a short taken over in part gains what it lost',
  },
  {
    file: 'mechanism/takeover.ts',
    from: '  renewTrigger(isolated, row, venue.mark);\n',
    to: '',
    why: 'who was taken over in part is reached where the whole was',
  },
  {
    file: 'purse/adl-inventory.ts',
    from: 'perUnit(b) - perUnit(a) || a.order - b.order',
    to: 'a.order - b.order',
    why: 'inventory deleveraged by arrival',
  },
  {
    file: 'purse/carry.ts',
    from: 'closeBatch(inventory, side, k, -age);',
    to: 'closeBatch(inventory, side, k, 0);',
    why: 'patience that begins anew with every piece of a chain',
  },
  {
    file: 'purse/inventory.ts',
    from: 'const own = sign * limit[order]!;',
    to: 'const own = limit[order]!;',
    why: 'purchases worked off by arrival',
  },
  {
    file: 'purse/owed.ts',
    from: 'const own = inventory.lost[order]! + loss;',
    to: 'const own = loss;',
    why: 'what was lost on orders that are closed owed by nobody',
  },
  {
    file: 'purse/willingness.ts',
    from: ': limit[order]! / factor',
    to: ': limit[order]! * factor',
    why: 'limits of purchases eased downwards',
  },
  {
    file: 'purse/willingness.ts',
    from: '(before * inventory.unit[order]! + quantity * unit) / (before + quantity)',
    to: 'unit',
    why: 'a later part of an account sets the limit of all',
  },
  {
    file: 'purse/work-off.ts',
    from: ': limit >= price * (1 - AT)',
    to: ': limit <= price * (1 + AT)',
    why: 'purchases content with what contents sales',
  },
  {
    file: 'purse/work-off.ts',
    from: 'Math.min(held, left + room)',
    to: 'Math.min(held, room)',
    why: 'what crosses taken from the room of the depth',
  },
  {
    file: 'purse/work-off-side.ts',
    from: 'roomTo(venue, sign, limit) - filled',
    to: 'roomTo(venue, sign, limit)',
    why: 'what was filled before forgotten on a walk',
  },
];
