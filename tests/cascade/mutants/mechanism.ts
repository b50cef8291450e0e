import type { Mutant } from '../../planted.ts';

export const MECHANISM: readonly Mutant[] = [
  {
    file: 'mechanism/auction-lots.ts',
    from: 'lots.sum[cohort]! += notional;',
    to: 'lots.sum[cohort] = notional;',
    why: 'only the last lot of a cohort counts against what may run',
  },
  {
    file: 'mechanism/auction-lots.ts',
    from: 'lots.mark[to] = lots.mark[cohort]!;',
    to: '',
    why: 'a cohort that moved up asks by the mark of another',
  },
  {
    file: 'mechanism/auction-lots.ts',
    from: 'lots.until[cohort] = started;',
    to: '',
    why: 'a cohort that asks what the one before it in its place did',
  },
  {
    file: 'mechanism/auction.ts',
    from: 'lots.sum[cohort] = sum;',
    to: '',
    why: 'lots that were sold count against what may run',
  },
  {
    file: 'mechanism/auction.ts',
    from: 'Math.min((steps + 1) * terms.step, terms.tail) * EARLY',
    to: '(steps + 2) * terms.step',
    why: 'a price that falls a step late',
  },
  {
    file: 'mechanism/auction.ts',
    from: '!(seconds > terms.tail)',
    to: '!(seconds >= terms.tail)',
    why: 'auctions restarted one tick early',
  },
  {
    file: 'mechanism/auction.ts',
    from: 'sign > 0 ? displaced + taken / scale :',
    to: 'sign > 0 ? displaced :',
    why: 'every taker sees the whole depth',
  },
  {
    file: 'mechanism/full.ts',
    from: 'for (let k = 0; k < isolated.activeCount; k++)',
    to: 'for (let k = 0; k < isolated.activeCount - 1; k++)',
    why: 'the last of those reached is left out',
  },
  {
    file: 'mechanism/full.ts',
    from: '  side.known = side.to;\n',
    to: '',
    why: 'ranges that nobody triggered',
  },
  {
    file: 'mechanism/mechanisms.ts',
    from: 'steppedShare(spec.threshold, spec.firstShare, spec.coolDown)',
    to: 'steppedShare(spec.firstShare, spec.threshold, spec.coolDown)',
    why: 'parameters handed over in another order',
  },
  {
    file: 'mechanism/rate-limited.ts',
    from: 'venue.depth.volumeWithin(reach, side.sign)',
    to: 'venue.depth.volumeWithin(reach, 1)',
    why: 'purchases paced by the bids',
  },
  {
    file: 'mechanism/stepped.ts',
    from: 'ledger[SUM.now]! + coolDownSeconds',
    to: 'venue.tick + coolDownSeconds',
    why: 'a cool-down in ticks',
  },
  {
    file: 'mechanism/stepped.ts',
    from: 'notional * (1 - 1e-9)',
    to: 'notional',
    why: 'a position that stands on a floor steps by nothing',
  },
  {
    file: 'mechanism/target-margin.ts',
    from: '(required - equity) / (required - fee)',
    to: '(required - equity) / required',
    why: 'the fee forgotten in what must be closed',
  },
];
