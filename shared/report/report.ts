import { CHECK_IDS } from '../market/inspect/checks.ts';
import { readJson } from '../market/parse.ts';
import { Alert } from '../risk/findings/alert.ts';
import { Alternative } from '../risk/findings/alternative.ts';
import { Change } from '../risk/findings/change.ts';
import { Condition } from '../risk/findings/condition.ts';
import { DepthAndSpeed } from '../risk/findings/depth-and-speed.ts';
import { Design } from '../risk/findings/design.ts';
import { Enough } from '../risk/findings/enough.ts';
import { FrontierPoint } from '../risk/findings/frontier.ts';
import { Fund } from '../risk/findings/fund.ts';
import { Mechanism } from '../risk/findings/mechanism.ts';
import { LimitInForce, Metric } from '../risk/findings/metric.ts';
import { OrdinaryDay } from '../risk/findings/ordinary-day.ts';
import { OwnRecord, Procyclicality } from '../risk/findings/own-record.ts';
import { Quality } from '../risk/findings/quality.ts';
import { ReverseStress } from '../risk/findings/reverse-stress.ts';
import { Sensitivity } from '../risk/findings/sensitivity.ts';
import { Splitting } from '../risk/findings/splitting.ts';
import { Tail } from '../risk/findings/tail.ts';
import { TierTable } from '../risk/findings/tiers.ts';
import { Verdict, Word } from '../risk/findings/verdict.ts';
import { DEFINITIONS } from '../risk/shapes/number.ts';
import { Reason } from '../risk/shapes/reasons.ts';
import {
  count,
  digest,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  reasoned,
  text,
} from '../risk/shapes/shape.ts';
import { asToday, SCHEMA } from './earlier.ts';
import { LIMITATION_IDS } from './limitations.ts';

const reverse = reasoned(
  ['value'],
  object('what it would take', {
    value: nullable(list('per market and side', ReverseStress)),
    reason: nullable(Reason),
  }),
);

const market = object('what is judged', {
  id: text('id', '^[a-z0-9][a-z0-9-]{1,30}$'),
  venue: text('name'),
  symbol: text('name'),
  contract: oneOf('how profit is counted; a quanto is linear in another currency than its prices are in', [
    'linear',
    'inverse',
    'quanto',
  ]),
  quoteCurrency: text('of prices'),
  settlementCurrency: text('of money'),
  markPrice: number('quote currency per coin'),
  openInterest: number('of the larger side at the mark price, settlement currency'),
  fund: number('resources, settlement currency'),
  positions: oneOf('origin', ['accounts', 'estimated']),
  accounts: count('both sides'),
});
export type Market = Of<typeof market>;

const base = object('the value of every axis but shock at which the verdict is made', {
  market: text('id'),
  leverage: number('multiple of today’s'),
  maintenance: number('multiple of today’s'),
  depth: number('multiple of today’s'),
  mechanism: text('label'),
});

const input = object('what the report is a function of', {
  name: text('what it is'),
  digest: nullable(digest('SHA-256; null: an entry of the snapshot, covered by its digest')),
  asOf: nullable(text('UTC time')),
  source: nullable(text('origin')),
});

const tableFile = object('a file beside the report', {
  path: text('relative to the report'),
  digest: digest('SHA-256'),
  rows: count('rows'),
});
export type TableFile = Of<typeof tableFile>;

const changes = reasoned(
  ['value'],
  object('since an earlier report', {
    value: nullable(list('per market', Change)),
    reason: nullable(Reason),
  }),
);

const ownRecord = reasoned(
  ['value'],
  object('past reports against what came after them', {
    value: nullable(list('per market and side', OwnRecord)),
    reason: nullable(Reason),
  }),
);

