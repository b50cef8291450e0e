// Five consecutive nights of the bundled example with few accounts, paths and ticks: another input changes every night, and the
// report of the night names it and shares the change of its numbers out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLocal } from '../../cli/local/run-local.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import type { Report } from '../../shared/report/report.ts';
import type { ConditionId } from '../../shared/risk/findings/condition.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { file, folder } from './cascade.ts';

const EXAMPLE = new URL('../../examples/xbtusd-2021-07-22/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, EXAMPLE), 'utf8');

interface Night {
  readonly market: Snapshot;
  readonly sweep: Omit<Sweep, 'limits'> & { readonly limits: readonly object[] };
}

const { alternatives, sensitivity, enough, stress, events, ...written } = parseSweep(read('sweep.json'));
const example: Snapshot = JSON.parse(read('snapshot.json'));
const FIRST: Night = {
  market: {
    ...example,
    positions: { ...example.positions, accountsPerSide: { long: 100, short: 100 } } as Snapshot['positions'],
    fund: { balance: 900 },
  },
  sweep: {
    ...written,
    axes: {
      ...written.axes,
      leverageBps: [10_000],
      shockBps: [-1_925, -1_540, 1_310, 1_640],
      splitting: [0],
    },
    compare: [],
    ordinary: { paths: 20 },
    paths: { decision: 40, other: 20 },
    path: { ...written.path, tickSeconds: 60 },
    limits: [],
  },
};

/** What a reader sees. */
const text = (page: string): string =>
  page
    .replace(/<(style|script)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const scaled = (sizes: readonly number[], times: number) => sizes.map((size) => times * size);
const of = <Part extends keyof Snapshot>(night: Night, part: Part, change: object): Night => ({
  ...night,
  market: { ...night.market, [part]: { ...(night.market[part] as object), ...change } },
});

/** Night by night: what changes, the condition that tells it, its change as the page words it, and the factor. */
const CHANGES: readonly {
  readonly change: (before: Night) => Night;
  readonly condition: ConditionId;
  readonly words: RegExp;
  readonly factor: 'depth' | 'fund' | 'positions' | 'prices';
}[] = [
  {
    change: (night) => {
      const { bid } = night.market.depth as unknown as { readonly bid: readonly number[] };
      return of(night, 'depth', { bid: scaled(bid, 0.5) });
    },
    condition: 'depth_down',
    words: /depth down to the design shock −50%/,
    factor: 'depth',
  },
  {
    change: (night) => of(night, 'fund', { balance: 450 }),
    condition: 'fund',
    words: /fund −50%/,
    factor: 'fund',
  },
  {
    change: (night) => of(night, 'positions', { sizeDispersion: 2.6 }),
    condition: 'largest_long',
    words: /share of the ten largest longs \+\d/,
    factor: 'positions',
  },
  {
    change: (night) => ({
      ...night,
      sweep: {
        ...night.sweep,
        path: {
          ...night.sweep.path,
          shape: { ...night.sweep.path.shape, sigmaDay: 0.0708 } as Sweep['path']['shape'],
        },
        limits: [
          { id: 'coverage', op: '>=', value: 0.99, owner: 'risk committee', since: '2021-07-26', note: null },
        ],
      },
    }),
    condition: 'volatility',
    words: /volatility of a day \+100%; limit of coverage 99\.5% to 99% by risk committee/,
    factor: 'prices',
  },
];

describe('five consecutive nights of the example', () => {
  const reports: Report[] = [];
  const pages: string[] = [];

  beforeAll(async () => {
    const out = folder();
    let night = FIRST;
    for (let day = 0; day < 5; day++) {
      if (day > 0) night = CHANGES[day - 1]!.change(night);
      const place = folder();
      const asOf = (hour: string) => `2021-07-${22 + day}T${hour}`;
      file(place, 'snapshot.json', { ...night.market, asOf: asOf('22:36:05Z') });
      const sweepFile = file(
        place,
        'sweep.json',
        JSON.stringify({ ...night.sweep, asOf: asOf('23:00:00Z') }),
      );
      const { report, folder: at } = await runLocal({ sweepFile, outFolder: out, isNight: true, workers: 1 });
      reports.push(report);
      pages.push(readFileSync(join(at, 'report.html'), 'utf8'));
    }
  }, 240_000);

  it.each(CHANGES.map((own, i) => [own.factor, i + 1, own] as const))(
    'name what changed, %s on night %i after the first',
    (factor, day, { condition, words }) => {
      const [change] = reports[day]!.changes.value!;
      expect(change!.since.days).toBe(1);
      // What the market was like: the number that was changed, and no other by hand.
      const told = change!.conditions.find(({ id }) => id === condition)!;
      expect(told.now.value).not.toBe(told.before.value);
      expect(text(pages[day]!)).toMatch(words);
      expect(change!.attribution!.changed).toContain(factor);
    },
  );

  it('share every change out, to 1e-9, and find no erratum', () => {
    const shares = reports.slice(1).flatMap((report) => report.changes.value![0]!.attribution!.shares);
    expect(shares).toHaveLength(4 * 6);
    for (const { id, side, before, now, ...parts } of shares) {
      const { positions, prices, depth, fund, parameters, code, rest } = parts;
      const all = [positions, prices, depth, fund, parameters, code, rest];
      const sum = all.reduce((total, own) => total + own, 0);
      expect(Math.abs(sum - (now - before)), `${id} ${side}`).toBeLessThanOrEqual(1e-9);
      expect(code).toBe(0);
    }
    // Not all of it is zero.
    expect(shares.filter(({ before, now }) => before !== now).length).toBeGreaterThan(4);
    expect(reports.slice(1).flatMap(({ changes }) => changes.value![0]!.attribution!.errata)).toEqual([]);
  });

  it('put the change down to the input that changed, more than to any other', () => {
    const [depth] = reports[1]!.changes.value![0]!.attribution!.shares.filter(
      ({ id, side }) => id === 'coverage' && side === 'down',
    );
    for (const other of ['positions', 'prices', 'fund', 'parameters'] as const)
      expect(Math.abs(depth!.depth)).toBeGreaterThan(Math.abs(depth![other]));
    const fund = reports[2]!.changes.value![0]!.attribution!.shares.find(({ id }) => id === 'es_draw')!;
    expect(fund.fund).toBeGreaterThan(0);
  });

  it('name a limit that is another one, with its owner', () => {
    expect(reports[4]!.changes.value![0]!.limits).toEqual([
      { id: 'coverage', before: 0.995, now: 0.99, owner: 'risk committee', since: '2021-07-26', note: null },
    ]);
    expect(pages[4]).toContain('risk committee');
  });
});
