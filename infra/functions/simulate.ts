import type { Construct } from 'constructs';
import {
  anomalyKey,
  cancelKey,
  manifestKey,
  poisonKey,
  resultKey,
  STOP_KEY,
  snapshotKey,
  tombstoneKey,
} from '../../shared/sweep/keys.ts';
import { type Base, Fn, ONE_CPU } from '../function.ts';
import { EXPIRY } from '../storage.ts';

/** A shard is cut to about 30 s of work; the slack is for a violent one and the largest snapshot. */
export const SIMULATE_SECONDS = 240;

/** The worker: one shard of a sweep at a time. */
export const simulateFunction = (scope: Construct, base: Base): Fn =>
  new Fn(scope, 'Simulate', base, {
    entry: 'shard/simulate',
    memoryMiB: ONE_CPU,
    seconds: SIMULATE_SECONDS,
    reserved: base.stage.concurrency.simulate,
    environment: { EXPIRY_TAG: EXPIRY },
    grants: {
      read: [
        snapshotKey.pattern(),
        STOP_KEY,
        manifestKey.pattern(),
        cancelKey.pattern(),
        resultKey.pattern(),
      ],
      write: [resultKey.pattern(), tombstoneKey.pattern(), anomalyKey.pattern(), poisonKey.pattern()],
      tag: [resultKey.pattern()],
      list: true,
    },
  });
