import { atShock, Estimate, Known, pathCount, Side } from '../shapes/number.ts';
import { count, list, nullable, number, type Of, object, oneOf, probability, text } from '../shapes/shape.ts';

/** What of an ordinary day is predicted and, where there is a record, observed; named as in the table of ordinary days. */
export const DAY_NUMBERS = [
  'over1',
  'over3',
  'over10',
  'liquidatedMedian',
  'liquidatedQ95',
  'fundChangeMedian',
  'fundChangeQ05',
  'fundChangeQ95',
] as const;
export type DayNumber = (typeof DAY_NUMBERS)[number];

const numbers = {
  dislocation: object('share of paths or windows in which hourly bars of venue and index part further', {
    over1: Estimate('than 1%'),
    over3: Estimate('than 3%'),
    over10: Estimate('than 10%'),
  }),
  liquidatedShare: object('of the larger side’s quantity', {
    median: Known('median'),
    q95: Known('95% quantile'),
  }),
  fundChange: object('what comes in less what is paid out, settlement currency', {
    median: Known('median'),
    q05: Known('5% quantile'),
    q95: Known('95% quantile'),
  }),
};

export const ObservedDay = object('the same in the windows of a record that move about so far', {
  source: text('of the record'),
  fromSeconds: number('start of its first whole window, since 1970'),
  untilSeconds: number('end of its last one'),
  windows: object('of the record', {
    whole: count('of that length'),
    near: count('of them that move about so far'),
    dislocation: count('of these, where it is known'),
    fundChange: count('the same'),
  }),
  ...numbers,
  compared: list('numbers that both know, over enough windows', oneOf('name', DAY_NUMBERS)),
  marks: list('of them, those predicted outside a third to three times', oneOf('name', DAY_NUMBERS)),
});
export type ObservedDay = Of<typeof ObservedDay>;

export const OrdinaryDay = object('the base cell at an ordinary move of the design’s own window', {
  market: text('id'),
  side: Side,
  minutes: number('of the window'),
  level: probability('share of the recorded windows that do not go further'),
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  ...numbers,
  gate: object('whether such a day stays ordinary: the share over 10% against 1%, missing paths as events', {
    state: oneOf('result', ['proven', 'open', 'broken']),
    events: count('seen'),
    lower: probability('one-sided, at a quarter of the level: names a cell as broken'),
    upper: probability('one-sided, at the full level: proves'),
  }),
  observed: nullable(ObservedDay),
});
export type OrdinaryDay = Of<typeof OrdinaryDay>;

/** What prediction and record are compared in. */
export type DayNumbers = Pick<OrdinaryDay, keyof typeof numbers>;

export const dayNumber = (day: DayNumbers, name: DayNumber): Known => {
  const { dislocation, liquidatedShare, fundChange } = day;
  return {
    over1: dislocation.over1,
    over3: dislocation.over3,
    over10: dislocation.over10,
    liquidatedMedian: liquidatedShare.median,
    liquidatedQ95: liquidatedShare.q95,
    fundChangeMedian: fundChange.median,
    fundChangeQ05: fundChange.q05,
    fundChangeQ95: fundChange.q95,
  }[name];
};
