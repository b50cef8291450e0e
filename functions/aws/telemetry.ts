import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Counts } from '../ports.ts';

export type SweepClass = 'nightly' | 'sweep';

/** Nights and other sweeps are counted apart; a dimension per sweep would be a paid metric per sweep. */
export const classOf = (sweepId: string | undefined): SweepClass =>
  sweepId?.startsWith('nightly-') ? 'nightly' : 'sweep';

/** Emits metrics as one log line, which CloudWatch reads. */
export function emitter(stage: string): (sweepClass: SweepClass, counts: Counts) => void {
  const metrics = new Metrics({ namespace: 'LeverageCascade' });
  metrics.clearDefaultDimensions(); // Powertools adds the service, which would make other metrics of them
  return (sweepClass, counts) => {
    metrics.addDimensions({ stage, class: sweepClass });
    for (const [name, value] of Object.entries(counts)) {
      metrics.addMetric(name, unitOf(name), value);
    }
    metrics.publishStoredMetrics();
  };
}

const unitOf = (name: string) =>
  name.endsWith('Seconds') ? MetricUnit.Seconds : name.endsWith('Usd') ? MetricUnit.NoUnit : MetricUnit.Count;

/** One JSON line per shard attempt or marker, nothing per cell, no positions at any level. */
export const createLogger = (): Logger => new Logger();
