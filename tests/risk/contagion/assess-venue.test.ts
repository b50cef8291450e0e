// What is found of a venue: the word by the rules of one market, and every number of the table over again from the rows.
import { describe, expect, it } from 'vitest';
import { FLAG } from '../../../shared/cascade/outcome.ts';
import { assessVenue } from '../../../shared/risk/contagion/assess-venue.ts';
import { boundedMean, countedShare, moneyMean, signedMean } from '../../../shared/risk/contagion/numbers.ts';
import { venueLimits } from '../../../shared/risk/contagion/venue-limits.ts';
import {
  KEPT_OF_MARKET,
  KEPT_OF_SYSTEM,
  keptWidth,
  venueBench,
} from '../../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../../shared/sweep/contagion/venue-cells.ts';
import { sweepOf, twoMarkets } from '../../sweep/contagion/two-markets-sweep.ts';

const venue = twoMarkets();
const MARKETS = 2;
const WIDTH = keptWidth(MARKETS);
type OfSystem = (typeof KEPT_OF_SYSTEM)[number];

/** Paths in which nothing happens, but for what is written into some of them. */
function verdictOf(
  { paths, limits = [] }: { paths: number; limits?: readonly object[] },
  events: readonly {
    cell: string;
    from: number;
    to: number;
    values: Partial<Record<OfSystem, number>>;
  }[] = [],
  change: object = {},
) {
  const sweep = sweepOf({ axes: { shockBps: [] }, paths: { decision: paths, other: 1 }, limits, ...change });
  const cells = venueCells(sweep, venue);
  const rows = cells.map((cell) => new Float64Array(cell.paths * WIDTH));
  for (const { cell, from, to, values } of events) {
    const own = rows[cells.findIndex(({ id }) => id === cell)]!;
    for (let path = from; path < to; path++)
      for (const [name, value] of Object.entries(values))
        own[
          path * WIDTH + MARKETS * KEPT_OF_MARKET.length + (KEPT_OF_SYSTEM as readonly string[]).indexOf(name)
        ] = value;
  }
  return assessVenue(venue, sweep, cells, rows).verdict;
}

const someFail = (cell: string, failing: number) => [
  { cell, from: 0, to: failing, values: { venueDefault: 1 } },
];

