import { atShock, Known, pathCount, Side } from '../shapes/number.ts';
import { list, nullable, type Of, object, oneOf, text } from '../shapes/shape.ts';

/** What is watched while an input changes, in the order of the page. */
export const SENSITIVE_IDS = [
  'amplification',
  'dislocation',
  'liquidatedShare',
  'coverage',
  'need99',
] as const;
export type SensitiveId = (typeof SENSITIVE_IDS)[number];

export const Sensitivity = object('one input with another value, all others as they are; no tests', {
  market: text('id'),
  side: Side,
  ...atShock,
  input: nullable(text('name; null: as it is')),
  step: nullable(oneOf('from today’s value', ['halved', 'doubled', 'neighbour'])),
  value: nullable(text('canonical JSON of the new value')),
  cell: text('cell id'),
  paths: object('trials; as it is: the same paths of the base cell', pathCount),
  numbers: object('over the done paths', {
    amplification: Known('median'),
    dislocation: Known('median of the hourly dislocation'),
    liquidatedShare: Known('median share of the larger side’s quantity'),
    coverage: Known('1 - mean uncovered share'),
    need99: Known('99% quantile of the fund that would have sufficed, settlement currency'),
  }),
  marks: list('numbers that move more than fivefold', oneOf('name', SENSITIVE_IDS)),
});
export type Sensitivity = Of<typeof Sensitivity>;
