/** Decisions of a sweep as objects: each is written once, and whoever comes second reads it. */
import * as z from 'zod/mini';
import * as field from './fields.ts';
import { parseJson } from './parse.ts';

const Time = field.Count;
const Text = z.string('must be a text').check(z.maxLength(1_000, 'must have at most 1000 characters'));
const Ranges = z.string('must be ranges of shards').check(z.regex(/^[0-9,-]*$/, 'must be ranges of shards'));

const RoundRecord = field.object({
  schema: z.literal('round/1', 'must be round/1'),
  why: z.enum(['plan', 'resume', 'retry'], 'must be plan, resume or retry'),
  by: Text,
  /** Milliseconds since 1970. */
  deadline: Time,
  maxUsd: field.above(0, 'US dollars'),
  /** The first round whose tombstones still count. */
  tombstonesFrom: field.Round,
});
/** A round: one try to finish a sweep. */
export type RoundRecord = Readonly<z.infer<typeof RoundRecord>>;
export const parseRound = (text: string): RoundRecord => parseJson('round', RoundRecord, text);

const Issue = field.object({
  schema: z.literal('issue/1', 'must be issue/1'),
  /** Shards whose messages are sent once this is written: `0-11,13`. */
  shards: Ranges,
});
export type Issue = Readonly<z.infer<typeof Issue>>;
export const parseIssue = (text: string): Issue => parseJson('issue', Issue, text);

export const CANCEL_REASONS = ['cancelled', 'budget', 'stopped'] as const;
const Cancel = field.object({
  schema: z.literal('cancel/1', 'must be cancel/1'),
  reason: z.enum(CANCEL_REASONS, `must be one of ${CANCEL_REASONS.join(', ')}`),
  by: Text,
});
export type Cancel = Readonly<z.infer<typeof Cancel>>;
export const parseCancel = (text: string): Cancel => parseJson('cancel', Cancel, text);

export const TOMBSTONE_KINDS = ['invalid', 'stale-model', 'too-slow', 'dead-letter'] as const;
const Tombstone = field.object({
  schema: z.literal('tombstone/1', 'must be tombstone/1'),
  kind: z.enum(TOMBSTONE_KINDS, `must be one of ${TOMBSTONE_KINDS.join(', ')}`),
  /** The refusal, `subject must rule, got value`. */
  message: Text,
});
/** A shard that failed for good in a round, and why. */
export type Tombstone = Readonly<z.infer<typeof Tombstone>>;
export const parseTombstone = (text: string): Tombstone => parseJson('tombstone', Tombstone, text);

export const CLOSE_REASONS = ['failed', 'cancelled', 'budget', 'stopped', 'deadline', 'lost'] as const;
const Keys = field.list(z.string('must be a key'), 200_000);
const Close = field.object({
  schema: z.literal('close/1', 'must be close/1'),
  sweepId: field.SweepId,
  round: field.Round,
  status: z.enum(['complete', 'partial'], 'must be complete or partial'),
  /** Why it is partial; null when complete. */
  reason: z.nullable(z.enum(CLOSE_REASONS, `must be one of ${CLOSE_REASONS.join(', ')}`)),
  /** Each planned shard is in exactly one of the three. */
  done: Ranges,
  failed: Ranges,
  missing: Ranges,
  issues: Keys,
  tombstones: Keys,
  anomalies: Keys,
});
/** The frozen decision that ends a round: all that a report may know about how its cells were computed. */
export type Close = Readonly<z.infer<typeof Close>>;
export const parseClose = (text: string): Close => parseJson('close', Close, text);

const Named = field.object({ file: Text, bytes: field.Count, sha256: field.Digest });
const Index = field.object({
  schema: z.literal('index/1', 'must be index/1'),
  sweepId: field.SweepId,
  round: field.Round,
  status: z.enum(['complete', 'partial'], 'must be complete or partial'),
  /** Of the code that made the files. */
  codeDigest: field.Digest,
  files: field.list(Named, 100),
});
/** The files of a report version; a version exists when its index does. */
export type Index = Readonly<z.infer<typeof Index>>;
export const parseIndex = (text: string): Index => parseJson('index', Index, text);

const Latest = field.object({ schema: z.literal('latest/1', 'must be latest/1'), sweepId: field.SweepId, round: field.Round });
/** Which report version is newest. */
export type Latest = Readonly<z.infer<typeof Latest>>;
export const parseLatest = (text: string): Latest => parseJson('latest', Latest, text);
