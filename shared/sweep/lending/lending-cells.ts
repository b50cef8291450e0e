import type { LendingAsset, LendingInput, LendingMarket } from '../../cascade/lender/lending-input.ts';
import type { PoolTerms } from '../../cascade/lender/pool.ts';
import { shockPathOf } from '../../cascade/venue/shock.ts';
import type { LendingSweep, PathAxis } from './lending-sweep.ts';

/** One path: the fall, the cut of thresholds, the run of lenders and the depth at which the scenario is run. */
export type LendingPoint = Readonly<Record<PathAxis, number>>;

export interface LendingCell extends LendingPoint {
  /** "f2000/c0/w0/d1": the point in words of its axes. */
  readonly id: string;
}

export const lendingCell = ({
  fallBps,
  thresholdCutBps,
  withdrawalRun,
  depthMultiple,
}: LendingPoint): LendingCell => ({
  id: `f${fallBps}/c${thresholdCutBps}/w${withdrawalRun}/d${depthMultiple}`,
  fallBps,
  thresholdCutBps,
  withdrawalRun,
  depthMultiple,
});

/** Every point of the grid: by depth, then run, then cut, falls last. */
export const lendingCells = ({ axes }: Pick<LendingSweep, 'axes'>): LendingCell[] =>
  axes.depthMultiple.flatMap((depthMultiple) =>
    axes.withdrawalRun.flatMap((withdrawalRun) =>
      axes.thresholdCutBps.flatMap((thresholdCutBps) =>
        axes.fallBps.map((fallBps) =>
          lendingCell({ fallBps, thresholdCutBps, withdrawalRun, depthMultiple }),
        ),
      ),
    ),
  );

/**
 * The scenario at a point: fallen assets follow their own path times a factor that falls in a line, so that the oracle's rule
 * stands between the fall and health; thresholds are cut from the first tick on, by as many points everywhere, at least to 0; lenders
 * ask for a share of what they supplied.
 */
export function inputAt(
  input: LendingInput,
  { fall, run }: Pick<LendingSweep, 'fall' | 'run'>,
  { fallBps, thresholdCutBps, withdrawalRun, depthMultiple }: LendingPoint,
): LendingInput {
  const cut = thresholdCutBps / 10_000;
  return {
    ...input,
    assets: input.assets.map((asset, k) => {
      const share = fall.assets.includes(k) ? fallBps / 10_000 : 0;
      return cutAsset(
        { ...asset, market: asset.market && moved(asset.market, share, fall.ticks, depthMultiple) },
        cut,
      );
    }),
    pools: input.pools.map((pool) =>
      run.assets.includes(pool.asset) ? withRun(pool, run.tick, withdrawalRun) : pool,
    ),
    borrowers: {
      ...input.borrowers,
      threshold: input.borrowers.threshold?.map((own) => lessCut(own, cut)),
    },
  };
}

/** A threshold that is cut by points. */
export const lessCut = (threshold: number, cut: number): number => Math.max(0, threshold - cut);

const cutAsset = (asset: LendingAsset, cut: number): LendingAsset => ({
  ...asset,
  threshold: lessCut(asset.threshold, cut),
  cuts: asset.cuts.map(({ tick, threshold }) => ({ tick, threshold: lessCut(threshold, cut) })),
});

function moved(market: LendingMarket, fall: number, ticks: number, multiple: number): LendingMarket {
  const { path, depthScale } = market;
  const length = Math.max(path.ticks, ticks);
  const factors = Float64Array.from(
    { length },
    (_, n) => path.factors[Math.min(n, path.ticks - 1)]! * (1 - fall * Math.min(1, (n + 1) / ticks)),
  );
  return { ...market, path: shockPathOf(0, factors), depthScale: depthScale * multiple };
}

function withRun(pool: PoolTerms, tick: number, share: number): PoolTerms {
  const withdraw = share * (pool.cash + pool.borrowed);
  return { ...pool, flows: [...pool.flows, { tick, withdraw, repay: 0, deposit: 0 }] };
}
