import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { NightlyMarket } from '../functions/nightly/markets.ts';

/** US dollars a month, us-east-1, no free tier (2026; pipeline.md 1 marks what to check). */
export interface MonthlyUsd {
  readonly alarms: number;
  readonly metrics: number;
  readonly dashboard: number;
  readonly polling: number;
  readonly ticks: number;
}

const DAYS = 30;
/** What the bundled example takes a night (docs/aws.md), and what a sweep file allows if it says nothing else. */
const NIGHT_USD = 0.01;
const BUDGET_USD = 5;

/** What a stack costs that nobody uses. */
export function idleUsd(stack: Stack): MonthlyUsd {
  const found = stack.node.findAll();
  const count = (isOf: (one: unknown) => boolean) => found.filter(isOf).length;
  return {
    // An alarm is paid per metric that it reads.
    alarms: 0.1 * found.filter(CfnAlarm.isCfnAlarm).reduce((sum, alarm) => sum + metricsOf(stack, alarm), 0),
    metrics: 0.3 * 6, // what ticks say: OpenSweeps and ReIssued of both classes, NightlyOverdue, NightlyPartial
    dashboard: 3 * count(CfnDashboard.isCfnDashboard),
    polling: count(CfnEventSourceMapping.isCfnEventSourceMapping) * 5 * ((DAYS * 86_400) / 20) * 0.4e-6,
    ticks: DAYS * 1_440 * (0.2e-6 + 0.5 * 0.5 * 0.0000133334 + 6 * 5e-6),
  };
}

function metricsOf(stack: Stack, alarm: CfnAlarm): number {
  const read: unknown = stack.resolve(alarm.metrics);
  if (!Array.isArray(read)) return 1;
  return read.filter((one: { readonly expression?: string }) => one.expression === undefined).length;
}

export const sumOf = (usd: MonthlyUsd): number =>
  Object.values(usd).reduce((sum: number, own: number) => sum + own, 0);

/** Said at synth: what a month comes to, with nobody there and with the nights that are named. */
export function monthWords(usd: MonthlyUsd, markets: readonly NightlyMarket[]): string {
  const parts = Object.entries(usd).map(([name, own]) => `${name} ${(own as number).toFixed(2)}`);
  const nights = `${markets.length} night${markets.length === 1 ? '' : 's'}`;
  const idle = sumOf(usd);
  const month = (each: number) => `$${(idle + DAYS * each * markets.length).toFixed(2)}`;
  return (
    `a month costs about ${month(0)} idle (${parts.join(', ')}); ${month(NIGHT_USD)} with ${nights} a day like the bundled ` +
    `example, and at most ${month(BUDGET_USD)} where sweep files keep their budget of $${BUDGET_USD}`
  );
}
