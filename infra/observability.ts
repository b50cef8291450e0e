import { Annotations, type ArnComponents, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sweepDashboard } from './dashboard.ts';
import type { Fn } from './function.ts';
import { total } from './metrics.ts';
import type { Nightly } from './nightly.ts';
import type { Stage } from './stage.ts';
import type { Sweeps } from './sweeps.ts';

interface Watch {
  /** docs/runbook.md has this heading. */
  readonly heading: string;
  readonly metric: IMetric;
  /** Alarms at this value and above. */
  readonly from: number;
  /** Periods in a row. */
  readonly times?: number;
  /** Silence is an alarm too. */
  readonly deadMan?: boolean;
}

/** Who is told of what. An alarm names the runbook heading that says what to do about it. */
export class Observability extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { sweeps, nightly, stage }: { readonly sweeps: Sweeps; readonly nightly: Nightly; readonly stage: Stage },
  ) {
    super(scope, id);
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    mayPublish(topic, 'cloudwatch.amazonaws.com', {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
    });
    if (stage.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
    else Annotations.of(this).addWarningV2('leverage-cascade:nobody-listens', NOBODY_LISTENS);
    const action = new SnsAction(topic);
    for (const [name, watch] of Object.entries(watches(sweeps, nightly, stage))) {
      const { heading, metric, from, times = 1, deadMan = false } = watch;
      const alarm = new Alarm(this, name, {
        metric,
        threshold: from,
        evaluationPeriods: times,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: deadMan ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
        alarmDescription: `${heading}: docs/runbook.md#${heading.toLowerCase().replaceAll(' ', '-')}`,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    sweepDashboard(this, sweeps, stage.name);
    if (stage.usdPerMonth !== undefined) budget(this, topic, stage.usdPerMonth);
  }
}

const NOBODY_LISTENS =
  'nobody is told of any alarm: deploy with -c alarmEmail=you@example.com, or subscribe to the topic of the alarms';

/**
 * Lets a service of AWS publish, for things of this account only. A topic without a policy has a default one that lets the
 * account's alarms in; ours refuses what does not come by TLS, and so has to say the rest as well.
 */
function mayPublish(topic: Topic, service: string, source: ArnComponents): void {
  const stack = Stack.of(topic);
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal(service)],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({ arnFormat: ArnFormat.COLON_RESOURCE_NAME, ...source }),
        },
      },
    }),
  );
}

function watches(sweeps: Sweeps, nightly: Nightly, stage: Stage): Record<string, Watch> {
  const { simulate, simulateNights, sweepUp, failures } = sweeps;
  const queues = [sweeps.nightly, sweeps.onDemand];
  const visibilitySeconds = 6 * simulate.handler.timeout!.toSeconds();
  const age = oldest(queues.map(({ queue }) => queue));
  return {
    NightOverdue: {
      heading: 'The night is late',
      metric: total(stage.name, 'NightlyOverdue', 5, Stats.MAXIMUM),
      from: 1,
      deadMan: true, // sweepUp says 0 every minute; when it says nothing, nobody watches the night
    },
    SweepUpFails: {
      heading: 'SweepUp does not tick',
      metric: sweepUp.handler.metricErrors({ period: Duration.minutes(5) }),
      from: 3,
    },
    DeadLetters: {
      heading: 'A shard keeps crashing',
      metric: total(stage.name, 'ShardsDeadLettered', 5),
      from: 1,
    },
    DeadLettersUnread: {
      heading: 'The dead-letter reader is broken',
      metric: oldest(queues.map(({ deadLetters }) => deadLetters)),
      from: 15 * 60,
    },
    QueueAge: {
      heading: 'Shards are not being taken',
      metric: new MathExpression({
        expression: 'IF(open > 0, age, 0)',
        usingMetrics: { open: total(stage.name, 'OpenSweeps', 5, Stats.MAXIMUM), age },
        period: Duration.minutes(5),
        label: 'Oldest message, seconds',
      }),
      from: 2 * visibilitySeconds,
    },
    Determinism: { heading: 'Two results for one shard', metric: total(stage.name, 'Anomalies', 5), from: 1 },
    HandOver: {
      heading: 'The schedule could not start plan',
      metric: visible([nightly.undelivered]),
      from: 1,
    },
    PlanFails: { heading: 'A night cannot be planned', metric: visible([failures.plan]), from: 1 },
    ReduceFails: { heading: 'A report cannot be made', metric: visible([failures.reduce]), from: 1 },
    RoundFails: { heading: 'A round cannot be looked at', metric: visible([failures.sweepUp]), from: 1 },
    Spend: { heading: 'Money', metric: total(stage.name, 'SpentUsd', 60), from: stage.usdPerHour },
    Throttling: {
      heading: 'Concurrency is too small',
      metric: throttles([simulate, simulateNights]),
      from: 1,
      times: 10,
    },
    Partial: {
      heading: 'The report is not complete',
      metric: total(stage.name, 'NightlyPartial', 5),
      from: 1,
    },
  };
}

const PERIOD = Duration.minutes(5);

/** Refused invocations of several functions, a minute. */
function throttles(functions: readonly Fn[]): IMetric {
  const period = Duration.minutes(1);
  const usingMetrics = Object.fromEntries(
    functions.map(({ handler }, index) => [`f${index}`, handler.metricThrottles({ period })]),
  );
  return new MathExpression({
    expression: Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics,
    period,
    label: 'Throttled',
  });
}

/** Age of the oldest message of several queues, seconds. */
function oldest(queues: readonly Queue[]): IMetric {
  return combined(queues, 'MAX', (queue) =>
    queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
  );
}

/** A message that ends among the dead letters never counts as sent there: what is visible does. */
function visible(queues: readonly Queue[]): IMetric {
  return combined(queues, 'SUM', (queue) =>
    queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
  );
}

function combined(
  queues: readonly Queue[],
  how: 'MAX' | 'SUM',
  metricOf: (queue: Queue) => IMetric,
): IMetric {
  const usingMetrics = Object.fromEntries(queues.map((queue, index) => [`q${index}`, metricOf(queue)]));
  return new MathExpression({
    expression: `${how}([${Object.keys(usingMetrics).join(', ')}])`,
    usingMetrics,
    period: PERIOD,
  });
}

/** The account's own bill, in case that everything else here is wrong. */
function budget(scope: Construct, topic: Topic, usdPerMonth: number): void {
  mayPublish(topic, 'budgets.amazonaws.com', { service: 'budgets', region: '', resource: '*' });
  new CfnBudget(scope, 'Budget', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: usdPerMonth, unit: 'USD' } },
    notificationsWithSubscribers: [50, 80, 100].map((threshold) => ({
      notification: {
        notificationType: 'ACTUAL',
        comparisonOperator: 'GREATER_THAN',
        threshold,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
}
