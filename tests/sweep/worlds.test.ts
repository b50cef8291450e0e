import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { ladderName } from '../../shared/sweep/blocks.ts';
import { cellAt, decisionCells, pathCount } from '../../shared/sweep/cells.ts';
import { decisionShocks } from '../../shared/sweep/grids.ts';
import { ordinaryMoves } from '../../shared/sweep/ordinary.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { refuseAlternatives } from '../../shared/sweep/refuse-alternatives.ts';
import { createWorkbench, runCells } from '../../shared/sweep/run-cells.ts';
import { sensitivityLines } from '../../shared/sweep/sensitivity.ts';
import { refuseStress } from '../../shared/sweep/stress.ts';
import { refuseCells } from '../../shared/sweep/sweep-rules.ts';
import { folded } from './folded.ts';
import { serialResults } from './serial-oracle.ts';
import { SWEEP, smallMarket, sweepText, workloadOf } from './small.ts';
import { alternativeOf, CHANGES, INPUTS, RICH, richSnapshot, richSweep } from './worlds.ts';

const sweep = richSweep();
const work = workloadOf(sweep, richSnapshot);
const cells = Array.from({ length: work.cells }, (_, i) => cellAt(work, i));
const ofKind = (kind: string) => cells.filter((cell) => cell.kind === kind);

/** Known accounts, where positions are not estimated: without the inputs that only an estimate has. */
const knownSnapshot = parseSnapshot(
  JSON.stringify({
    ...RICH,
    positions: {
      kind: 'accounts',
      rows: Array.from({ length: 40 }, (_, i) => ({
        side: i % 2 === 0 ? 1 : -1,
        quantity: 10 + ((i * 7) % 90),
        entryPrice: 97 + (i % 7),
        collateral: 40 + ((i * 13) % 200),
      })),
    },
  }),
);
const OF_ESTIMATES: readonly string[] = ['leverageTilt', 'standingShare', 'sizeDispersion'];
const knownSweep = richSweep({
  alternatives: INPUTS.filter((input) => !OF_ESTIMATES.includes(input)).map((input) => alternativeOf(input)),
});

describe.each([
  ['estimated', work, richSnapshot],
  ['known', workloadOf(knownSweep, knownSnapshot), knownSnapshot],
] as const)('cells of every world over %s positions', (_kind, all, snapshot) => {
  const market = marketOf(snapshot);
  const own = Array.from({ length: all.cells }, (_, i) => cellAt(all, i));
  const serial = serialResults(all, market);

  it('are those of two plain loops that make each market anew, to the bit, wherever shards begin and end', () => {
    const bench = createWorkbench(market);
    expect(folded(all.cells, [runCells(all, bench, own)])).toEqual(serial);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: all.cells - 1 }), { maxLength: 4 }), (cuts) => {
        const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), all.cells];
        const shards = edges.slice(1).map((to, i) => runCells(all, bench, own.slice(edges[i], to)));
        expect(folded(all.cells, shards.reverse())).toEqual(serial);
      }),
      { numRuns: 4 },
    );
  });

  it('differ from today’s in every alternative', () => {
    const today = new Map(
      own.filter(({ kind }) => kind === 'current').map((cell) => [cell.shockBps, serial.cells[cell.index]!]),
    );
    const inert = own
      .filter(({ kind }) => kind === 'alternative')
      .filter(({ index, shockBps, paths }) => {
        const kept = serial.paths.get(index)!;
        const base = serial.paths.get(today.get(shockBps)!.cell)!;
        return (['draw', 'movePeak', 'liquidatedNotional', 'fundDraw'] as const).every((column) =>
          kept[column].every((value, row) => value === base[column].subarray(0, paths)[row]),
        );
      })
      .map(({ world }) => world!.id);
    // What the fund does not pay winners do: a smaller fund changes a path only where it was used up.
    expect(inert.filter((id) => id !== 'a-fundscale')).toEqual([]);
  });
});

