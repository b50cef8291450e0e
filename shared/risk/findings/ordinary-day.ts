import { atShock, Estimate, Known, pathCount, Side } from '../shapes/number.ts';
import { count, number, type Of, object, oneOf, probability, text } from '../shapes/shape.ts';

export const OrdinaryDay = object('the base cell at an ordinary move of the design’s own window', {
  market: text('id'),
  side: Side,
  minutes: number('of the window'),
  level: probability('share of the recorded windows that do not go further'),
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  dislocation: object('share of paths in which hourly bars of venue and index part further', {
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
  gate: object('whether such a day stays ordinary: the share over 10% against 1%, missing paths as events', {
    state: oneOf('result', ['proven', 'open', 'broken']),
    events: count('seen'),
    lower: probability('one-sided, at a quarter of the level: names a cell as broken'),
    upper: probability('one-sided, at the full level: proves'),
  }),
});
export type OrdinaryDay = Of<typeof OrdinaryDay>;
