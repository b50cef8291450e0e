import { Duration } from 'aws-cdk-lib';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  inboxKey,
  latestKey,
  manifestKey,
  markerKey,
  reportKey,
  roundKey,
  STOP_KEY,
  snapshotKey,
} from '../../shared/sweep/keys.ts';
import { type Base, Fn, ONE_CPU } from '../function.ts';

/** Checks, forecasts and submits; may start sweepUp, of which it is told the name. */
export const planFunction = (
  scope: Construct,
  base: Base,
  onFailure: IDestination,
  sweepUpName: string,
): Fn => {
  const { concurrency } = base.stage;
  return new Fn(scope, 'Plan', base, {
    entry: 'plan/plan',
    memoryMiB: ONE_CPU, // as the worker, because it times what a cell costs
    seconds: 900,
    reserved: concurrency.plan,
    environment: { NIGHTLY_WORKERS: String(concurrency.nightly), SWEEP_UP_FUNCTION: sweepUpName },
    retry: { attempts: 2, maxAge: Duration.hours(1), onFailure },
    grants: {
      read: [
        snapshotKey.pattern(),
        inboxKey.pattern(),
        STOP_KEY,
        manifestKey.pattern(),
        // Of the night before.
        latestKey.pattern(),
        reportKey.pattern(),
      ],
      write: [markerKey.pattern(), manifestKey.pattern()],
      list: [roundKey.folder],
    },
  });
};
