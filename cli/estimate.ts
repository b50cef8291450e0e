import type { Proposal } from '../functions/plan/plan.ts';
import { budgetOf, unitsOf } from '../shared/sweep/any-manifest.ts';
import { resultSeconds, totalUsd } from '../shared/sweep/forecast.ts';
import { warningLines, workText } from './follow.ts';
import { plural, shown, span } from './numbers.ts';
import { dollars } from './progress.ts';
import { columns } from './terminal.ts';

/** What a sweep takes on a deployed stack, and what bounds it (pipeline.md 5.3). */
export function estimateLines(proposal: Proposal): string[] {
  const { manifest, ceilingUsd, known } = proposal;
  const { sweepId, shards, forecast, deadlineMinutes } = manifest;
  const { perShard, name } = unitsOf(manifest);
  const { coreSeconds, overheadSeconds, initSeconds, wallSeconds, usd } = forecast;
  const { ramp, steady, lastShard, report } = wallSeconds;
  const { maxUsd, ceilingUsd: mostUsd } = budgetOf(manifest);
  const whole = resultSeconds(wallSeconds) + report;
  return [
    `${sweepId}${known ? ': planned before; what is finished is not run again' : ''}`,
    ...columns([
      ['  work', workText(manifest)],
      ['  shards', `${shown(shards)} of ${plural(perShard, name)}`],
      [
        '  seconds',
        `${seconds(coreSeconds)} computing, ${seconds(overheadSeconds)} overhead, ${seconds(initSeconds)} starting`,
      ],
      [
        '  dollars',
        `${dollars(totalUsd(usd))} = ${dollars(usd.compute)} compute + ${dollars(usd.requests)} requests + ${dollars(usd.startUp)} start-up`,
      ],
      [
        '  minutes',
        `${minutes(whole)} = ${minutes(ramp)} ramp + ${minutes(steady)} steady + ${minutes(lastShard + report)} tail, the report included`,
      ],
      ['  budget', `${dollars(maxUsd)}: at that the sweep is cancelled, and reports what it has`],
      [
        '  ceiling',
        `${dollars(ceilingUsd)} of ${dollars(mostUsd)}, however wrong this is: all workers until the deadline, ${span(60 * deadlineMinutes)}`,
      ],
    ]),
    ...warningLines(proposal),
  ];
}

const seconds = (value: number): string => span(Number(value.toPrecision(3)));
export const minutes = (value: number): string => (value / 60).toFixed(1);
