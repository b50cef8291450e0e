import { allocateProRata } from '../../shared/cascade/purse/allocate.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { overshoot } from '../../shared/risk/mechanisms/overshoot.ts';
import { type Check, near, same } from './check.ts';
import type { Runner } from './group.ts';
import { items, numberOf, refuseAt } from './place.ts';

/** Winners of a wave stand in three unequal parts: pro-rata takes the same share of each, and in sum what is needed. */
const PARTS = [0.5, 0.3, 0.2] as const;

/** The waves of auto-deleveraging of 10 October 2025: what pro-rata would have taken, and what the venue took too much. */
export const oct10Waves: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'waves').flatMap((one) => {
    const needed = numberOf(one, 'needed');
    const { fractions, sum } = proRata(needed, numberOf(one, 'capacity'));
    const name = `wave ${numberOf(one, 'wave')}`;
    return [
      ...fractions.map((fraction, j) =>
        near(
          `${name} proRataFraction of part ${j + 1}`,
          numberOf(one, 'proRataFraction'),
          fraction,
          tolerance,
        ),
      ),
      near(`${name} taken pro rata`, needed, sum, tolerance),
      near(
        `${name} overshoot`,
        numberOf(one, 'overshoot'),
        tooMuch(numberOf(one, 'taken'), needed),
        tolerance,
      ),
    ];
  }),
});

function proRata(needed: number, capacity: number): { fractions: number[]; sum: number } {
  const held = Float64Array.from(PARTS, (share) => share * capacity);
  const taken = new Float64Array(held.length);
  allocateProRata(held, held.length, needed, taken);
  return {
    fractions: [...taken].map((own, j) => own / held[j]!),
    sum: taken.reduce((total, own) => total + own, 0),
  };
}

/** Taken less needed, from the ratio that the report states. */
const tooMuch = (taken: number, needed: number): number => (overshoot(taken, needed).value! - 1) * needed;

const WAVES = 10;
const CLUSTERS = 457;

/** The same waves, from the files of the analysis: budgets by policy, and gaps coin by coin. */
export function waveChecks(subject: string, metricsCsv: string, gapsCsv: string): Check[] {
  const metrics = table(subject, metricsCsv);
  const gaps = table(subject, gapsCsv);
  return [
    same('waves', WAVES, metrics.length),
    ...metrics.flatMap((wave) => {
      const [needed, taken, capacity] = ['budget_needed', 'budget_prod', 'total_cap'].map(wave.number) as [
        number,
        number,
        number,
      ];
      const name = `wave ${wave.number('wave')}`;
      const inCoins = gaps
        .filter((gap) => gap.number('wave') === wave.number('wave'))
        .reduce((sum, gap) => sum + gap.number('gap_usd_x_qty'), 0);
      return [
        near(`${name} pro-rata budget`, wave.number('budget_pr'), proRata(needed, capacity).sum, {
          relative: 1e-9,
        }),
        near(`${name} overshoot`, wave.number('overshoot_prod'), tooMuch(taken, needed), { relative: 1e-9 }),
        near(`${name} gaps of its coins`, needed, inCoins, { absolute: 0.01 }),
      ];
    }),
  ];
}

/** Coin by coin: whatever the queue took and left open is what was missing and what it took too much. */
export function clusterChecks(subject: string, csv: string): Check[] {
  const clusters = table(subject, csv);
  return [
    same('clusters', CLUSTERS, clusters.length),
    ...clusters.map((own) => {
      const [deficit, budget, over, residual] = [
        'deficit_usd',
        'budget_queue_usd',
        'overshoot_queue_usd',
        'residual_queue_usd',
      ].map(own.number) as [number, number, number, number];
      return near(
        `${own.text('coin')} cluster ${own.number('cluster_id')} budget + residual`,
        deficit + over,
        budget + residual,
        { absolute: 0.01 },
      );
    }),
  ];
}

interface TableRow {
  number(column: string): number;
  text(column: string): string;
}

function table(subject: string, csv: string): TableRow[] {
  const columns = columnsFromCsv(subject, csv) as Readonly<Record<string, string[]>>;
  const of = (column: string) => columns[column] ?? refuseAt(subject, `have the column ${column}`, undefined);
  return of('wave' in columns ? 'wave' : 'coin').map((_, row) => ({
    text: (column) => of(column)[row]!,
    number: (column) => {
      const value = Number(of(column)[row]);
      return Number.isFinite(value)
        ? value
        : refuseAt(`${subject} row ${row + 1} ${column}`, 'be a number', value);
    },
  }));
}
