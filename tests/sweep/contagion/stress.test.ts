// What a venue does in stress, of a snapshot of several markets: refused where it does not go together, told by its absence in a rule of its own, said on the page.
import { describe, expect, it } from 'vitest';
import { FLAG } from '../../../shared/cascade/outcome.ts';
import { venueOf } from '../../../shared/market/contagion/venue.ts';
import { parseVenueSnapshot, type VenueSnapshot } from '../../../shared/market/contagion/venue-snapshot.ts';
import { contagionPage } from '../../../shared/report/contagion/contagion-page.ts';
import { venueReport } from '../../../shared/report/contagion/venue-report.ts';
import { venueBench } from '../../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../../shared/sweep/contagion/venue-cells.ts';
import { VENUE } from '../../market/contagion/two-markets.ts';
import { sweepOf } from './two-markets-sweep.ts';
import { columnOf } from './venue-columns.ts';

type MarketRules = Partial<VenueSnapshot['markets'][number]['rules']>;
const TOP_UP = { share: 0.7, withinSeconds: 60, callAt: 3, to: 4, most: 2 };
const STRESS: MarketRules = {
  halt: { move: 0.05, windowSeconds: 300, pauseSeconds: 120 },
  band: { width: 0.04 },
  stressMaintenance: { move: 0.05, factor: 2, delaySeconds: 60 },
};
const MEMBERS = [{ capital: 100, owners: ['one', 'maker'] }];

const withRules = (rules: MarketRules, venue: Partial<VenueSnapshot> = {}): VenueSnapshot => ({
  ...VENUE,
  ...venue,
  markets: VENUE.markets.map((own) => ({ ...own, rules: { ...own.rules, ...rules } })),
});

function run(snapshot: VenueSnapshot, change: object = {}) {
  const venue = venueOf(parseVenueSnapshot(JSON.stringify(snapshot)) as VenueSnapshot);
  const sweep = sweepOf({ mechanisms: {}, closeOuts: {}, ...change });
  const cells = venueCells(sweep, venue);
  const rows = venueBench(venue, sweep, cells)(0, 40);
  const of = (id: string) => rows[cells.findIndex((cell) => cell.id === id)]!;
  return { venue, sweep, cells, rows, of };
}
const sum = (numbers: readonly number[]) => numbers.reduce((all, own) => all + own, 0);

