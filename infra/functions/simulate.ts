import type { Construct } from 'constructs';
import {
  anomalyKey,
  cancelKey,
  manifestKey,
  ofNights,
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

const OWN = [resultKey, tombstoneKey, anomalyKey].map((key) => key.pattern());

/** The workers of one class of sweeps: one shard at a time. Neither class can write what is the other's. */
export function simulateFunction(scope: Construct, base: Base, of: 'nights' | 'sweeps'): Fn {
  const { concurrency } = base.stage;
  const isNightly = of === 'nights';
  const own = (patterns: readonly string[]) => (isNightly ? patterns.map(ofNights) : patterns);
  return new Fn(scope, isNightly ? 'SimulateNights' : 'Simulate', base, {
    entry: 'shard/simulate',
    memoryMiB: ONE_CPU,
    seconds: SIMULATE_SECONDS,
    reserved: isNightly ? concurrency.nightly : concurrency.sweeps,
    environment: { EXPIRY_TAG: EXPIRY },
    grants: {
      read: [
        snapshotKey.pattern(),
        STOP_KEY,
        ...own([manifestKey.pattern(), cancelKey.pattern(), resultKey.pattern()]),
      ],
      write: [...own(OWN), poisonKey.pattern()],
      never: isNightly ? [] : OWN.map(ofNights),
      tag: own([resultKey.pattern()]),
      list: [],
    },
  });
}
