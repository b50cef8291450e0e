import { notionalToClose } from '../../shared/cascade/mechanism/target-margin.ts';
import { near } from './check.ts';
import type { Runner } from './group.ts';
import { items, maybe, numberOf } from './place.ts';

/** Notional to close at the mark, and the share of it at the first touch of the trigger. */
export const targetMargin: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'atMark').map((one, i) => {
      const close = notionalToClose(
        numberOf(one, 'notional'),
        numberOf(one, 'equity'),
        numberOf(one, 'tau'),
        numberOf(one, 'fee'),
        0,
      );
      return near(`atMark [${i}]`, numberOf(one, 'close'), close, tolerance);
    }),
    ...(maybe(place, 'firstFraction') ? items(place, 'firstFraction') : []).map((one, i) => {
      const fraction = notionalToClose(
        1,
        numberOf(one, 'rate'),
        numberOf(one, 'tau'),
        numberOf(one, 'fee'),
        0,
      );
      return near(`firstFraction [${i}]`, numberOf(one, 'fraction'), fraction, tolerance);
    }),
  ],
  notRun: maybe(place, 'atExecution')
    ? [
        {
          part: 'atExecution',
          reason: 'the mechanism closes by the mark, as venues do, and knows no price of execution',
        },
      ]
    : [],
});