describe('the word of a venue', () => {
  it('is adequate where so many paths without a failure prove every limit, and open with one fewer', () => {
    // 0.95 = 1 - 0.999^n at n = 2,994.2.
    expect(verdictOf({ paths: 2_995 })).toMatchObject({ word: 'adequate', reasons: [] });
    const { word, tests } = verdictOf({ paths: 2_994 });
    expect(word).toBe('watch');
    expect(tests.map(({ id, state, reasons }) => [id, state, reasons])).toEqual([
      ['venue_default', 'open', ['PATHS_TOO_FEW']],
      ['p_ruin', 'open', ['PATHS_TOO_FEW']],
      ['cover2', 'proven', []],
    ]);
  });

  it('is inadequate where a shock of one market alone refutes a limit', () => {
    const { word, decidedBy, tests } = verdictOf({ paths: 2_995 }, someFail('alone-b-perp', 40));
    expect([word, decidedBy]).toEqual(['inadequate', 'venue_default']);
    expect(tests[0]).toMatchObject({ worst: 'alone-b-perp', share: { value: 40 / 2_995 } });
  });

  it('does not look at the cut twin, nor at other rules', () => {
    expect(verdictOf({ paths: 2_995 }, someFail('all-cut', 2_995)).word).toBe('adequate');
    expect(verdictOf({ paths: 2_995 }, someFail('mechanism-gentle', 1)).word).toBe('adequate');
  });

  it('counts what ADL took as a need, and the two largest owners against the fund', () => {
    const need = (values: object) => verdictOf({ paths: 2_995 }, [{ cell: 'all', from: 0, to: 200, values }]);
    expect(need({ adlHaircut: venue.fund + 1 })).toMatchObject({ word: 'inadequate', decidedBy: 'p_ruin' });
    expect(need({ adlHaircut: venue.fund }).word).toBe('adequate');
    const two = need({ deficitFirst: venue.fund, deficitSecond: 1 });
    expect(two.tests.map(({ state }) => state)).toEqual(['proven', 'proven', 'refuted']);
  });

  it('takes paths that did not finish for failures, never for successes', () => {
    const late = { flags: FLAG.UNFINISHED };
    const one = [{ cell: 'all', from: 7, to: 8, values: late }];
    expect(verdictOf({ paths: 3_100 }, one).tests[0]).toMatchObject({
      state: 'open',
      reasons: ['MISSING_PATHS'],
    });
    const working = [{ ...one[0]!, values: { flags: FLAG.UNFINISHED | FLAG.WORKING_OFF } }];
    expect(verdictOf({ paths: 3_100 }, working).word).toBe('adequate');
  });

  it.each([
    ['MONEY_NOT_CONSERVED', [{ cell: 'all-cut', from: 3, to: 4, values: { flags: FLAG.NOT_CONSERVED } }], {}],
    ['POSITIONS_UNBALANCED', [{ cell: 'quiet', from: 3, to: 4, values: { flags: FLAG.UNBALANCED } }], {}],
    ['INPUT_STALE', [], { asOf: '2024-03-02T01:00:00Z' }],
    ['INPUT_REPAIRED', [{ cell: 'all', from: 0, to: 2_995, values: { raisedMoney: 3 } }], {}],
    ['DECISION_CELL_MISSING', [{ cell: 'all', from: 0, to: 2_995, values: { flags: FLAG.UNFINISHED } }], {}],
  ])('is none by the gate %s', (reason, events, change) => {
    expect(verdictOf({ paths: 2_995 }, events, change)).toMatchObject({ word: 'none', reasons: [reason] });
  });

  it('is held back where an alternative refutes a test, and no alternative makes it better or worse than that', () => {
    const half = { id: 'half', text: 'depth halves', owner: null, change: { depthScale: 0.5 }, paths: 2_995 };
    const many = { ...half, id: 'double', text: 'depth doubles', change: { depthScale: 2 } };
    const word = (events: Parameters<typeof verdictOf>[1]) =>
      verdictOf({ paths: 2_995 }, events, { alternatives: [half, many] });
    expect(word([])).toMatchObject({ word: 'adequate', reasons: [] });
    expect(word(someFail('alone-b-perp-under-half', 1)).word).toBe('adequate'); // open, not refuted
    expect(word(someFail('alone-b-perp-under-half', 40))).toMatchObject({
      word: 'watch',
      decidedBy: null,
      reasons: ['ASSUMPTION_DECIDES'],
    });
    const both = [...someFail('all', 40), ...someFail('all-under-half', 2_995)];
    expect(word(both)).toMatchObject({ word: 'inadequate', decidedBy: 'venue_default', reasons: [] });
  });

  it('is made under an alternative against the fund that there is then', () => {
    const alternatives = [
      { id: 'poor', text: 'the fund is gone', owner: null, change: { fundScale: 0 }, paths: 2_995 },
    ];
    const need = { cell: 'all-under-poor', from: 0, to: 200, values: { fundNeed: 1 } };
    expect(verdictOf({ paths: 2_995 }, [need], { alternatives }).reasons).toEqual(['ASSUMPTION_DECIDES']);
    expect(verdictOf({ paths: 2_995 }, [{ ...need, cell: 'all' }], { alternatives }).word).toBe('adequate');
  });

  it('is held against the limits of the sweep', () => {
    const limits = [
      { id: 'venue_default', op: '<=', value: 0.02, owner: 'risk committee' },
      { id: 'p_ruin', op: '<=', value: 0.02 },
    ];
    expect(verdictOf({ paths: 300, limits }).word).toBe('adequate');
    const asked = (limit: object) => () => venueLimits(sweepOf({ limits: [limit] }));
    expect(asked({ id: 'coverage', op: '>=', value: 0.9 })).toThrow(
      'sweep.limits.0.id must be venue_default, p_ruin, cover2, got coverage',
    );
    expect(asked({ id: 'p_ruin', op: '>=', value: 0.9 })).toThrow(
      'sweep.limits of p_ruin must be <=, got >=',
    );
    expect(asked({ id: 'p_ruin', op: '<=', value: 1.1 })).toThrow('at most 1, got 1.1');
  });
});

