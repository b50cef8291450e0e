// Paths of several markets: market 0 alone is the sweep of one market, slices change no bit, loadings are what joins markets.
import { describe, expect, it } from 'vitest';
import { walletColumns } from '../../../shared/cascade/holders/crossed/wallet-columns.ts';
import { venueOf } from '../../../shared/market/contagion/venue.ts';
import { venueOfMarket } from '../../../shared/market/contagion/venue-alone.ts';
import { decisionCells } from '../../../shared/sweep/cells.ts';
import { venueBench } from '../../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../../shared/sweep/contagion/venue-cells.ts';
import type { PathColumn } from '../../../shared/sweep/results.ts';
import { createWorkbench, runCells } from '../../../shared/sweep/run-cells.ts';
import { VENUE } from '../../market/contagion/two-markets.ts';
import { SNAPSHOT, SWEEP, smallMarket, workloadOf } from '../small.ts';
import { sweepOf, twoMarkets } from './two-markets-sweep.ts';
import { columnOf } from './venue-columns.ts';

describe('a market alone', () => {
  it.each([-1_500, 1_500])('is the sweep of one market, to the bit, at %i', (shock) => {
    const work = workloadOf();
    const cells = decisionCells(work);
    const found = runCells(work, createWorkbench(smallMarket()), cells);
    const cell = cells.find(
      ({ shockBps, tiers, mechanism }) => shockBps === shock && tiers === 'current' && mechanism === 'full',
    )!;
    const paths = found.paths.get(cell.index)!;
    const sweep = sweepOf({
      seed: SWEEP.seed,
      path: SWEEP.path,
      markets: {},
      vectors: {},
      decision: shock,
      axes: { shockBps: [] },
      mechanisms: {},
      closeOuts: {},
      paths: { decision: 30, other: 8 },
    });
    const venue = venueOfMarket(smallMarket());
    const venueWide = venueCells(sweep, venue);
    expect(venueWide.map(({ id }) => id)).toEqual(['quiet', 'all']);
    const [, rows] = venueBench(venue, sweep, venueWide)(0, 30);
    for (const name of ['liquidatedShare', 'moveFinal', 'closeOutCost'] as const)
      expect([name, columnOf(rows!, 1, name, 0)]).toEqual([name, [...paths[name]]]);
    for (const name of ['deficit', 'openDeficit', 'fundNeed', 'deficitFirst', 'deficitSecond'] as const)
      expect([name, columnOf(rows!, 1, name)]).toEqual([name, [...paths[name satisfies PathColumn]]]);
    expect(paths.deficit.some((own) => own > 0)).toBe(true);
    expect(SNAPSHOT.rules.adl.when).toBe('fund-empty');
  });
});

describe('paths of several markets', () => {
  const sweep = sweepOf();
  const venue = twoMarkets();
  const cells = venueCells(sweep, venue);
  const whole = venueBench(venue, sweep, cells)(0, 40);

  it('are the same in slices of any size, in whatever order', () => {
    const bench = venueBench(twoMarkets(), sweep, cells);
    for (const size of [1, 7, 40]) {
      const starts = Array.from({ length: Math.ceil(40 / size) }, (_, i) => i * size).reverse();
      const slices = new Map(starts.map((from) => [from, bench(from, Math.min(40, from + size))]));
      for (const [c, rows] of whole.entries()) {
        const joined = [...slices.keys()].sort((a, b) => a - b).flatMap((from) => [...slices.get(from)![c]!]);
        expect(joined).toEqual([...rows]);
      }
    }
  });

  it('reach wallets, spread, and keep money', () => {
    const alone = whole[cells.findIndex(({ id }) => id === 'alone-a-perp')]!;
    expect(Math.max(...columnOf(alone, 2, 'walletsTriggered'))).toBeGreaterThan(0);
    expect(Math.max(...columnOf(alone, 2, 'marketsHit'))).toBe(1);
    for (const rows of whole)
      for (const lost of columnOf(rows, 2, 'conservation')) expect(Math.abs(lost)).toBeLessThan(1e-9);
  });

  it('keep money where wallets are hedged altogether, so that nothing is open', () => {
    const held = { market: 'a-perp', quantity: 50, entryPrice: 100, wallet: 0 };
    const hedged = venueOf({
      ...VENUE,
      accounts: {
        rows: [
          { ...held, side: 1 },
          { ...held, side: -1 },
        ],
      },
    });
    for (const rows of venueBench(hedged, sweep, cells)(0, 40))
      for (const column of ['conservation', 'deficit', 'venueDefault'] as const)
        expect(new Set(columnOf(rows, 2, column))).toEqual(new Set([0]));
  });

  it('are the same numbers for the same shock, however it is written', () => {
    const again = sweepOf({
      axes: { shockBps: [{ 'a-perp': -1_200, 'b-perp': -1_800 }] },
      paths: { decision: 40, other: 40 },
    });
    const own = venueCells(again, venue);
    const rows = venueBench(venue, again, own)(0, 40);
    const of = (id: string) => rows[own.findIndex((cell) => cell.id === id)];
    expect(of('shock-0')).toEqual(of('all'));
    expect(of('shock-0-cut')).toEqual(of('all-cut'));
    expect(of('all')).not.toEqual(of('all-cut'));
  });

  it('count walks as they go', () => {
    let walks = 0;
    venueBench(venue, sweep, cells)(0, 40, (more) => {
      walks += more;
    });
    expect(walks).toBe(cells.reduce((sum, { paths }) => sum + paths, 0));
  });

  it('run the cut twin as its accounts would run isolated', () => {
    const isolated = venueOf({
      ...VENUE,
      wallets: undefined!,
      assets: undefined!,
      accounts: {
        rows: VENUE.accounts.rows!.map(({ wallet, owner, ...own }, row) => {
          if (wallet === undefined) return { ...own, owner: owner! };
          const { market } = own;
          const k = market === 'a-perp' ? 0 : 1;
          const { collateral, quantity, entryPrice } = venue.cut.accounts[k]!;
          const i = [...quantity].findIndex(
            (units, j) => units === own.quantity && entryPrice[j] === own.entryPrice,
          );
          return {
            ...own,
            collateral: collateral[i]!,
            owner: VENUE.wallets!.rows![wallet]!.owner ?? `w ${row}`,
          };
        }),
      },
    } as typeof VENUE);
    expect(isolated.linked.wallets).toEqual(walletColumns([], []));
    const own = venueBench(isolated, sweep, venueCells(sweep, isolated));
    const at = (id: string, all: typeof cells) => all.findIndex((cell) => cell.id === id);
    const ran = own(0, 40)[at('all', venueCells(sweep, isolated))]!;
    const cut = whole[at('all-cut', cells)]!;
    for (const k of [0, 1])
      for (const name of ['drawAttributed', 'liquidatedShare', 'moveFinal'])
        expect([k, name, columnOf(ran, 2, name, k)]).toEqual([k, name, columnOf(cut, 2, name, k)]);
  });
});
