// sweep/2: shock vectors by the equation of contagion.md 8, which cells are made of them, and what is refused.
import { describe, expect, it } from 'vitest';
import { resolvedShock } from '../../../shared/sweep/contagion/shock-vectors.ts';
import { closeOutUnder, venueCells, walksOf } from '../../../shared/sweep/contagion/venue-cells.ts';
import { sweepKind } from '../../../shared/sweep/contagion/venue-sweep.ts';
import { SWEEP } from '../small.ts';
import { sweepOf, twoMarkets, VENUE_SWEEP } from './two-markets-sweep.ts';

const IDS = ['a-perp', 'b-perp'];

describe('a shock vector', () => {
  it.each([
    [-900, '-9 %', [-0.09, -0.135]],
    [{ commonBps: 400 }, '4 %', [0.04, 0.06]],
    [{ commonBps: -500, ownBps: { 'b-perp': 100 } }, '-5 % and b-perp 1 %', [-0.05, -0.065]],
    [{ name: 'crash' }, 'crash', [-0.1, -0.2]],
    [{ name: 'crash', multiple: 0.5 }, 'crash times 0.5', [-0.05, -0.1]],
    [{ 'b-perp': 800 }, 'b-perp 8 %', [0, 0.08]],
  ])('%j is %s', (vector, label, moves) => {
    const own = resolvedShock(sweepOf({ axes: { shockBps: [vector] } }), IDS, vector);
    expect(own.label).toBe(label);
    expect(own.source).toBe(typeof vector === 'object' && 'name' in vector ? 'made up' : null);
    for (const [k, move] of moves.entries()) expect(own.moves[k]).toBeCloseTo(move, 12);
  });

  it('may name a market as every object has something', () => {
    const own = resolvedShock(
      sweepOf({ markets: {}, vectors: {}, axes: { shockBps: [] } }),
      ['constructor'],
      -900,
    );
    expect(own.moves).toEqual([-0.09]);
  });

  it('that leaves nothing of a market is refused', () => {
    const sweep = sweepOf({ axes: { shockBps: [-7_000] } });
    expect(() => venueCells(sweep, twoMarkets())).toThrow(
      new RangeError('sweep shock -70 % must move b-perp by more than -10000, got -10500'),
    );
  });
});

describe('the cells of a sweep', () => {
  it('are nobody shocked, each market alone, all at once, the axis, and other rules', () => {
    const cells = venueCells(sweepOf(), twoMarkets());
    expect(cells.map(({ id }) => id)).toEqual([
      'quiet',
      'quiet-cut',
      'alone-a-perp',
      'alone-a-perp-cut',
      'alone-b-perp',
      'alone-b-perp-cut',
      'all',
      'all-cut',
      'shock-0',
      'shock-0-cut',
      'shock-1',
      'shock-1-cut',
      'shock-2',
      'shock-2-cut',
      'mechanism-gentle',
      'close-out-largest',
    ]);
    const alone = cells.find(({ id }) => id === 'alone-b-perp')!;
    expect(alone.moves).toEqual([0, -0.18]);
    expect(walksOf(cells)).toBe(8 * 40 + 8 * 10);
  });

  it('are the table again under each alternative, wallets as they are', () => {
    const alternatives = [
      { id: 'half', text: 'depth halves', owner: null, change: { depthScale: 0.5 }, paths: 7 },
    ];
    const cells = venueCells(sweepOf({ alternatives }), twoMarkets());
    const under = cells.filter((cell) => cell.under !== null);
    expect(under.map(({ id, paths, crossed }) => [id, paths, crossed])).toEqual(
      ['quiet', 'alone-a-perp', 'alone-b-perp', 'all'].map((id) => [`${id}-under-half`, 7, 'as-is']),
    );
    expect(cells.slice(0, -4)).toEqual(venueCells(sweepOf(), twoMarkets()));
  });

  it.each([
    [{ change: {} }, 'sweep.alternatives.0.change must change at least one input, got "none"'],
    [
      { change: { depthScale: 0 } },
      'sweep.alternatives.0.change.depthScale must be a number > 0 and at most 2^53, got 0',
    ],
    [{ change: { leverageScale: 2 } }, 'leverageScale'],
    [
      { change: { fundScale: 1e12 } },
      'sweep.alternatives.0.change.fundScale must leave the fund at most 100000 times open interest, ',
    ],
    [{ assumption: 'moon' }, 'sweep.alternatives.0.assumption must be one of the snapshot, got moon'],
  ])('refuse an alternative that cannot be: %j', (change, message) => {
    const own = { id: 'half', text: 'depth halves', owner: null, change: { depthScale: 0.5 } };
    const sweep = () => sweepOf({ alternatives: [{ ...own, ...change }] });
    expect(() => venueCells(sweep(), twoMarkets())).toThrow(message);
    expect(() => sweepOf({ alternatives: [own, own] })).toThrow('must not name an alternative twice');
  });

  it('are not cut where the sweep does not ask for it', () => {
    const axes = { shockBps: [], crossed: ['as-is'] };
    const cells = venueCells(sweepOf({ axes, mechanisms: {}, closeOuts: {} }), twoMarkets());
    expect(cells.map(({ id }) => id)).toEqual(['quiet', 'alone-a-perp', 'alone-b-perp', 'all']);
  });

  it('close of wallets what their mechanism says, where it says anything', () => {
    const own = { order: 'largest', amount: 'one' } as const;
    expect(closeOutUnder({ name: 'full' }, own)).toEqual({ order: 'largest', amount: 'all' });
    expect(closeOutUnder({ name: 'target-margin', multiple: 2, minNotional: 0 }, own)).toEqual({
      order: 'largest',
      amount: 'target',
      multiple: 2,
    });
    expect(
      closeOutUnder({ name: 'stepped', variant: 'share', threshold: 0, firstShare: 0.2, coolDown: 30 }, own),
    ).toEqual({ order: 'pro-rata', amount: 'step', step: 0.2, ratio: 1, penalty: 0 });
    expect(closeOutUnder({ name: 'rate-limited', velocity: 1, reach: 0.1, cure: true }, own)).toBe(own);
  });
});

