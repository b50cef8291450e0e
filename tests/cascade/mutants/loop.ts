import type { Mutant } from '../../planted.ts';

export const LOOP: readonly Mutant[] = [
  {
    file: 'cascade.ts',
    from: '      openTick(tick.venue); //             1, 2: the fundamental moves, and the price with it\n      for (const own of interventions) own.open?.(tick);\n      if (!tick.isHalted) moveMark(tick.venue);',
    to: '      moveMark(tick.venue);\n      openTick(tick.venue);',
    why: 'the mark follows the price of the tick before',
  },
  {
    file: 'cascade.ts',
    from: 'if (acts) trade(path);\n    for (const { venue } of ticks) closeTick(venue);',
    to: 'for (const { venue } of ticks) closeTick(venue);\n    if (acts) trade(path);\n   ',
    why: 'displaced volume comes back before the trades of the tick',
  },
  {
    file: 'cascade.ts',
    from: 'for (const tick of ticks) if (!tick.isHalted) holders.settle(tick);',
    to: 'for (const tick of ticks) noteTrades(tick);\n  for (const tick of ticks) holders.settle(tick);',
    why: 'a tick is noted before it is settled',
  },
  {
    file: 'cascade.ts',
    from: '    prepareTrades(venue);\n  }',
    to: '  }',
    why: 'what is wanted goes by the units and the depth of the tick before',
  },
  {
    file: 'quiet.ts',
    from: 'tick < own.venue.path.ticks || ',
    to: '',
    why: 'a path that ends before its shock does',
  },
  {
    file: 'quiet.ts',
    from: " || holders.pending(own) === 'must-finish'",
    to: '',
    why: 'a path that ends while somebody waits',
  },
  {
    file: 'check/equilibrium.ts',
    from: 'hardest = side > 0 ? Math.min(hardest, own) : Math.max(hardest, own);',
    to: 'hardest = own;',
    why: 'a row that closes before those above it',
  },
  {
    file: 'check/equilibrium.ts',
    from: 'side > 0 ? fundamental <= bounds[middle]! : fundamental >= bounds[middle]!',
    to: 'side > 0 ? fundamental < bounds[middle]! : fundamental > bounds[middle]!',
    why: 'a shock that meets a threshold to the bit closes nobody',
  },
  {
    file: 'end.ts',
    from: 'if (path.shock < 0) return down;',
    to: '',
    why: 'the peak of a rebound taken for the peak of a fall',
  },
  {
    file: 'end.ts',
    from: 'if (isolated.inRanges) bookRanges(isolated, ledger);',
    to: '',
    why: 'what was closed by range is never booked',
  },
  {
    file: 'end.ts',
    from: "pending === 'must-finish' || (n > 0 && holders.wouldReach(tick, { least: mark, most: mark }))",
    to: "pending === 'must-finish'",
    why: 'a horizon that comes before somebody reached was closed ends all work',
  },
  {
    file: 'end.ts',
    from: "unit, pending !== 'none');",
    to: 'unit, false);',
    why: 'deficits of those who wait forgotten',
  },
  {
    file: 'outcome.ts',
    from: 'ADL_SHORT: 128,',
    to: 'ADL_SHORT: 64,',
    why: 'two flags in one bit',
  },
  {
    file: 'path.ts',
    from: ' && !rules.socialised && ',
    to: ' && ',
    why: 'winners who pay for others looked for among accounts that were closed by range',
  },
  {
    file: 'path.ts',
    from: '    startPurse(purse, rules, fund, venue.lastTick);\n',
    to: '',
    why: 'a path that remembers what the path before it liquidated',
  },
  {
    file: 'trace.ts',
    from: 'a.kind - b.kind',
    to: 'b.kind - a.kind',
    why: 'a market fill told before the deleveraging it follows',
  },
  {
    file: 'trace.ts',
    from: 'displacedAfterDecay: venue.permanent + venue.passedOn + venue.temporary,',
    to: 'displacedAfterDecay: venue.displaced,',
    why: 'the displaced volume of before the decay told as that of after',
  },
  {
    file: 'chain.ts',
    from: 'permanent: venue.permanent + venue.passedOn,',
    to: 'permanent: venue.permanent,',
    why: 'a chain that forgets what has moved the index',
  },
];
