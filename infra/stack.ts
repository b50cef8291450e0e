import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { idleUsd, monthWords } from './cost.ts';
import { Nightly } from './nightly.ts';
import { Observability } from './observability.ts';
import { Operator } from './operator.ts';
import { stageOf } from './stage.ts';
import { Storage } from './storage.ts';
import { Sweeps } from './sweeps.ts';

/** Everything that leverage-cascade has in AWS. */
export class LeverageCascade extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const stage = stageOf(this.node);
    const storage = new Storage(this, 'Storage');
    const sweeps = new Sweeps(this, 'Sweeps', { storage, stage });
    const { plan, sweepUp } = sweeps;
    const { markets, alarmEmail: email } = stage;
    const nightly = new Nightly(this, 'Nightly', { plan, sweepUp, markets, email });
    new Observability(this, 'Observability', { sweeps, nightly, stage });
    new Operator(this, 'Operator', { storage, sweeps });

    Annotations.of(this).addInfoV2('leverage-cascade:month', monthWords(idleUsd(this), stage.markets));

    // What the command line needs to know (npm run aws:local keeps them in cdk.out/outputs.json).
    new CfnOutput(this, 'BucketName', { value: storage.bucket.bucketName });
    new CfnOutput(this, 'PlanFunction', { value: plan.handler.functionName });
    new CfnOutput(this, 'SimulateFunction', { value: sweeps.simulate.handler.functionName });
    new CfnOutput(this, 'SweepUpFunction', { value: sweepUp.handler.functionName });
    new CfnOutput(this, 'NightlyQueueUrl', { value: sweeps.nightly.queue.queueUrl });
    new CfnOutput(this, 'SweepsQueueUrl', { value: sweeps.onDemand.queue.queueUrl });
    new CfnOutput(this, 'RestorerRole', { value: storage.restorer.roleArn });
    const names = markets.map(({ market }) => market);
    new CfnOutput(this, 'NightlyMarkets', { value: names.join(',') || 'none' });
    new CfnOutput(this, 'AlertsTopic', { value: nightly.alerts.topicArn });
  }
}