describe('a base that takes accounts over', () => {
  const terms = { name: 'takeover', patienceSeconds: 120, easePerMinute: 0.002 } as const;
  const change = { patienceSeconds: 0, easePerMinute: 0.05 };
  const taking = richSweep({
    axes: { ...SWEEP.axes, leverageBps: [10_000], maintenanceBps: [10_000], mechanism: ['engine'] },
    base: { ...SWEEP.base, mechanism: 'engine' },
    mechanisms: { engine: terms, full: { name: 'full' } },
    alternatives: [{ id: 'eager', text: 'orders ease at once', owner: null, change, paths: 12 }],
  });

  it('has its patience and its ease changed by alternatives and by the sensitivity table', () => {
    const all = workloadOf(taking, richSnapshot);
    const market = marketOf(richSnapshot);
    const own = Array.from({ length: all.cells }, (_, i) => cellAt(all, i));
    const serial = serialResults(all, market);
    expect(folded(all.cells, [runCells(all, createWorkbench(market), own)])).toEqual(serial);
    const drawsOf = (kind: string) =>
      own
        .filter((cell) => cell.kind === kind && cell.shockBps === -1_500)
        .map(({ index, world }) => [world?.id, serial.paths.get(index)!.draw.subarray(0, 5).join()]);
    const [[, today]] = drawsOf('current') as [[undefined, string]];
    const [[, eager]] = drawsOf('alternative') as [[string, string]];
    expect(eager).not.toBe(today);
    expect(
      sensitivityLines(taking, richSnapshot)
        .filter(({ input }) => input in change)
        .map(({ input, step, world }) => [input, step, world.change]),
    ).toEqual([
      ['patienceSeconds', 'halved', { patienceSeconds: 60 }],
      ['patienceSeconds', 'doubled', { patienceSeconds: 240 }],
      ['easePerMinute', 'halved', { easePerMinute: 0.001 }],
      ['easePerMinute', 'doubled', { easePerMinute: 0.004 }],
    ]);
  });

  it('is asked for: another mechanism has neither', () => {
    const other = {
      ...taking,
      alternatives: [{ ...taking.alternatives![0]!, change: { ...change, mechanism: 'full' } }],
    };
    expect(() => refuseAlternatives(taking, marketOf(richSnapshot))).not.toThrow();
    expect(() => refuseAlternatives(other, marketOf(richSnapshot))).toThrow(
      'sweep.alternatives.0.change.patienceSeconds must stand beside a mechanism that takes accounts over, got full',
    );
  });
});

