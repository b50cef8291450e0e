/** Decisions of a sweep as objects: each is written once, and whoever comes second reads it. */
import * as z from 'zod/mini';
import { above, atLeast, Digest, list, object, oneOf, text, whole } from '../market/fields.ts';
import { parseSealed } from './seal.ts';
import { Count, MAX_CHARACTERS, Remark, Round, SweepId } from './words.ts';

/** Version 1 had no seal, and no field that may be left out. */
const version = <Name extends string>(name: Name) =>
  z.literal([`${name}/1`, `${name}/2`] as const, `must be ${name}/1 or ${name}/2`);
const Ranges = text('must be ranges of shards like 0-11,13', /^[0-9,-]*$/);

const Mended = list(
  object({
    /** The first round whose results of these shards count; what was there before is set aside. */
    round: Round,
    shards: Ranges,
  }),
  0,
  9_999,
);
/** Shards whose results were damaged, by the round that runs them again. A later entry takes the place of an earlier. */
export type Mended = Readonly<z.infer<typeof Mended>>;

const RoundRecord = object({
  schema: version('round'),
  why: oneOf(['plan', 'resume', 'retry', 'mend']),
  by: Remark,
  /** Milliseconds since 1970. */
  deadline: Count,
  maxUsd: above(0, 'US dollars'),
  /** The first round whose tombstones still count. */
  tombstonesFrom: Round,
  /** Of the manifest that it was opened for. */
  manifest: z.exactOptional(Digest),
  mended: z.exactOptional(Mended),
  /** Rounds before this one, without a person between them, that were opened to mend. */
  mends: z.exactOptional(whole(0, 9_999)),
});
/** A round: one try to finish a sweep. */
export type RoundRecord = Readonly<z.infer<typeof RoundRecord>>;
export const parseRound = (json: string): RoundRecord =>
  parseSealed('round', RoundRecord, json, MAX_CHARACTERS);

const Issue = object({
  schema: version('issue'),
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
  schema: version('cancel'),
  reason: oneOf(['cancelled', 'budget', 'stopped']),
  by: Remark,
});
/** A wish to end a round early; workers start nothing new once it is there. */
export type Cancel = Readonly<z.infer<typeof Cancel>>;
export const parseCancel = (json: string): Cancel => parseSealed('cancel', Cancel, json, MAX_CHARACTERS);

const Tombstone = object({
  schema: version('tombstone'),
  kind: oneOf(['invalid', 'stale-model', 'too-slow', 'dead-letter']),
  /** The refusal, `subject must rule, got value`. */
  message: Remark,
});
/** A shard that failed for good in a round, and why. */
export type Tombstone = Readonly<z.infer<typeof Tombstone>>;
export const parseTombstone = (json: string): Tombstone =>
  parseSealed('tombstone', Tombstone, json, MAX_CHARACTERS);

const Keys = list(Remark, 0, 200_000);
const Close = object({
  schema: version('close'),
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
  manifest: z.exactOptional(Digest),
  mended: z.exactOptional(Mended),
});
/** The frozen decision that ends a round: all that a report may know of how its cells were computed. */
export type Close = Readonly<z.infer<typeof Close>>;
export const parseClose = (json: string): Close => parseSealed('close', Close, json, 32 * MAX_CHARACTERS);

const Damage = object({
  schema: z.literal('damage/1', 'must be damage/1'),
  /** Shards that have an object which proves itself wrong. */
  damaged: Ranges,
  /** Shards that are counted as done and have no object. */
  lost: Ranges,
  /** What was found, `key must rule, got value`: the first hundred. */
  found: list(Remark, 1, 100),
});
/** What a reduce could not believe of a closed round; the next round runs it again. */
export type Damage = Readonly<z.infer<typeof Damage>>;
export const parseDamage = (json: string): Damage => parseSealed('damage', Damage, json, MAX_CHARACTERS);

const Unmade = object({
  schema: z.literal('unmade/1', 'must be unmade/1'),
  /** The refusal, `subject must rule, got value`. */
  message: Remark,
  /** Of the code that refused. */
  codeDigest: Digest,
});
/** The tombstone of a report: which code could not make it, and why. */
export type UnmadeStone = Readonly<z.infer<typeof Unmade>>;
export const parseUnmade = (json: string): UnmadeStone => parseSealed('unmade', Unmade, json, MAX_CHARACTERS);

const Index = object({
  schema: version('index'),
  sweepId: SweepId,
  round: Round,
  status: oneOf(['complete', 'partial']),
  /** Of the code that made the files. */
  codeDigest: Digest,
  /** Of the close that it is the report of. */
  close: z.exactOptional(Digest),
  files: list(object({ file: Remark, bytes: Count, sha256: Digest }), 1, 100),
});
/** The files of a report version; a version exists when its index does. */
export type Index = Readonly<z.infer<typeof Index>>;
export const parseIndex = (json: string): Index => parseSealed('index', Index, json, MAX_CHARACTERS);

const Latest = object({ schema: version('latest'), sweepId: SweepId, round: Round });
/** Which report version is newest. */
export type Latest = Readonly<z.infer<typeof Latest>>;
export const parseLatest = (json: string): Latest => parseSealed('latest', Latest, json, MAX_CHARACTERS);
