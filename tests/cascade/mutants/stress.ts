import type { Mutant } from '../../planted.ts';

/** What a venue does in stress: halts, bands, raised maintenance, margin calls, members. */
export const STRESS: readonly Mutant[] = [
  {
    file: 'venue/halt.ts',
    from: 'halt.from = halt.until;',
    to: '',
    why: 'a window that reaches back over the last halt',
  },
  {
    file: 'venue/halt.ts',
    from: 'halt.until = tick + pauseTicks - 1;',
    to: 'halt.until = tick + pauseTicks;',
    why: 'a pause that begins in the tick after the move',
  },
  {
    file: 'venue/band.ts',
    from: '(mark * (1 - side * width)) / index',
    to: '1 - side * width',
    why: 'a band about the index, wherever the mark is',
  },
  {
    file: 'venue/block.ts',
    from: 'block.isBounded = within < left;',
    to: 'block.isBounded = within > left;',
    why: 'buyers said to end where a band holds them back',
  },
  {
    file: 'holders/stand-still.ts',
    from: '  hearInput(venue);\n',
    to: '',
    why: 'a lagged mark that hears nothing of a halt',
  },
  {
    file: 'holders/stand-still.ts',
    from: '  closeBlock(block);\n',
    to: '',
    why: 'the last block before a halt filled once more for wallets',
  },
  {
    file: 'holders/crossed/reach.ts',
    from: 'if (isOut(crossed, w)) {',
    to: 'if (false) {',
    why: 'wallets reached that can close nothing',
  },
  {
    file: 'holders/raise.ts',
    from: 'renewState(crossed, w);',
    to: 'crossed.state[w]! |= 0;',
    why: 'wallets left out of tests that a raise makes them fail',
  },
  {
    file: 'holders/raise.ts',
    from: '  refreshOpen(isolated);\n',
    to: '',
    why: 'nobody looked for whom a raise alone reaches',
  },
  {
    file: 'holders/top-up.ts',
    from: 'due[at] = OVER;',
    to: '',
    why: 'calls answered again and again',
  },
  {
    file: 'holders/top-up.ts',
    from: 'rule.most * worth',
    to: 'rule.most * equity',
    why: 'as much paid in as an account is worth now allows',
  },
  {
    file: 'holders/taken.ts',
    from: '      cash[w]! += sign * units * (unit - entryUnit[a]!);\n',
    to: '',
    why: 'a wallet taken over that keeps its cash',
  },
  {
    file: 'holders/taken.ts',
    from: '    crossed.busy.splice(0, Infinity, ...others);\n',
    to: '    crossed.busy.length = 0;\n',
    why: 'collateral not sold in a tick that takes somebody over',
  },
  {
    file: 'holders/crossed/want.ts',
    from: 'if (asked > 0) block.salesShare = filled / asked;',
    to: '',
    why: 'collateral paid for that the depth had no room for',
  },
  {
    file: 'holders/crossed/fills.ts',
    from: 'ticks[0]!.isolated.mechanism.takesOver || ',
    to: '',
    why: 'what the collateral of a wallet taken over brings beyond its debt given back',
  },
  {
    file: 'purse/owed.ts',
    from: 'visit(owner, inventory.lost[order]! + open);',
    to: 'visit(owner, open);',
    why: 'owners who lack nothing of what their orders have lost',
  },
  {
    file: 'interventions.ts',
    from: 'halt && halt.move <= 1 && { halt }',
    to: 'halt && { halt }',
    why: 'a neutral halt that lets paths run to their horizon',
  },
  {
    file: 'purse/members.ts',
    from: 'system[SUM.tickDeficit] = rest;',
    to: 'system[SUM.tickDeficit]! -= system[SUM.membersPaid]!;',
    why: 'what members paid in earlier ticks taken from the deficits of this one',
  },
  {
    file: 'purse/members.ts',
    from: '        capital[g]! -= paid;\n',
    to: '',
    why: 'members who pay without end',
  },
];
