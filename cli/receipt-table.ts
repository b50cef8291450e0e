import type { Receipt } from '../functions/reduce/receipt.ts';
import { resultSeconds, totalUsd } from '../shared/sweep/forecast.ts';
import { plural, shown } from './numbers.ts';
import { dollars } from './progress.ts';
import { columns } from './terminal.ts';

/** Forecast, metered, difference: how wrong the estimate was (pipeline.md 5.3). */
export function receiptLines({ round, shards, forecast, metered, tombstones }: Receipt): string[] {
  const overhead = metered.handlerSeconds - metered.coreSeconds;
  const rows: readonly (readonly [name: string, forecast: number, metered: number, words: typeof shown])[] = [
    ['shards', shards.planned, metered.shards, shown],
    ['core seconds', forecast.coreSeconds, metered.coreSeconds, tenths],
    ['overhead seconds', forecast.overheadSeconds, overhead, tenths],
    ['init seconds', forecast.initSeconds, metered.initSeconds, tenths],
    ['dollars', totalUsd(forecast.usd), metered.usd, dollars],
    // A later round runs what is missing, and its minutes are no forecast's.
    ...(round === 1
      ? [['minutes', resultSeconds(forecast.wallSeconds) / 60, metered.wallSeconds / 60, tenths] as const]
      : []),
  ];
  const table = columns(
    [
      ['', 'forecast', 'metered', 'difference'],
      ...rows.map(([name, planned, got, words]) => [name, words(planned), words(got), off(planned, got)]),
    ],
    [1, 2, 3],
  );
  const { unseenAttempts, byClock } = metered;
  return [
    ...table,
    ...(unseenAttempts === 0
      ? []
      : [
          `unmetered: ${plural(unseenAttempts, 'attempt')} without a result, ${plural(tombstones.length, 'tombstone')}; none was longer than the time limit`,
        ]),
    // Receipts of earlier editions do not say.
    ...(byClock > 0
      ? [`wall time, not processor time, of ${plural(byClock, 'shard')}: their platform tells no other`]
      : []),
  ];
}

const tenths = (value: number): string => value.toFixed(1);

function off(planned: number, got: number): string {
  if (planned === got) return '0.0 %';
  if (planned === 0) return 'unplanned';
  const share = 100 * (got / planned - 1);
  return `${share > 0 ? '+' : ''}${share.toFixed(1)} %`;
}
