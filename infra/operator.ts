import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { cancelKey, inboxKey, markerKey, roundKey, STOP_KEY, snapshotKey } from '../shared/sweep/keys.ts';
import type { Storage } from './storage.ts';
import type { Sweeps } from './sweeps.ts';

/** What people may do, in three policies: whoever delivers need not operate, and whoever reads can change nothing. */
export class Operator extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { storage, sweeps }: { readonly storage: Storage; readonly sweeps: Sweeps },
  ) {
    super(scope, id);
    const { plan, sweepUp, nightly, onDemand } = sweeps;
    const policy = (name: string, description: string) =>
      new ManagedPolicy(this, name, { description: `${description}, leverage-cascade` });

    const read = policy('Read', 'Reads sweeps and reports');
    storage.allow(read, { read: ['*'], list: ['*'] });
    // `status` says which rule comes next, and that needs the depth.
    read.addStatements(
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: [nightly.queue.queueArn, onDemand.queue.queueArn],
      }),
    );

    // For a job that hands over the night's snapshot: it reads what it wrote, and nothing else.
    const delivered = [snapshotKey.pattern(), inboxKey.pattern()];
    storage.allow(policy('Deliver', 'Delivers what nights run on'), {
      read: delivered,
      write: delivered,
      list: [],
    });

    const operate = policy('Operate', 'Submits, cancels, resumes and stops sweeps, besides Read');
    storage.allow(operate, {
      write: [snapshotKey.pattern(), markerKey.pattern(), roundKey.pattern(), cancelKey.pattern(), STOP_KEY],
      remove: [STOP_KEY],
    });
    operate.addStatements(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [plan.handler.functionArn, sweepUp.handler.functionArn],
      }),
    );
  }
}
