// The report of a small lending market.
import { type LendingReport, lendingReport } from '../../../shared/report/lending/lending-report.ts';
import { inputAt, lendingCells } from '../../../shared/sweep/lending/lending-cells.ts';
import { lendingPath } from '../../../shared/sweep/lending/lending-paths.ts';
import { CONFIG, scenarioOf, sweepOf } from '../../sweep/lending/small-lending.ts';

export function reportOf(change: object = {}, config = CONFIG): LendingReport {
  const scenario = scenarioOf(config);
  const sweep = sweepOf(change);
  const cells = lendingCells(sweep);
  return lendingReport({
    scenario,
    sweep,
    cells,
    paths: cells.map((cell) => lendingPath(inputAt(scenario.input, sweep, cell))),
    scenarioDigest: 'c'.repeat(64),
    engine: { version: '0', digest: 'e'.repeat(64) },
  });
}