describe('rules in stress', () => {
  const plain = run(VENUE);
  const stressed = run(withRules(STRESS, { topUp: TOP_UP, members: MEMBERS }));

  it('change paths, and keep money', () => {
    expect(stressed.of('all')).not.toEqual(plain.of('all'));
    const flags = columnOf(stressed.of('all'), 2, 'flags');
    expect(flags.some((own) => (own & FLAG.HALTED) !== 0)).toBe(true);
    for (const rows of stressed.rows)
      for (const lost of columnOf(rows, 2, 'conservation')) expect(Math.abs(lost)).toBeLessThan(1e-9);
  });

  it('are each left out once, at the decision shock', () => {
    const without = stressed.cells.filter(({ without: own }) => own !== null);
    expect(without.map(({ id, kind, crossed, paths }) => [id, kind, crossed, paths])).toEqual(
      ['halt', 'band', 'stressMaintenance', 'topUp'].map((rule) => [`without-${rule}`, 'rule', 'as-is', 10]),
    );
    expect(plain.cells.every(({ without: own }) => own === null)).toBe(true);
    for (const { id } of without) {
      expect([id, stressed.of(id)]).not.toEqual([id, stressed.of('all').slice(0, stressed.of(id).length)]);
    }
  });

  it('alone and left out are no rule at all', () => {
    for (const [rule, own] of Object.entries(STRESS)) {
      const one = run(withRules({ [rule]: own }));
      const left = one.of(`without-${rule}`);
      expect([rule, left]).toEqual([rule, plain.of('all').slice(0, left.length)]);
    }
    const called = run({ ...VENUE, topUp: TOP_UP });
    const left = called.of('without-topUp');
    expect(left).toEqual(plain.of('all').slice(0, left.length));
  });

  it('that never act change no bit', () => {
    const neutral = withRules(
      {
        halt: { move: 1.5, windowSeconds: 60, pauseSeconds: 60 },
        band: { width: 2 },
        stressMaintenance: { move: 0.01, factor: 1, delaySeconds: 0 },
      },
      { topUp: { ...TOP_UP, share: 0 } },
    );
    expect(run(neutral).of('all')).toEqual(plain.of('all'));
  });

  it('let members fail before the fund pays', () => {
    const own = run({ ...VENUE, members: MEMBERS });
    expect(Math.max(...columnOf(own.of('all'), 2, 'membersDefaulted'))).toBe(1);
    const needs = (rows: Float64Array) => sum(columnOf(rows, 2, 'fundNeed'));
    expect(needs(own.of('all'))).toBeLessThan(needs(plain.of('all')));
  });

  it('take wallets over where all markets do', () => {
    const takeover = {
      name: 'takeover',
      patienceSeconds: 60,
      easePerMinute: 0.01,
      stepDown: 'none',
    } as const;
    const own = run(withRules({ mechanism: takeover }));
    expect(own.of('all')).not.toEqual(plain.of('all'));
    const tried = run(VENUE, { mechanisms: { takeover } });
    const rows = tried.of('mechanism-takeover');
    expect(rows).toEqual(own.of('all').slice(0, rows.length));
    expect(() => run(withRules({ band: { width: 0.04 } }), { mechanisms: { takeover } })).toThrow(
      'markets.0.band under mechanism-takeover of the sweep must not be there with takeover, got',
    );
  });

  it.each<[string, VenueSnapshot, string]>([
    [
      'a raise that takes a rate to 1',
      withRules({ stressMaintenance: { move: 0.1, factor: 30, delaySeconds: 0 } }),
      'snapshot.markets.0.rules.stressMaintenance.factor must leave every maintenance rate below 1, got 30',
    ],
    [
      'takeover in one market of two',
      {
        ...VENUE,
        markets: VENUE.markets.map((own, k) =>
          k === 0
            ? own
            : {
                ...own,
                rules: {
                  ...own.rules,
                  mechanism: { name: 'takeover', patienceSeconds: 60, easePerMinute: 0.01, stepDown: 'none' },
                },
              },
        ),
      },
      'snapshot.markets.0.rules.mechanism.name must be takeover in all markets or in none',
    ],
    [
      'a member of nobody',
      { ...VENUE, members: [{ capital: 1, owners: ['nobody'] }] },
      'snapshot.members.0.owners.0 must be an owner of an account or a wallet, once, got nobody',
    ],
    [
      'a seed of its own',
      { ...VENUE, topUp: { ...TOP_UP, seed: 1 } } as VenueSnapshot,
      'snapshot.topUp must be an object with share, withinSeconds, callAt, to, most and nothing else, got seed',
    ],
  ])('refuse %s', (_name, snapshot, message) => {
    expect(() => run(snapshot)).toThrow(message);
  });

  it('are said on the page, those that are there and those that are not', () => {
    const pageOf = ({ venue, sweep, cells, rows }: ReturnType<typeof run>) => {
      const named = {
        snapshotDigest: 'a'.repeat(64),
        digest: 'b'.repeat(64),
        engine: { version: '1', digest: 'd' },
      };
      const html = contagionPage(venueReport({ venue, sweep, cells, rows, ...named }), 'c'.repeat(64));
      return html.replaceAll('\u00a0', ' ');
    };
    const page = pageOf(stressed);
    for (const words of [
      'A: a move of 5% within 5 min halts trading for 2 min.',
      'B: close-outs trade within 4% of the mark.',
      'B: 1 min after a move of 5% maintenance is 2 times as high.',
      'Margin calls: an owner answers with probability 70%',
      'Members pay for their owners before the fund does: 100 USD.',
      'a member fails',
      'maintenance not raised',
      'nobody answers a call',
    ])
      expect(page).toContain(words);
    const other = pageOf(plain);
    for (const words of [
      'Trading is halted nowhere.',
      'No price bands.',
      'Maintenance is not raised in stress.',
      'Nobody tops up.',
      'No members stand between owners and the fund.',
    ])
      expect(other).toContain(words);
    expect(other).not.toContain('a member fails');
  });
});
