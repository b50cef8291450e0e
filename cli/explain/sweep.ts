import type { Proposal } from '../../functions/plan/plan.ts';
import { limitList, limitsInForce } from '../../shared/risk/metrics/limits.ts';
import { METRICS, type MetricId } from '../../shared/risk/metrics/table.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { estimateLine, warningLines } from '../follow.ts';
import { plural, shown } from '../numbers.ts';
import { columns } from '../terminal.ts';

/** What a sweep asks, what it will take, which limits hold, and whether its paths can prove anything. */
export function explainSweep(proposal: Proposal, snapshotAsOf: string): string[] {
  const { sweep } = ofOneMarket(proposal.manifest);
  const hours = (Date.parse(sweep.asOf) - Date.parse(snapshotAsOf)) / 3_600_000;
  return [
    estimateLine(proposal),
    ...columns([
      [
        '  speaks for',
        `${sweep.asOf}; its snapshot is ${Number(hours.toPrecision(3))} h older, at most ${sweep.maxAgeHours} h`,
      ],
      ['  design', designText(sweep)],
      ['  axes', axesText(sweep)],
      [
        '  paths',
        `${shown(sweep.paths.decision)} a cell where the verdict is made, ${shown(sweep.paths.other)} elsewhere`,
      ],
      ['  mechanisms', `${sweep.base.mechanism}, compared with ${sweep.compare.join(', ') || 'none'}`],
      [
        '  otherwise',
        `${plural(sweep.alternatives?.length ?? 0, 'alternative')}, ${plural(sweep.events?.length ?? 0, 'event')}`,
      ],
    ]),
    '  limits',
    ...columns(
      limitList(limitsInForce(sweep)).map(({ id, op, value, owner }) => {
        const metric = METRICS[id.replace(/_watch$/, '') as MetricId];
        return [
          `    ${id}`,
          `${op} ${value}`,
          `${metric.name}, ${metric.unit}`,
          owner ?? 'a default of ours, or nobody has signed it',
        ];
      }),
    ),
    ...warningLines(proposal),
  ];
}

function designText({ design }: Sweep): string {
  const side = (name: 'down' | 'up') =>
    design[name]
      .map(({ shockBps, weight }) => `${shockBps / 100} %${weight === 1 ? '' : ` (weight ${weight})`}`)
      .join(', ');
  return `${side('down')} and ${side('up')} within ${design.minutes} minutes`;
}

const axesText = ({ axes }: Sweep): string =>
  `${axes.leverageBps.length} leverages x ${axes.maintenanceBps.length} maintenance x ${axes.depthBps.length} depths x ${axes.mechanism.length} mechanisms x ${axes.shockBps.length} shocks`;
