import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { cancelKey, inboxKey, markerKey, roundKey, STOP_KEY, snapshotKey } from '../shared/sweep/keys.ts';
import type { Storage } from './storage.ts';
import type { Sweeps } from './sweeps.ts';

/** What people may do: deliver and submit, cancel, resume, read everything, and pull the kill switch. */
export class Operator extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { storage, sweeps }: { readonly storage: Storage; readonly sweeps: Sweeps },
  ) {
    super(scope, id);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'Operates sweeps of leverage-cascade from the command line',
    });
    storage.allow(policy, {
      read: ['*'],
      write: [
        snapshotKey.pattern(),
        inboxKey.pattern(),
        markerKey.pattern(),
        roundKey.pattern(),
        cancelKey.pattern(),
        STOP_KEY,
      ],
      remove: [STOP_KEY],
      list: true,
    });
    const { plan, sweepUp, nightly, onDemand } = sweeps;
    policy.addStatements(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [plan.handler.functionArn, sweepUp.handler.functionArn],
      }),
      // `status` says which rule comes next, and that needs the depth.
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: [nightly.queue.queueArn, onDemand.queue.queueArn],
      }),
    );
  }
}
