/** What a function may be asked to do, by `kind`; the events of schedules, of people and of each other. */
import * as z from 'zod/mini';
import { Digest, MarketId, object, UtcTime, whole } from '../market/fields.ts';
import { checked } from '../market/parse.ts';
import { Round, SweepId } from './words.ts';

const kind = <Name extends string>(name: Name) => z.literal(name, `must be ${name}`);

const SweepTask = object({ kind: kind('sweepUp'), sweepId: SweepId, round: Round });
/** Look at one round. */
export type SweepTask = Readonly<z.infer<typeof SweepTask>>;

const Tick = object({ kind: kind('tick') });
/** Look at every open round. */
export type Tick = Readonly<z.infer<typeof Tick>>;

const ReduceTask = object({
  kind: kind('reduce'),
  sweepId: SweepId,
  round: Round,
  /** The piece to fold; without it: the report. */
  fold: z.exactOptional(whole(0, 9_999)),
});
/** Make the report of a closed round, or one of the folds that it is made of. */
export type ReduceTask = Readonly<z.infer<typeof ReduceTask>>;

const NightTask = object({
  kind: kind('night'),
  market: MarketId,
  /** When the night was to begin, whenever this is read: a retry may come after midnight. */
  scheduledTime: UtcTime,
  /** Its sweep was planned by other code than is deployed now, and could not be finished. */
  anew: z.exactOptional(z.literal(true, 'must be true or left out')),
});
/** Plan the night of a market. */
export type NightTask = Readonly<z.infer<typeof NightTask>>;

const PlanTask = object({
  kind: kind('plan'),
  /** The sweep file. */
  sweep: z.string('must be a text'),
  /** The snapshot lies under it already. */
  snapshotDigest: Digest,
  sweepId: z.exactOptional(SweepId),
  /** Instead of the size that plan would choose; no report depends on it. */
  cellsPerShard: z.exactOptional(whole(1, 100_000_000)),
  /** Where shards are ranges of paths. */
  pathsPerShard: z.exactOptional(whole(1, 100_000_000)),
  /** Answers with the proposal and writes nothing. */
  dryRun: z.exactOptional(z.boolean('must be true or false')),
});
/** Plan a sweep that a person submits. */
export type PlanTask = Readonly<z.infer<typeof PlanTask>>;

const SweepUpEvent = z.discriminatedUnion('kind', [SweepTask, Tick], 'must have kind sweepUp or tick');
const PlanEvent = z.discriminatedUnion('kind', [NightTask, PlanTask], 'must have kind night or plan');

/** Of an event as Lambda hands it over, which is a value. */
const reader =
  <T>(subject: string, schema: z.ZodMiniType<T>) =>
  (event: unknown): T =>
    checked(subject, schema, event);

export const parseSweepUpEvent: (event: unknown) => SweepTask | Tick = reader('sweepUp event', SweepUpEvent);
export const parsePlanEvent: (event: unknown) => NightTask | PlanTask = reader('plan event', PlanEvent);
export const parseReduceTask: (event: unknown) => ReduceTask = reader('reduce event', ReduceTask);
