import type { Mutant } from '../../planted.ts';

export const RANGES: readonly Mutant[] = [
  {
    file: 'holders/isolated/closing.ts',
    from: 'return lowest[at]! > fill ? BELOW : MIXED;',
    to: 'return highest[at]! > fill ? BELOW : MIXED;',
    why: 'a run of which one row ends below zero settled as if all did, in large ladders only',
  },
  {
    file: 'holders/isolated/closing.ts',
    from: 'const healthy = firstAtMost(falling, solvent, to, fill - fee);',
    to: 'const healthy = firstAtMost(falling, solvent, to, fill);',
    why: 'fees taken in full from whoever has less left, in large ladders only',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'bought * (purchaseUnit - shorts.triggerUnit)',
    to: 'bought * (shorts.triggerUnit - purchaseUnit)',
    why: 'close-out cost of shorts with the wrong sign, in ranges only',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'const deficits = closing.deficit + deficitOfOrders(tick);',
    to: 'const deficits = closing.deficit;',
    why: 'ranges closed though a part of an order empties the fund',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'const units = quantityBefore(ladder, next) - quantityBefore(ladder, first);',
    to: 'const units = quantityBefore(ladder, next);',
    why: 'shorts closed by range count all longs along',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'for (let k = 0; k < isolated.touchedCount; k++) takeBack(isolated, ledger, isolated.touched[k]!);',
    to: '',
    why: 'rows with a copy booked twice, by themselves and with their range',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: '  isolated.knownCount = count;\n',
    to: '',
    why: 'every tick after a round is a round',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'noteRound(isolated, ledger);\n  isolated.inRanges = false;',
    to: 'isolated.inRanges = false;',
    why: 'the round in which ranges end is none',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: '  if (row >= next) return;\n',
    to: '',
    why: 'rows beyond the range taken back from it',
  },
  {
    file: 'holders/isolated/ranges.ts',
    from: 'if (block.salesShare !== 1 || block.purchasesShare !== 1) return false;',
    to: '',
    why: 'ranges closed whole where buyers end',
  },
  {
    file: 'holders/isolated/reach.ts',
    from: '(RUN / STEP) * firstShortRun',
    to: 'firstShortRun',
    why: 'signposts of shorts read among those of longs',
  },
  {
    file: 'holders/isolated/reach.ts',
    from: 'if (falls) while (mark <= trigger[row]!) row++;',
    to: 'if (falls) while (mark < trigger[row]!) row++;',
    why: 'a trigger met to the bit not reached, in large ladders only',
  },
  {
    file: 'holders/isolated/runs.ts',
    from: 'onward = Math.max(onward, runs.highest[run]!);',
    to: 'onward = runs.highest[run]!;',
    why: 'the rest of a ladder called healthy after one look at its next rows',
  },
  {
    file: 'holders/isolated/runs.ts',
    from: 'runnerUp = largest;',
    to: '',
    why: 'the second largest account of a run forgotten',
  },
  {
    file: 'holders/isolated/side.ts',
    from: 'side.sign * ladder.trigger[side.first]!',
    to: 'ladder.trigger[side.first]!',
    why: 'shorts that every price reaches',
  },
  {
    file: 'holders/isolated/side.ts',
    from: '  side.known = side.first;\n',
    to: '',
    why: 'accounts triggered on the path before',
  },
  {
    file: 'holders/isolated/side.ts',
    from: '  side.closings = 0;\n',
    to: '',
    why: 'ranges closed on the path before',
  },
  {
    file: 'holders/isolated/side.ts',
    from: 'side.last = side.sign > 0 ? ladder.longs : ladder.count;',
    to: 'side.last = ladder.count;',
    why: 'longs that go on into the shorts',
  },
];
