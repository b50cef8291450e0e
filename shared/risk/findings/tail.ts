import { Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import {
  count,
  list,
  nullable,
  number,
  type Of,
  object,
  probability,
  reasoned,
  text,
} from '../shapes/shape.ts';

const Quantile = object('a move that a share of the windows does not exceed, by the law', {
  share: probability('of windows'),
  move: number('fraction'),
  lower: nullable(number('end of the 95% interval by profile likelihood; null: the snapshot does not tell')),
  upper: nullable(number('end')),
});

const Threshold = object('the law fitted to fewer or more of the moves', {
  threshold: number('fraction'),
  excesses: count('above it'),
  xi: number('shape'),
  shortfall: nullable(number('mean move beyond the 99.9% quantile; null: infinite')),
});
export type TailThreshold = Of<typeof Threshold>;
export type TailQuantile = Of<typeof Quantile>;

/** Where a design shock stands among the moves of the history (report.md 8.5). */
export const Tail = reasoned(
  ['xi'],
  object('the tail of the moves in windows of the design’s length', {
    market: text('id'),
    side: Side,
    seconds: count('of a window'),
    windows: count('in the history'),
    threshold: nullable(number('move above which the law is fitted')),
    xi: nullable(number('shape; the larger, the heavier')),
    reason: nullable(Reason),
    scale: nullable(number('fraction')),
    xiError: nullable(number('standard error of the shape')),
    moves: list('those kept, largest first', number('fraction')),
    quantiles: list('99%, 99.5%, 99.9%', Quantile),
    thresholds: list('from most to fewest moves', Threshold),
    design: list(
      'shocks of the design: how many windows go further',
      object('one', {
        shockBps: number('signed, basis points'),
        seen: count('windows that went further'),
        chance: nullable(probability('that a window does, by the law; null: below its threshold')),
      }),
    ),
  }),
);
export type Tail = Of<typeof Tail>;
