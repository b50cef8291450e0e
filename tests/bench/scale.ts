// npm run scale: what large sweeps come to on paper, from the code that plans them. docs/aws.md holds its table.
import { HIRE, OVERHEAD_SECONDS, USD_PER_SECOND } from '../../functions/aws/price.ts';
import { ceilingOf, deadlineMinutes, estimate, RESULTS_PER_PAGE } from '../../functions/plan/estimate.ts';
import { reportSeconds, resultSeconds, totalUsd } from '../../shared/sweep/forecast.ts';
import { piecesOf, TREE } from '../../shared/sweep/tree.ts';

const SHARD_SECONDS = 30;
/** SQS takes ten messages a request. */
const MESSAGES_PER_REQUEST = 10;
/** Four heads or gets and one put a shard. */
const S3_PER_SHARD = 5;
/** A start of the plan function, as `npx vitest run tests/infra/bundles` measures it. */
const INIT_SECONDS = 0.4;

/** What a sweep of so many cells comes to with so many workers. */
export function scaleOf(cells: number, cellSeconds: number, workers: number) {
  const cellsPerShard = Math.floor(SHARD_SECONDS / cellSeconds);
  const shards = Math.ceil(cells / cellsPerShard);
  const coreSeconds = cells * cellSeconds;
  const fleet = { workers, overheadSeconds: OVERHEAD_SECONDS, maxShardSeconds: 60, maxShards: 50_000 };
  const cut = { coreSeconds, longestSeconds: SHARD_SECONDS, wallSeconds: 0 };
  const { wallSeconds, usd } = estimate(
    cut,
    shards,
    fleet,
    { ...HIRE, initSeconds: INIT_SECONDS },
    USD_PER_SECOND,
  );
  const minutes = deadlineMinutes(reportSeconds(wallSeconds));
  return {
    coreSeconds,
    shards,
    sendRequests: Math.ceil(shards / MESSAGES_PER_REQUEST),
    s3Requests: shards * S3_PER_SHARD,
    folds: piecesOf({ cells, cellsPerShard, shards }, TREE).length,
    pagesPerLook: Math.ceil(shards / RESULTS_PER_PAGE),
    looks: Math.ceil(resultSeconds(wallSeconds) / HIRE.tickSeconds),
    writesPerSecond: workers / SHARD_SECONDS,
    minutes: resultSeconds(wallSeconds) / 60,
    usd: { ...usd, total: totalUsd(usd) },
    ceilingUsd: ceilingOf(fleet, minutes, USD_PER_SECOND),
  };
}

/** The table as it stands in docs/aws.md: a grid a column. */
export function scaleTable(): string[] {
  const grids = [
    ['2 × 10^6 cells × 10 ms', 2e6, 0.01],
    ['10^8 × 1 ms', 1e8, 0.001],
    ['10^8 × 10 ms', 1e8, 0.01],
  ] as const;
  const found = grids.map(([, cells, seconds]) => scaleOf(cells, seconds, 1_000));
  const row = (name: string, words: (own: ReturnType<typeof scaleOf>) => string) =>
    `| ${[name, ...found.map(words)].join(' | ')} |`;
  const whole = (value: number) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const dollars = (value: number) => `$${value.toPrecision(value < 0.1 ? 1 : 3)}`;
  return [
    `| 1,000 workers, shards of ${SHARD_SECONDS} s | ${grids.map(([name]) => name).join(' | ')} |`,
    `|---${'|---'.repeat(grids.length)}|`,
    row('core seconds', ({ coreSeconds }) => whole(coreSeconds)),
    row('shards: messages, result objects', ({ shards }) => whole(shards)),
    row('requests that send them', ({ sendRequests }) => whole(sendRequests)),
    row('S3 requests of workers', ({ s3Requests }) => whole(s3Requests)),
    row('writes a second, of 3,500 a prefix', ({ writesPerSecond }) => whole(writesPerSecond)),
    row('list pages a look × looks', ({ pagesPerLook, looks }) => `${whole(pagesPerLook)} × ${whole(looks)}`),
    row('folds', ({ folds }) => whole(folds)),
    row('minutes until the last result', ({ minutes }) => minutes.toFixed(1)),
    row('compute', ({ usd }) => dollars(usd.compute)),
    row('requests', ({ usd }) => dollars(usd.requests)),
    row('start-up', ({ usd }) => dollars(usd.startUp)),
    row('ceiling', ({ ceilingUsd }) => dollars(ceilingUsd)),
  ];
}

if (import.meta.main) console.log(scaleTable().join('\n'));