/** `margin-report/2`: everything that the page and the tables say, and no time, machine or cost. */
export const reportShape = object('margin-adequacy report', {
  schema: oneOf('version', [SCHEMA]),
  sweepId: text('names the sweep'),
  asOf: text(
    'the time for which the report speaks',
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$',
  ),
  engine: object('the code', { version: text('release'), digest: digest('of its sources') }),
  inputs: list('with digests', input),
  random: object('randomness', {
    generator: text('name'),
    seed: text('64 bits'),
    commonRandomNumbers: flag('path n draws the same numbers in every cell'),
  }),
  markets: list('in order of open interest', market),
  conditions: list('what each market was like', Condition),
  design: list('per market and side', Design),
  base: list('per market', base),
  mapTolerance: probability('of heat maps and frontier'),
  assumptions: list(
    'of the snapshot',
    object('one', {
      id: text('name'),
      text: text('sentence'),
      basis: oneOf('what it rests on; a guess is neither fitted nor published', [
        'guessed',
        'fitted',
        'published',
      ]),
      variedBy: list('alternatives under which it is otherwise', text('id')),
    }),
  ),
  status: oneOf('of the sweep', ['complete', 'partial']),
  statusReason: nullable(text('why it is partial')),
  quality: list('per market', Quality),
  venue: object('the worst market', { raw: Word, published: Word, market: text('id') }),
  verdicts: list('per market', Verdict),
  metrics: list('per market, metric and side', Metric),
  limits: list('in force', LimitInForce),
  frontier: list('per market, side, mechanism and shock', FrontierPoint),
  depthAndSpeed: list('per market, side, shock and quantity', DepthAndSpeed),
  tiers: list('per market', TierTable),
  enough: list('per market; empty: the sweep does not ask', Enough),
  splitting: list('per market, side, shock and tier; empty: the sweep does not ask', Splitting),
  ordinaryDays: list(
    'per market, side and ordinary move; empty: the history has no quantiles of such moves',
    OrdinaryDay,
  ),
  alternatives: list('per market, in the order of the sweep; empty: the sweep names none', Alternative),
  sensitivity: list(
    'per market, side and changed input, as it is first; empty: the sweep does not ask',
    Sensitivity,
  ),
  fund: list('per market and side', Fund),
  mechanisms: list('per market, side, shock and mechanism', Mechanism),
  limitations: list(
    'what the model leaves out',
    object('one', {
      id: oneOf('name', LIMITATION_IDS),
      bias: oneOf('direction', ['optimistic', 'pessimistic', 'unknown']),
    }),
  ),
  input: list(
    'per market: checks that its input does not pass, and owners on both sides',
    object('one', {
      market: text('id'),
      what: oneOf('the check', CHECK_IDS),
      text: text('what was found, with counts and money'),
      bias: oneOf('direction', ['optimistic', 'pessimistic', 'unknown']),
      reason: nullable(text('why it was accepted; null: nobody has')),
    }),
  ),
  reverse,
  tails: list('per market and side; empty: the history has no windows of the design’s length', Tail),
  changes,
  ownRecord,
  procyclicality: list('per market; empty: fewer than five nights so far', Procyclicality),
  alerts: list('what somebody should do something about; empty: nothing', Alert),
  tables: list('files', tableFile),
});
export type Report = Of<typeof reportShape>;
/** A report before its tables are written: they are digested into it. */
export type ReportBody = Omit<Report, 'tables'>;

/** Canonical bytes of a report: keys in schema order, no white space, one newline at the end. */
export const renderJson = (report: Report): string => `${reportShape.print(report, 'report')}\n`;

/** A large sweep's frontier has 20,000 points of half a kilobyte. */
const MAX_CHARACTERS = 64_000_000;
const MAX_DEPTH = 12;

/** Reads a report; throws where the text is neither `margin-report/2` nor `margin-report/1`, which is read as the former. */
export function parseReport(body: string, subject = 'report'): Report {
  const value = asToday(readJson(subject, body, MAX_CHARACTERS, MAX_DEPTH));
  reportShape.print(value, subject); // refuses what is none
  return value;
}

/** The published JSON Schema (draft 2020-12). */
export const reportSchema = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: SCHEMA,
  ...reportShape.schema,
  $defs: DEFINITIONS,
});
