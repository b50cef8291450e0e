import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { NightlyMarket } from '../functions/nightly/markets.ts';
import type { Fn } from './function.ts';
import { deadLetterQueue } from './queues.ts';

export interface NightlySettings {
  readonly plan: Fn;
  readonly sweepUp: Fn;
  readonly markets: readonly NightlyMarket[];
  /** Whose mail alerts go to; nobody's if not given, until somebody subscribes. */
  readonly email: string | undefined;
}

/** What happens by the clock: a plan for each market every night, sweepUp's tick every minute; and who hears of what a night pages. */
export class Nightly extends Construct {
  /** Invocations that Scheduler could not hand over. */
  readonly undelivered: Queue;
  /** What a night pages. */
  readonly alerts: Topic;

  constructor(scope: Construct, id: string, { plan, sweepUp, markets, email }: NightlySettings) {
    super(scope, id);
    this.alerts = new Topic(this, 'Alerts', { enforceSSL: true });
    if (email !== undefined) this.alerts.addSubscription(new EmailSubscription(email));
    sweepUp.mayPublish(this.alerts.topicArn);
    sweepUp.handler.addEnvironment('ALERTS_TOPIC', this.alerts.topicArn);
    this.undelivered = deadLetterQueue(this, 'Undelivered');
    const startsPlan = this.roleFor('StartsPlan', plan);
    for (const { market, at, zone } of markets) {
      const [hour, minute] = at.split(':').map(Number);
      new Schedule(this, `Plan-${market}`, {
        description: `Plans the night of ${market}`,
        schedule: ScheduleExpression.cron({
          hour: `${hour}`,
          minute: `${minute}`,
          timeZone: TimeZone.of(zone),
        }),
        timeWindow: TimeWindow.off(),
        target: new LambdaInvoke(plan.handler, {
          role: startsPlan,
          // The business date follows from the scheduled time: a retry may run after midnight.
          input: ScheduleTargetInput.fromObject({
            kind: 'night',
            market,
            scheduledTime: ContextAttribute.scheduledTime,
          }),
          retryAttempts: 5,
          maxEventAge: Duration.hours(1),
          deadLetterQueue: this.undelivered,
        }),
      });
    }
    new Schedule(this, 'Tick', {
      description: 'Lets sweepUp look at every open round',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(sweepUp.handler, {
        role: this.roleFor('Ticks', sweepUp),
        input: ScheduleTargetInput.fromObject({ kind: 'tick' }),
        retryAttempts: 0, // the next tick comes sooner
        maxEventAge: Duration.minutes(1),
        deadLetterQueue: this.undelivered,
      }),
    });
  }

  /** May start one function, for schedules of this account only; the CDK's own grant would cover all its versions. */
  private roleFor(id: string, { handler }: Fn) {
    const stack = Stack.of(this);
    // Of schedules Scheduler tells their group, never their own name.
    const group = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    const principal = new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    });
    const role = new Role(this, id, { assumedBy: principal });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.undelivered.queueArn] }),
    );
    return role.withoutPolicyUpdates();
  }
}
