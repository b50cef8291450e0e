import { Known, Side } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import { flag, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import { MetricId } from './metric.ts';

export const Word = oneOf('best first', ['adequate', 'watch', 'none', 'inadequate']);
export type Word = Of<typeof Word>;

export const Verdict = object('of one market', {
  market: text('id'),
  raw: Word,
  published: Word,
  // Last published word that was not `none`, tonight's included: what tomorrow's hysteresis starts from.
  level: nullable(Word),
  // Last night's published word.
  previous: nullable(Word),
  decidedBy: nullable(text('metric/side with the largest bound over limit', '^[a-z0-9_]+/(down|up)$')),
  reasons: list(
    'what keeps it from adequate, or holds it',
    object('one reason', {
      code: Reason,
      metric: nullable(MetricId),
      side: nullable(Side),
      cells: list('it concerns', text('cell id')),
    }),
  ),
  // What would have changed the word is about the test that decided, and nothing else.
  pathsToProof: Known('paths per cell that would prove the test that decided'),
  provenFund: Known('smallest fund that would prove the test that decided, settlement currency'),
  margins: nullable(
    object('what would prove the test that decided, where margins did and it is not proven', {
      maintenance: nullable(number('nearest multiple of today’s on the grid; null: none')),
      leverage: nullable(number('nearest multiple of today’s on the grid; null: none')),
      mechanisms: list('labels', text('label')),
      tiers: nullable(flag('the proposed table would; null: not simulated')),
    }),
  ),
  limitsChanged: list(
    'limits that differ from last night’s',
    object('a change', { id: text('limit'), old: number('then'), new: number('now') }),
  ),
});
export type Verdict = Of<typeof Verdict>;
