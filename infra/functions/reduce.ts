import { Duration } from 'aws-cdk-lib';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  closeKey,
  damageKey,
  foldKey,
  issueKey,
  manifestKey,
  reportKey,
  resultKey,
  snapshotKey,
  tombstoneKey,
} from '../../shared/sweep/keys.ts';
import { type Base, Fn } from '../function.ts';
import { EXPIRY } from '../storage.ts';

/** Folds the results of a closed round and makes its report. */
export const reduceFunction = (scope: Construct, base: Base, onFailure: IDestination): Fn =>
  new Fn(scope, 'Reduce', base, {
    entry: 'reduce/reduce',
    memoryMiB: 3_008,
    seconds: 300,
    reserved: base.stage.concurrency.reduce,
    environment: { EXPIRY_TAG: EXPIRY },
    // SweepUp starts the next attempt, under a claim; Lambda's own retries would be unclaimed.
    retry: { attempts: 0, maxAge: Duration.minutes(5), onFailure },
    grants: {
      read: [
        snapshotKey.pattern(),
        manifestKey.pattern(),
        closeKey.pattern(),
        issueKey.pattern(),
        resultKey.pattern(),
        tombstoneKey.pattern(),
        foldKey.pattern(),
        reportKey.pattern(),
      ],
      write: [foldKey.pattern(), reportKey.pattern(), damageKey.pattern()],
      tag: [foldKey.pattern()],
      list: [issueKey.folder, resultKey.folder],
    },
  });
