import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** Our own metrics (pipeline.md 8.3); functions/aws/telemetry.ts emits them. Ten at most: each costs. */
export type MetricName =
  | 'ShardSeconds'
  | 'OverheadSeconds'
  | 'ShardsFailed'
  | 'ShardsDeadLettered'
  | 'ReIssued'
  | 'Anomalies'
  | 'OpenSweeps'
  | 'SpentUsd'
  | 'NightlyOverdue'
  | 'NightlyPartial';

export interface Reading {
  readonly statistic: string;
  readonly minutes: number;
}

const CLASSES = ['nightly', 'sweep'] as const;

/** One of our metrics for each class of sweep. */
export function byClass(stage: string, metricName: MetricName, { statistic, minutes }: Reading): Metric[] {
  return CLASSES.map(
    (name) =>
      new Metric({
        namespace: 'LeverageCascade',
        metricName,
        dimensionsMap: { stage, class: name },
        statistic,
        period: Duration.minutes(minutes),
        label: name,
      }),
  );
}

/** One of our metrics over both classes; a class that says nothing counts as 0. */
export function total(
  stage: string,
  metricName: MetricName,
  minutes: number,
  statistic: string = Stats.SUM,
): IMetric {
  const [nightly, sweep] = byClass(stage, metricName, { statistic, minutes });
  // Named after the metric, because a graph may show several.
  const id = metricName.charAt(0).toLowerCase() + metricName.slice(1);
  return new MathExpression({
    expression: `FILL(${id}Nightly, 0) + FILL(${id}Sweep, 0)`,
    usingMetrics: { [`${id}Nightly`]: nightly!, [`${id}Sweep`]: sweep! },
    period: Duration.minutes(minutes),
    label: metricName,
  });
}
