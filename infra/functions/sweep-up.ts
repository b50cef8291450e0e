import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  ARCHIVE_KEY,
  anomalyKey,
  cancelKey,
  closeKey,
  damageKey,
  foldKey,
  issueKey,
  latestKey,
  manifestKey,
  markerKey,
  marketLatestKey,
  NIGHTS_KEY,
  reportKey,
  resultKey,
  roundKey,
  STOP_KEY,
  sentKey,
  toldKey,
  tombstoneKey,
  tryKey,
} from '../../shared/sweep/keys.ts';
import { type Base, Fn } from '../function.ts';
import type { Grants } from '../storage.ts';

/** What it writes of a night that has its report: who was told, and the page of all nights. */
const ANNOUNCED = [toldKey.pattern(), NIGHTS_KEY, ARCHIVE_KEY];

/** Whom it sends shards to, and whom it starts. */
export interface SweepUpTargets {
  readonly nightly: Queue;
  readonly onDemand: Queue;
  readonly plan: Fn;
  readonly simulate: Fn;
  readonly reduce: Fn;
}

const GRANTS: Grants = {
  read: [
    STOP_KEY,
    marketLatestKey.pattern(),
    manifestKey.pattern(),
    roundKey.pattern(),
    issueKey.pattern(),
    sentKey.pattern(),
    cancelKey.pattern(),
    closeKey.pattern(),
    damageKey.pattern(),
    resultKey.pattern(),
    reportKey.pattern({ file: 'index.json' }),
    reportKey.pattern({ file: 'report.json' }),
    latestKey.pattern(),
    ...ANNOUNCED,
  ],
  write: [
    markerKey.pattern(), // of a round that mends
    marketLatestKey.pattern(),
    roundKey.pattern(),
    issueKey.pattern(),
    sentKey.pattern(),
    cancelKey.pattern(),
    closeKey.pattern(),
    tryKey.pattern(),
    latestKey.pattern(),
    ...ANNOUNCED,
  ],
  remove: [markerKey.pattern()],
  list: [
    markerKey,
    issueKey,
    sentKey,
    cancelKey,
    resultKey,
    tombstoneKey,
    anomalyKey,
    damageKey,
    tryKey,
    foldKey,
    reportKey, // is there a tombstone of it?
  ].map(({ folder }) => folder),
};

/** Looks at every open round and takes its next step; the one function that deletes anything, which is markers. */
export function sweepUpFunction(
  scope: Construct,
  base: Base,
  onFailure: IDestination,
  name: string,
  { nightly, onDemand, plan, simulate, reduce }: SweepUpTargets,
): Fn {
  const sweepUp = new Fn(scope, 'SweepUp', base, {
    entry: 'round/sweep-up',
    memoryMiB: 512,
    seconds: 300,
    reserved: base.stage.concurrency.sweepUp,
    name,
    environment: {
      NIGHTLY_QUEUE_URL: nightly.queueUrl,
      SWEEPS_QUEUE_URL: onDemand.queueUrl,
      VISIBILITY_SECONDS: String(6 * simulate.handler.timeout!.toSeconds()),
      REDUCE_SECONDS: String(reduce.handler.timeout!.toSeconds()),
      PLAN_FUNCTION: plan.handler.functionName,
      REDUCE_FUNCTION: reduce.handler.functionName,
    },
    // The next tick is better than an old one.
    retry: { attempts: 0, maxAge: Duration.seconds(60), onFailure },
    grants: GRANTS,
  });
  for (const { queueArn } of [nightly, onDemand]) {
    sweepUp.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        resources: [queueArn],
      }),
    );
  }
  sweepUp.mayInvoke(plan.handler.functionArn);
  sweepUp.mayInvoke(reduce.handler.functionArn);
  return sweepUp;
}