describe('a sweep of several markets', () => {
  it('is told by its schema', () => {
    expect(sweepKind(JSON.stringify(VENUE_SWEEP))).toBe('several-markets');
    expect(sweepKind(`// a comment\n${JSON.stringify(VENUE_SWEEP)}`)).toBe('several-markets');
    expect(sweepKind(JSON.stringify(SWEEP))).toBe('one-market');
    expect(sweepKind(JSON.stringify({ config: { markets: [] } }))).toBeNull();
    expect(() => sweepOf({ ...SWEEP })).toThrow('sweep.schema must be sweep/2, got "sweep/1"');
  });

  it.each([
    [{ decision: { name: 'other' } }, 'sweep.decision.name must be one of vectors, got "other"'],
    [
      { decision: 'x' },
      'sweep.decision must be basis points, {commonBps, ownBps}, {name, multiple} or basis points by market, got "x"',
    ],
    [
      { axes: { shockBps: [], crossed: ['cut'] } },
      'sweep.axes.crossed must contain as-is, of which the verdict is made, got ["cut"]',
    ],
    [
      { axes: { shockBps: Array(65).fill(-100) } },
      'sweep.axes.shockBps must be a list of 0 to 64 entries, got [-100,-100',
    ],
    [{ seed: '18446744073709551616' }, 'sweep.seed must be below 2^64, got "18446744073709551616"'],
    [{ paths: { decision: 1, other: 2 } }, 'sweep.paths.other must be <= paths.decision, 1, got 2'],
    [
      { markets: { 'a-perp': { loading: 1.5 } } },
      'sweep.markets.a-perp.loading must be a number from -1 to 1, got 1.5',
    ],
    [
      {
        mechanisms: {
          slow: {
            name: 'auction',
            buf: 1.2,
            cut: 0.5,
            step: 1,
            tail: 10,
            cusp: 0.4,
            hole: 1,
            profit: 0,
          },
        },
      },
      'sweep.mechanisms.slow.name must be full, target-margin, stepped, rate-limited, takeover where markets share a fund, got "auction"',
    ],
    [
      { path: { ...VENUE_SWEEP.path, horizonSeconds: 300 } },
      'sweep.path.shape.seconds must be <= path.horizonSeconds, 300, got 600',
    ],
  ])('is refused with %j', (change, message) => {
    expect(() => sweepOf(change)).toThrow(message);
  });

  it.each([
    [
      { decision: { 'c-perp': -100 } },
      'name of sweep.decision must be a market of the snapshot: a-perp, b-perp, got c-perp',
    ],
    [
      { markets: { 'c-perp': { beta: 1 } } },
      'name of sweep.markets must be a market of the snapshot: a-perp, b-perp, got c-perp',
    ],
    [
      { vectors: { ...VENUE_SWEEP.vectors, x: { source: 's', bps: { 'c-perp': 1 } } } },
      'name of sweep.vectors.x.bps must be a market of the snapshot: a-perp, b-perp, got c-perp',
    ],
    [{ decision: 0 }, 'sweep.decision must move a market, got none'],
  ])('and beside its snapshot with %j', (change, message) => {
    expect(() => venueCells(sweepOf(change), twoMarkets())).toThrow(new RangeError(message));
  });
});
