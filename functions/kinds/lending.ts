import type { LendingScenario } from '../../shared/market/lending-scenario.ts';
import { refuse } from '../../shared/market/parse.ts';
import { lendingLimits } from '../../shared/risk/lending/lending-limits.ts';
import { DEFAULT_BUDGET } from '../../shared/sweep/budget.ts';
import { lendingCells } from '../../shared/sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../shared/sweep/lending/lending-paths.ts';
import { lendingBench, lendingWidth, pathOfRow } from '../../shared/sweep/lending/lending-rows.ts';
import {
  type LendingSweep,
  lendingSweepOf,
  parseLendingSweep,
  refuseMisfits,
} from '../../shared/sweep/lending/lending-sweep.ts';
import type { Reader } from '../ports.ts';
import { loadLending } from '../stored/load-lending.ts';
import type { RowKind } from './row-kind.ts';

/** A sweep of a lending market with all that it names. */
export interface LendingSweepRead {
  readonly sweep: LendingSweep;
  readonly scenario: LendingScenario;
  /** Of the scenario as it is written, and of the accounts beside it. */
  readonly scenarioDigest: string;
}

/** Reads what a sweep of a lending market is over; refuses what does not go together. */
export async function readLendingRun(
  objects: Reader,
  sweep: LendingSweep,
  scenarioDigest: string,
): Promise<LendingSweepRead> {
  const scenario = await loadLending(objects, scenarioDigest);
  refuseMisfits(sweep, scenario);
  lendingLimits(sweep);
  return { sweep, scenario, scenarioDigest };
}

/** A walk is the one path of a cell; a row holds all that a report asks of it, down to what each borrower was called for. */
export const lending: RowKind = {
  parse(text) {
    const sweep = parseLendingSweep(text);
    if (typeof sweep.scenario !== 'string') refuse('sweep.scenario', 'be the name of a file', 'a scenario');
    return { sweep, name: slugOf(sweep.name), budget: sweep.budget ?? DEFAULT_BUDGET };
  },
  async load(objects, asked, scenarioDigest) {
    const read = await readLendingRun(objects, lendingSweepOf(asked), scenarioDigest);
    const { sweep, scenario } = read;
    const { input } = scenario;
    const cells = lendingCells(sweep);
    const width = lendingWidth(input);
    return {
      cells: cells.length,
      walks: cells.length,
      width,
      together: 1,
      bench: () => lendingBench(input, sweep, cells),
      report: async () => {
        const { lendingFiles } = await import('../../shared/report/lending/lending-files.ts');
        return (rows, engine) => {
          const paths = cells.map((_, i) => pathOfRow(rows.subarray(i * width, (i + 1) * width), input));
          needAll(paths, (i) => cells[i]!.id);
          return lendingFiles({ ...read, cells, paths, engine });
        };
      },
    };
  },
};

const MOST_NAMED = 5;

/** One cell is held against another, and each is the only path of its point: a report of a part would be of another grid. */
function needAll(paths: readonly LendingPath[], idOf: (cell: number) => string): void {
  const missing = paths.flatMap(({ unbalanced }, i) => (Number.isFinite(unbalanced) ? [] : [idOf(i)]));
  const shown = missing.slice(0, MOST_NAMED).join(', ');
  if (missing.length > 0)
    refuse(`${missing.length} of ${paths.length} cells`, `have a result, ${shown} first`, 'none');
}

/** The words of a name as ids have them. */
function slugOf(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, 41).replace(/^-+|-+$/g, '') || 'lending';
}
