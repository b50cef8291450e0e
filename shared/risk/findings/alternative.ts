import { Side } from '../shapes/number.ts';
import { count, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import { MetricId } from './metric.ts';

const State = oneOf('as in the base', ['proven', 'open', 'refuted']);

export const Alternative = object('the verdict’s tests under another value of an assumption', {
  market: text('id'),
  id: text('name'),
  text: text('a clause: what is otherwise'),
  owner: nullable(text('who asked for it')),
  assumption: nullable(text('id of the assumption that it varies')),
  change: text('canonical JSON of the changed inputs'),
  paths: count('planned in each of its cells'),
  word: oneOf('proven: every test; refuted: at least one', ['proven', 'open', 'refuted']),
  tests: list(
    'order of the key numbers, down before up',
    object('a test', {
      metric: MetricId,
      side: Side,
      state: State,
      tolerance: number('upper <= tolerance proves, lower > tolerance refutes'),
      lower: number('refutes'),
      upper: number('proves'),
      cells: list('it rests on', text('cell id')),
    }),
  ),
});
export type Alternative = Of<typeof Alternative>;