describe('the cells of a sweep', () => {
  it('hold the decision cells once more under each alternative, the 1.25 x cell included, with its own paths', () => {
    const shocks = decisionShocks(sweep);
    expect(shocks).toEqual([-2_500, -1_500, 1_500, 2_500]);
    const alternatives = ofKind('alternative');
    expect(alternatives.map(({ world, shockBps }) => [world!.id, shockBps])).toEqual(
      INPUTS.flatMap((input) => shocks.map((shock) => [`a-${input.toLowerCase()}`, shock])),
    );
    expect(alternatives[0]).toMatchObject({
      id: 'small-perp/full/L10000/m10000/d10000/s-2500/a-depthscale',
      world: { id: 'a-depthscale', change: { depthScale: 0.5 } },
      paths: 12,
      decision: true,
    });
  });

  it('hold four ordinary days: the median and the 95 % move of the design’s own window, both sides', () => {
    expect(ordinaryMoves(sweep, richSnapshot)).toEqual([
      { side: 'down', level: 0.5, shockBps: -40 },
      { side: 'down', level: 0.95, shockBps: -150 },
      { side: 'up', level: 0.5, shockBps: 50 },
      { side: 'up', level: 0.95, shockBps: 151 },
    ]);
    expect(ofKind('ordinary').map(({ id, paths }) => [id, paths])).toEqual(
      [-150, -40, 50, 151].map((shock) => [`small-perp/full/L10000/m10000/d10000/s${shock}/ordinary`, 7]),
    );
    const days = workloadOf(parseSweep(sweepText()), richSnapshot);
    expect(cellAt(days, days.cells - 1)).toMatchObject({ kind: 'ordinary', paths: 1_000 });
  });

  it('hold no ordinary day where the history has no quantiles of that window', () => {
    const other = parseSweep(sweepText({ design: { ...SWEEP.design, minutes: 60 } }));
    expect(ordinaryMoves(other, richSnapshot)).toEqual([]);
    expect(ordinaryMoves(sweep, smallMarket().snapshot)).toEqual([]);
  });

  it('round an ordinary move away from zero, to a basis point at least, and never to a fall of everything', () => {
    const moved = (down: number, up: number) => {
      const [window] = RICH.history.windows;
      const quantiles = { down: [down, down, down, down], up: [up, up, up, up] };
      return { history: { windows: [{ ...window!, down: [0.99999], up: [0.1], quantiles }] } };
    };
    const shocks = (down: number, up: number) =>
      ordinaryMoves(sweep, moved(down, up)).map(({ shockBps }) => shockBps);
    expect(shocks(0, 0)).toEqual([-1, -1, 1, 1]);
    expect(shocks(0.0377, 0.03771)).toEqual([-377, -377, 378, 378]);
    expect(shocks(0.99999, 0.1)).toEqual([-9_999, -9_999, 1_000, 1_000]);
  });

  it('hold each input halved and doubled at the design shocks, and the rule beside its own', () => {
    expect(
      sensitivityLines(sweep, richSnapshot).map(({ input, step, world }) => [
        input,
        step,
        world.change[input],
      ]),
    ).toEqual([
      ['depthScale', 'halved', 0.5],
      ['depthScale', 'doubled', 2],
      ['beyond', 'neighbour', 'extend'],
      ['outside', 'halved', { cost: 0.005, multiple: 0.5 }],
      ['outside', 'doubled', { cost: 0.005, multiple: 2 }],
      ['halfLifeSeconds', 'halved', 60],
      ['halfLifeSeconds', 'doubled', 240],
      ['permanentShare', 'halved', 0.15],
      ['permanentShare', 'doubled', 0.6],
      ['ownShare', 'halved', 0.1],
      ['ownShare', 'doubled', 0.4],
      ['leverageTilt', 'halved', -0.2],
      ['leverageTilt', 'doubled', -0.8],
      ['standingShare', 'halved', { long: 0.5, short: 0.25 }],
      ['standingShare', 'doubled', { long: 1, short: 1 }],
      ['sizeDispersion', 'halved', 0.6],
      ['sizeDispersion', 'doubled', 2.4],
      ['leverageScale', 'halved', 0.5],
      ['leverageScale', 'doubled', 2],
      ['openInterestScale', 'halved', 0.5],
      ['openInterestScale', 'doubled', 2],
      ['fundScale', 'halved', 0.5],
      ['fundScale', 'doubled', 2],
      [
        'withdrawal',
        'halved',
        [
          [0, 1],
          [0.1, 0.6],
          [0.4, 0.2],
        ],
      ],
      [
        'withdrawal',
        'doubled',
        [
          [0, 1],
          [0.025, 0.6],
          [0.1, 0.2],
        ],
      ],
      ['latencySeconds', 'halved', 30],
      ['latencySeconds', 'doubled', 120],
    ]);
    const lines = ofKind('sensitivity');
    expect(lines.length).toBe(2 * 27);
    expect(lines[0]).toMatchObject({
      id: 'small-perp/full/L10000/m10000/d10000/s-1500/v-depth-scale-halved',
      paths: 5,
    });
  });

  it('ask for nothing that a market does not have: neither half of nothing nor a rule beside a law', () => {
    const inputs = new Set(sensitivityLines(sweep, smallMarket().snapshot).map(({ input }) => input));
    for (const absent of ['beyond', 'outside', 'leverageTilt', 'ownShare', 'withdrawal', 'latencySeconds'])
      expect(inputs).not.toContain(absent);
    const still = { ...richSnapshot, rules: { ...richSnapshot.rules, permanentShare: 0 } };
    const [line] = sensitivityLines(sweep, still).filter(({ input }) => input === 'permanentShare');
    expect(line!.world).toEqual({ id: 'v-permanent-share-some', change: { permanentShare: 0.05 } });
  });

  it('of reverse stress have two cells a point, at the largest shocks of the design', () => {
    expect(ofKind('stress').map(({ id, paths }) => [id.split('/').slice(-2).join('/'), paths])).toEqual(
      ['s-latency-120', 's-largest-15000', 's-largest-30000'].flatMap((world) => [
        [`s-1500/${world}`, 6],
        [`s1500/${world}`, 6],
      ]),
    );
  });

  it('are counted with their own paths', () => {
    expect(pathCount(work)).toBe(cells.reduce((sum, { paths }) => sum + paths, 0));
    expect(decisionCells(work)).toEqual(cells.filter(({ decision }) => decision));
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it('share ladders where a world leaves the accounts alone', () => {
    const named = new Map(ofKind('alternative').map((cell) => [cell.world!.id, ladderName(cell)]));
    const today = ladderName(cells[0]!);
    const apart = INPUTS.filter((input) => named.get(`a-${input.toLowerCase()}`) !== today);
    expect(apart).toEqual([
      'leverageTilt',
      'standingShare',
      'sizeDispersion',
      'leverageScale',
      'openInterestScale',
    ]);
  });

  it('are today’s, to the byte of a manifest, where a sweep asks for none of this', () => {
    // As `canonicalJson(workloadOf())` was before there were worlds.
    expect(sha256(canonicalJson(workloadOf()))).toBe(
      '3317b7e733f67c907f21678945531b354800991e01a8751bc5a7cdbf93e21112',
    );
  });
});

describe('refuses, with subject, rule and value:', () => {
  const alternatives = (change: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    sweepText({ alternatives: [{ ...alternativeOf('depthScale'), change, ...more }] });
  it.each([
    [
      'an unknown input',
      { colour: 1 },
      /^sweep\.alternatives\.0\.change must be an object with depthScale, .* and nothing else, got colour$/,
    ],
    ['one of the sensitivity table alone', { latencySeconds: 1 }, /nothing else, got latencySeconds$/],
    ['no input', {}, /^sweep\.alternatives\.0\.change must change at least one input, got "none"$/],
    [
      'a market without depth',
      { depthScale: 0 },
      /^sweep\.alternatives\.0\.change\.depthScale must be a number > 0 .*, got 0$/,
    ],
    [
      'a share above one',
      { permanentShare: 1.1 },
      /change\.permanentShare must be a number from 0 to 1, got 1\.1$/,
    ],
    [
      'a rule that is none',
      { beyond: 'nobody' },
      /change\.beyond must be stop, flat or extend, got "nobody"$/,
    ],
    [
      'other venues without a cost',
      { outside: { multiple: 1 } },
      /change\.outside\.cost must be a number >= 0 .*, got nothing$/,
    ],
    [
      'one side’s standing share',
      { standingShare: { long: 1 } },
      /change\.standingShare\.short must be a number from 0 to 1, got nothing$/,
    ],
    [
      'a mechanism that is not defined',
      { mechanism: 'none' },
      /^sweep\.alternatives\.0\.change\.mechanism must be defined in mechanisms, got none$/,
    ],
  ])('%s', (_what, change, message) => {
    expect(() => parseSweep(alternatives(change))).toThrow(message);
  });

  it('an alternative twice, and no paths', () => {
    const own = alternativeOf('depthScale');
    expect(() => parseSweep(sweepText({ alternatives: [own, own] }))).toThrow(
      /^sweep\.alternatives must not name an alternative twice/,
    );
    expect(() => parseSweep(alternatives({ depthScale: 1 }, { paths: 0 }))).toThrow(
      /^sweep\.alternatives\.0\.paths must be a whole number from 1 to 1000000, got 0$/,
    );
  });

  it.each([
    [
      'beyond of a law',
      { beyond: 'stop' },
      /^sweep\.alternatives\.0\.change\.beyond must be of a snapshot whose depth is levels or a profile, got law$/,
    ],
    [
      'outside of a law',
      { outside: null },
      /change\.outside must be of a snapshot whose depth is levels or a profile, got law$/,
    ],
    [
      'an own share beside the last price',
      { ownShare: 0.5 },
      /change\.ownShare must be 1 beside the trigger rule last, got 0\.5$/,
    ],
  ])('what the market has nothing to apply to: %s', (_what, change, message) => {
    expect(() => refuseAlternatives(parseSweep(alternatives(change)), smallMarket())).toThrow(message);
  });

  it('an estimate’s input where accounts are known, and an assumption that nobody stated', () => {
    expect(() =>
      refuseAlternatives(parseSweep(alternatives({ leverageTilt: -1 })), marketOf(knownSnapshot)),
    ).toThrow(/change\.leverageTilt must be of a snapshot whose positions are estimated, got accounts$/);
    const stray = parseSweep(alternatives({ depthScale: 2 }, { assumption: 'nobody-said' }));
    expect(() => refuseAlternatives(stray, smallMarket())).toThrow(
      /^sweep\.alternatives\.0\.assumption must be one of the snapshot, got nobody-said$/,
    );
    const stated = parseSweep(alternatives({ depthScale: 2 }, { assumption: 'made-up' }));
    expect(() => refuseAlternatives(stated, smallMarket())).not.toThrow();
  });

  it('stress of a mark that has no age, or an older one, and points that are no worse than today', () => {
    const rulesOf = (triggerRule: object) =>
      parseSnapshot(JSON.stringify({ ...RICH, rules: { ...RICH.rules, triggerRule, ownShare: 1 } }));
    const asking = (stress: object) => parseSweep(sweepText({ stress }));
    const aged = asking({ latencySeconds: [30, 120] });
    expect(() => refuseStress(aged, richSnapshot)).toThrow(
      /^sweep\.stress\.latencySeconds must be above that of the snapshot, 60, got 30$/,
    );
    expect(() => refuseStress(aged, rulesOf({ rule: 'last' }))).toThrow(
      /^sweep\.stress\.latencySeconds must be empty where the trigger rule is not lagged, got last$/,
    );
    expect(() => refuseStress(aged, rulesOf({ rule: 'lagged', latencySeconds: 0 }))).toThrow(
      /must be empty where the mark is of now: no age is a multiple of 0, got 30$/,
    );
    expect(() => refuseStress(asking({ latencySeconds: [61] }), richSnapshot)).not.toThrow();
    expect(() => refuseStress(asking({ largestBps: [20_000] }), rulesOf({ rule: 'last' }))).not.toThrow();
    expect(() => asking({ largestBps: [10_000] })).toThrow(
      /^sweep\.stress\.largestBps\.0 must be a whole number of basis points from 10001/,
    );
    expect(() => asking({ largestBps: [30_000, 20_000] })).toThrow(
      /^sweep\.stress\.largestBps must ascend without duplicates/,
    );
  });

  it('cells beyond the budget, once the snapshot has added its own', () => {
    const tight = parseSweep(sweepText({ budget: { maxCells: 35 } }));
    expect(() => refuseCells(tight, richSnapshot)).toThrow(
      /^sweep\.grid must have at most 35 cells, got 36$/,
    );
    expect(() => refuseCells(tight, smallMarket().snapshot)).not.toThrow();
  });

  it('nothing that report.md 2.6 allows', () => {
    expect(INPUTS.length).toBe(14);
    expect(sweep.alternatives!.map(({ change }) => change)).toEqual(
      INPUTS.map((input) => ({ [input]: CHANGES[input] })),
    );
    expect(() => refuseAlternatives(sweep, marketOf(richSnapshot))).not.toThrow();
  });
});
