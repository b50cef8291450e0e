/** Decisions of a sweep as objects: each is written once, and whoever comes second reads it. */
import * as z from 'zod/mini';
import { above, atLeast, Digest, list, object, oneOf, text } from '../market/fields.ts';
import { parseJson } from '../market/parse.ts';
import { Count, MAX_CHARACTERS, Remark, Round, SweepId } from './words.ts';

const version = <Name extends string>(name: Name) => z.literal(name, `must be ${name}`);
const Ranges = text('must be ranges of shards like 0-11,13', /^[0-9,-]*$/);

const RoundRecord = object({
  schema: version('round/1'),
  why: oneOf(['plan', 'resume', 'retry']),
  by: Remark,
  /** Milliseconds since 1970. */
  deadline: Count,
  maxUsd: above(0, 'US dollars'),
  /** The first round whose tombstones still count. */
  tombstonesFrom: Round,
});
/** A round: one try to finish a sweep. */
export type RoundRecord = Readonly<z.infer<typeof RoundRecord>>;
export const parseRound = (json: string): RoundRecord =>
  parseJson('round', RoundRecord, json, MAX_CHARACTERS);

const Issue = object({
  schema: version('issue/1'),
  /** Shards whose messages are sent once this is written. */
  shards: Ranges,
  /**
   * Milliseconds since 1970 by the writer's clock, fractions and all: two that issue at the same time must not write
   * the same text, for whoever cannot be sure that a write was carried out knows its own by it.
   */
  at: atLeast(0),
});
export type Issue = Readonly<z.infer<typeof Issue>>;

const Cancel = object({
  schema: version('cancel/1'),
  reason: oneOf(['cancelled', 'budget', 'stopped']),
  by: Remark,
});
/** A wish to end a round early; workers start nothing new once it is there. */
export type Cancel = Readonly<z.infer<typeof Cancel>>;
export const parseCancel = (json: string): Cancel => parseJson('cancel', Cancel, json, MAX_CHARACTERS);

const Tombstone = object({
  schema: version('tombstone/1'),
  kind: oneOf(['invalid', 'stale-model', 'too-slow', 'dead-letter']),
  /** The refusal, `subject must rule, got value`. */
  message: Remark,
});
/** A shard that failed for good in a round, and why. */
export type Tombstone = Readonly<z.infer<typeof Tombstone>>;
export const parseTombstone = (json: string): Tombstone =>
  parseJson('tombstone', Tombstone, json, MAX_CHARACTERS);

const Keys = list(Remark, 0, 200_000);
const Close = object({
  schema: version('close/1'),
  sweepId: SweepId,
  round: Round,
  status: oneOf(['complete', 'partial']),
  /** Why it is partial; null when complete. */
  reason: z.nullable(oneOf(['failed', 'cancelled', 'budget', 'stopped', 'deadline', 'lost'])),
  /** Each planned shard is in exactly one of the three. */
  done: Ranges,
  failed: Ranges,
  missing: Ranges,
  issues: Keys,
  tombstones: Keys,
  anomalies: Keys,
});
/** The frozen decision that ends a round: all that a report may know of how its cells were computed. */
export type Close = Readonly<z.infer<typeof Close>>;
export const parseClose = (json: string): Close => parseJson('close', Close, json, 32 * MAX_CHARACTERS);

const Index = object({
  schema: version('index/1'),
  sweepId: SweepId,
  round: Round,
  status: oneOf(['complete', 'partial']),
  /** Of the code that made the files. */
  codeDigest: Digest,
  files: list(object({ file: Remark, bytes: Count, sha256: Digest }), 1, 100),
});
/** The files of a report version; a version exists when its index does. */
export type Index = Readonly<z.infer<typeof Index>>;
export const parseIndex = (json: string): Index => parseJson('index', Index, json, MAX_CHARACTERS);

const Latest = object({ schema: version('latest/1'), sweepId: SweepId, round: Round });
/** Which report version is newest. */
export type Latest = Readonly<z.infer<typeof Latest>>;
export const parseLatest = (json: string): Latest => parseJson('latest', Latest, json, MAX_CHARACTERS);