describe('the contagion table', () => {
  const sweep = sweepOf({ paths: { decision: 60, other: 20 } });
  const cells = venueCells(sweep, venue);
  const rows = venueBench(venue, sweep, cells)(0, 60);
  const found = assessVenue(venue, sweep, cells, rows);
  const numbersOf = (id: string, k: number, name: string): number[] => {
    const own = rows[cells.findIndex((cell) => cell.id === id)]!;
    const at = k * KEPT_OF_MARKET.length + (KEPT_OF_MARKET as readonly string[]).indexOf(name);
    return Array.from({ length: own.length / WIDTH }, (_, path) => own[path * WIDTH + at]!);
  };
  const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, own) => sum + own, 0) / numbers.length;

  it('has a row for nobody, each market, all, and each shock of the axis', () => {
    expect(found.table.map(({ linked: { id } }) => id)).toEqual([
      'quiet',
      'alone-a-perp',
      'alone-b-perp',
      'all',
    ]);
    expect(found.axis.map(({ linked: { label } }) => label)).toEqual(['-3 %', 'crash', 'b-perp 8 %']);
    expect(found.rules.map(({ finding: { label } }) => label)).toEqual(['gentle', 'largest']);
  });

  it.each(['quiet', 'alone-a-perp', 'alone-b-perp', 'all'])('says of %s what its paths say', (id) => {
    const { linked, difference } = found.table.find((row) => row.linked.id === id)!;
    for (const k of [0, 1])
      for (const name of ['drawAttributed', 'liquidatedShare', 'moveFinal'] as const) {
        const range = [100_000, 100_000][k]!;
        const top = name === 'drawAttributed' ? range : name === 'liquidatedShare' ? 1 : Infinity;
        const capped = (own: readonly number[]) => own.map((number) => Math.min(top, number));
        const [one, other] = [numbersOf(id, k, name), numbersOf(`${id}-cut`, k, name)];
        const { mean, q99 } = linked.markets[k]![name];
        expect(mean.value).toBeCloseTo(meanOf(capped(one)), 9);
        // Of 60 paths the 99 % quantile is the largest: rank ceil(59.4).
        expect(q99.value).toBe(Math.max(...one.map(Math.abs)));
        expect(difference!.markets[k]![name].value).toBeCloseTo(
          meanOf(capped(one)) - meanOf(capped(other)),
          9,
        );
      }
  });

  it('finds that a shock of one market costs the other only where wallets link them', () => {
    const { linked, cut } = found.table[1]!;
    expect(linked.venue.marketsHit.value).toBeGreaterThan(0);
    expect(linked.markets[1]!.liquidatedShare.mean.value).toBeGreaterThan(0);
    expect(cut!.markets[1]!.liquidatedShare.mean.value).toBe(0);
    expect(found.table[3]!.linked.venue.marketsHit).toMatchObject({ value: 0, interval: { upper: 0 } });
  });

  it('is the same whatever the order of the cells that were run', () => {
    const shuffled = [...cells.keys()].sort((a, b) => ((a * 7) % 16) - ((b * 7) % 16));
    const other = assessVenue(
      venue,
      sweep,
      shuffled.map((c) => cells[c]!),
      shuffled.map((c) => rows[c]!),
    );
    expect(other.table.find(({ linked: { id } }) => id === 'all')).toEqual(
      found.table.find(({ linked: { id } }) => id === 'all'),
    );
    expect(other.verdict.tests.map(({ share }) => share)).toEqual(
      found.verdict.tests.map(({ share }) => share),
    );
  });
});

describe('numbers over paths', () => {
  it('hold their bounds: a mean within its range, a share by Clopper and Pearson', () => {
    const mean = boundedMean(Float64Array.of(0, 0, 5, 10), 4, 10);
    expect(mean.value).toBe(3.75);
    expect(mean.interval.lower!).toBeLessThan(3.75);
    expect(mean.interval.upper!).toBeGreaterThan(3.75);
    expect(mean.interval.upper!).toBeLessThanOrEqual(10);
    // Beyond the range counts as the range.
    expect(boundedMean(Float64Array.of(50), 1, 10).value).toBe(10);
    // 1 - 0.025^(1/10)
    expect(countedShare(0, 10, 10).interval.upper).toBeCloseTo(1 - 0.025 ** 0.1, 12);
    expect(countedShare(0, 9, 10).interval.upper).toBeGreaterThan(1 - 0.025 ** 0.1);
  });

  it('of money are never below 0, and proven where few paths have any', () => {
    const money = Float64Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : 1 + (i % 7)));
    const mean = moneyMean(money, 100, 1_000);
    expect(mean.interval).toMatchObject({ method: 'paired-padded', reason: null });
    expect(mean.interval.lower!).toBeGreaterThanOrEqual(0);
    expect(mean.interval.upper!).toBeGreaterThan(mean.value!);
    expect(mean.value).toBeCloseTo(money.reduce((sum, own) => sum + own, 0) / 100, 12);
    const one = moneyMean(
      Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? 5_000 : 0)),
      100,
      1_000,
    );
    // Beyond the range counts as the range; 1 - 0.025^(1/100) of it at least.
    expect(one).toMatchObject({ value: 10, interval: { method: 'paired-range', lower: 0 } });
    expect(one.interval.upper!).toBeGreaterThan(1_000 * (1 - 0.025 ** 0.01));
  });

  it('have no interval of either sign where paths are missing', () => {
    const numbers = Float64Array.from({ length: 20 }, (_, i) => i - 8);
    expect(signedMean(numbers, 20, null).interval).toMatchObject({ method: 'paired-padded', reason: null });
    expect(signedMean(numbers, 21, null).interval).toMatchObject({ lower: null, reason: 'MISSING_PATHS' });
  });
});
