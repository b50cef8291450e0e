import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { byClass, total } from './metrics.ts';
import type { Sweeps } from './sweeps.ts';

/** One page: is the night there, is anything open, how fast does it go, what does it cost. */
export function sweepDashboard(scope: Construct, sweeps: Sweeps, stage: string): void {
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6 });
  const age = [sweeps.nightly, sweeps.onDemand].map(({ queue }) =>
    queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
  );
  const percentiles = (name: 'ShardSeconds' | 'OverheadSeconds') =>
    ['p50', 'p95'].flatMap((statistic) => byClass(stage, name, { statistic, minutes: 5 }));
  new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        new LogQueryWidget({
          title: 'Newest nightly reports',
          logGroupNames: [sweeps.sweepUp.logs.logGroupName],
          view: LogQueryVisualizationType.TABLE,
          queryLines: [
            "filter act = 'publish' and sweepId like /^nightly-/",
            'fields @timestamp, sweepId, round',
            'sort @timestamp desc',
            'limit 5',
          ],
          width: 8,
          height: 6,
        }),
        graph('Open sweeps', byClass(stage, 'OpenSweeps', { statistic: Stats.MAXIMUM, minutes: 1 })),
        // Each shard that is done says its seconds once.
        graph(
          'Shards per minute',
          byClass(stage, 'ShardSeconds', { statistic: Stats.SAMPLE_COUNT, minutes: 1 }),
        ),
      ],
      [
        graph('Shard seconds, p50 and p95', percentiles('ShardSeconds')),
        graph('Overhead seconds, p50 and p95', percentiles('OverheadSeconds')),
        graph('Oldest message, seconds', age),
      ],
      [
        graph('Shards failed, dead-lettered', [
          total(stage, 'ShardsFailed', 5),
          total(stage, 'ShardsDeadLettered', 5),
        ]),
        graph('Shards issued again', [total(stage, 'ReIssued', 5)]),
        graph('Spent, US dollars a day', [total(stage, 'SpentUsd', 1_440)]),
      ],
    ],
  });
}
