import {
  count,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  reasoned,
  referred,
  text,
} from '../risk/findings/shape.ts';
import { CODES } from './codes.ts';

export const side = oneOf('sign of the shock', ['down', 'up']);
const codeShape = oneOf('why; the page has one sentence for each', CODES);
export const code = referred('code', 'why', codeShape);
const reason = nullable(code);

export const unit = oneOf('of the number', ['ratio', 'probability', 'multiple', 'money', 'count', 'seconds']);
export type Unit = Of<typeof unit>;
export const space = oneOf('whose account is meant', ['equity', 'pnl', 'notional', 'count', 'ratio']);

const intervalShape = reasoned(
  ['lower', 'upper'],
  object('where a number lies', {
    level: probability('confidence'),
    sides: number('1 or 2', 1, 2),
    lower: nullable(number('end')),
    upper: nullable(number('end')),
    method: text('how it is made; bootstrap and normal ones are approximate and prove nothing'),
    reason,
  }),
);
export const interval = (description: string) => referred('interval', description, intervalShape);
export type Interval = Of<typeof intervalShape>;

const knownShape = reasoned(
  ['value'],
  object('a number that may be unknown', { value: nullable(number('the number')), reason }),
);
export const known = (description: string) => referred('known', description, knownShape);
export type Known = Of<typeof knownShape>;

const estimateShape = reasoned(
  ['value'],
  object('a number and where it lies', {
    value: nullable(number('point estimate')),
    reason,
    interval: interval('two-sided 95%'),
  }),
);
export const estimate = (description: string) => referred('estimate', description, estimateShape);
export type Estimate = Of<typeof estimateShape>;

/** What other schemas refer to. */
export const DEFINITIONS = {
  code: codeShape.schema,
  interval: intervalShape.schema,
  known: knownShape.schema,
  estimate: estimateShape.schema,
};

export const pathCount = {
  planned: count('paths'),
  done: count('finished; the rest were not run, or could not finish, and count against'),
};

export const word = oneOf('best first', ['adequate', 'watch', 'none', 'inadequate']);
export type Word = Of<typeof word>;

export const METRICS = [
  'coverage',
  'p_ruin',
  'cover2',
  'distance',
  'es_draw',
  'lar',
  'p_adl',
  'thin_accounts',
] as const;
const metricId = oneOf('name of a key number (report.md 3.2)', METRICS);
export type MetricId = Of<typeof metricId>;

const limitFields = {
  op: oneOf('which side of the value is inside', ['<=', '>=']),
  value: number('the tolerance'),
  owner: nullable(text('who set it; null: a default of leverage-cascade, nobody’s yet')),
  since: nullable(text('date')),
  note: nullable(text('where it was decided')),
};
export const limit = object('a tolerance in force', { id: text('name'), ...limitFields });

const proof = object(
  'the bounds that decide, of the share that must stay small; missing paths count against',
  {
    of: text('what is bounded'),
    tolerance: number('upper <= tolerance proves, lower > tolerance refutes'),
    level: probability('confidence of one test'),
    tests: count('in the market; the lower bound is at (1 - level) / tests'),
    value: nullable(number('point estimate')),
    lower: number('refutes'),
    upper: number('proves'),
    upperOptimistic: nullable(number('as if missing paths had not been planned; printed, never used')),
    method: text('how the bounds are made'),
    refutedByHolm: flag('listed as refuted by the further steps of Holm’s procedure'),
  },
);

export const metric = reasoned(
  ['value'],
  object('a key number of one market and side', {
    id: metricId,
    version: count('raised when the definition changes'),
    market: text('id'),
    side,
    role: oneOf('a proof metric decides; a watch metric can hold back adequate', ['proof', 'watch']),
    state: oneOf('result of its test', ['proven', 'open', 'refuted', 'inside', 'outside']),
    unit,
    space,
    horizon: text('ISO 8601 duration', '^PT[0-9HMS.]+$'),
    value: nullable(number('point estimate')),
    reason,
    paths: object('trials', {
      ...pathCount,
      failing: nullable(count('failing among the done; null: not counted')),
    }),
    interval: interval('two-sided 95%, in the unit of the value'),
    proof: nullable(proof),
    bound: nullable(known('of a watch metric: the pessimistic bound held against the limit')),
    limit: object('in the unit of the value', limitFields),
    watch: nullable(
      object('of cover2: a second limit that can hold back adequate', {
        state: oneOf('result', ['inside', 'outside']),
        bound: known('held against the limit'),
        limit: object('in the unit of the value', limitFields),
      }),
    ),
    reasons: list('why it is open, refuted or outside', code),
    pathsToProof: nullable(known('paths per cell with which the present rate would be proven')),
    parts: list(
      'the same thing in other words',
      reasoned(
        ['value'],
        object('a number beside', {
          name: text('what'),
          unit,
          value: nullable(number('point estimate')),
          reason,
          interval: interval('two-sided 95%'),
        }),
      ),
    ),
    cells: list('it rests on', text('cell id')),
    previous: nullable(number('last night’s value')),
  }),
);
export type Metric = Of<typeof metric>;

export const verdict = object('of one market', {
  market: text('id'),
  raw: word,
  published: word,
  level: nullable(word),
  previous: nullable(word),
  decidedBy: nullable(text('metric/side with the largest bound over limit', '^[a-z0-9_]+/(down|up)$')),
  reasons: list(
    'what keeps it from adequate, or holds it',
    object('one reason', {
      code,
      metric: nullable(metricId),
      side: nullable(side),
      cells: list('it concerns', text('cell id')),
    }),
  ),
  pathsToProof: known('paths per cell that would settle every open test'),
  provenFund: known('smallest fund that would still be proven enough, worse side, settlement currency'),
  limitsChanged: list(
    'limits that differ from last night’s',
    object('a change', { id: text('limit'), old: number('then'), new: number('now') }),
  ),
});
export type Verdict = Of<typeof verdict>;

export const quality = object('what was seen of one market, and what was not', {
  market: text('id'),
  status: oneOf('of its cells', ['complete', 'partial']),
  gate: oneOf('of the data', ['pass', 'fail']),
  reasons: list('gates that failed', object('a gate', { code, cells: list('it concerns', text('cell id')) })),
  cells: object('counts', {
    planned: count('cells'),
    complete: count('every path done'),
    partial: count('some paths done'),
    missing: count('no result'),
  }),
  paths: object('counts', {
    ...pathCount,
    unfinished: count('run, but not to an end: they count as failing'),
  }),
  missingCells: list(
    'as ranges, in cell order',
    object('a range', { from: text('cell id'), to: text('cell id'), cells: count('in it') }),
  ),
  unfinished: list(
    'paths that could not finish, by cell: the first 10,000 of these cells',
    object('a cell', {
      cell: text('cell id'),
      planned: count('paths'),
      unfinished: count('paths'),
      first: nullable(count('lowest number of such a path')),
    }),
  ),
  violations: count('paths that broke conservation or balance'),
  conservationMax: nullable(number('largest error of the conservation of money, fraction of open interest')),
  snapshotAgeHours: number('at asOf'),
  maxAgeHours: number('its limit'),
  positionsEstimated: flag('derived from open interest'),
  clampedShare: known('share of quantity whose collateral the cushion rule raised, base cell'),
  floorHit: count('paths of the base decision cells near the price floor'),
  beyondDepth: count('paths of the base decision cells that traded beyond the visible depth'),
});
export type Quality = Of<typeof quality>;
