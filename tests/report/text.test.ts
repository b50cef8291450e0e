// Whatever a snapshot or a sweep accepts, the report prints: by one rule for texts, on both ends.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionsFromColumns } from '../../shared/market/accounts.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { parseScenario } from '../../shared/market/scenario.ts';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { isPrintable, withLineFeeds } from '../../shared/market/text.ts';
import { parseReport } from '../../shared/report/report.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { runToTheEnd, useCasesOver } from '../functions/use-cases.ts';
import { SNAPSHOT, SWEEP, sweepText } from '../sweep/small.ts';

const limit = { id: 'p_ruin', op: '<=', value: 0.001, owner: 'a committee', since: null };
const withNote = (note: string) => sweepText({ limits: [{ ...limit, note }] });
const withVenue = (venue: string) => JSON.stringify({ ...SNAPSHOT, market: { ...SNAPSHOT.market, venue } });

describe('a text of a snapshot or a sweep', () => {
  it.each([
    ['Windows', 'Agreed\r\nin June'],
    ['an old Macintosh', 'Agreed\rin June'],
    ['Unicode', 'Agreed\u2028in June'],
  ])('has its line ends made one: %s', (_, note) => {
    expect(parseSweep(withNote(note)).limits[0]!.note).toBe('Agreed\nin June');
    expect(parseSnapshot(withVenue(note)).market.venue).toBe('Agreed\nin June');
  });

  it.each([
    ['NUL', '\u0000'],
    ['escape', '\u001b[31m'],
    ['vertical tab', '\u000b'],
    ['delete', '\u007f'],
    ['a C1 control', '\u009b'],
    ['half a character', '\ud83d'],
  ])('is refused with its place: %s', (_, bad) => {
    expect(() => parseSweep(withNote(`a${bad}b`))).toThrow(
      /^sweep\.limits\.0\.note must have no control characters/,
    );
    expect(() => parseSnapshot(withVenue(`a${bad}b`))).toThrow(
      /^snapshot\.market\.venue must have no control characters/,
    );
    const scenario = JSON.stringify({ name: `a${bad}b`, config: {}, tiers: [], accounts: [] });
    expect(() => parseScenario(scenario)).toThrow(/^scenario\.(name must have no control characters|config)/);
  });

  it('that is a path has no NUL and no line end', () => {
    for (const snapshot of ['snap\u0000shot.json', 'snap\nshot.json', '']) {
      expect(() => parseSweep(sweepText({ snapshot }))).toThrow(
        /^sweep\.snapshot must be a path .*without NUL/,
      );
    }
  });

  it('that names an account is refused with its row', () => {
    const columns = { side: [1, -1], quantity: [1, 1], entryPrice: [100, 100], collateral: [10, 10] };
    const bounds = { contract: 'linear', markPrice: 100, openInterest: 10, cap: Infinity } as const;
    const read = (owner: string[]) => positionsFromColumns('p.csv', { ...columns, owner }, bounds);
    expect(read(['a', 'ö']).count).toBe(2);
    expect(() => read(['a', 'b\u0007'])).toThrow('p.csv row 2 owner must have no control characters');
    expect(() => read(['a', 'b'.repeat(129)])).toThrow('p.csv row 2 owner must have at most 128 characters');
  });
});

it('a report speaks of whole seconds, and so does the sweep that asks for it', () => {
  expect(() => parseSweep(sweepText({ asOf: '2024-03-01T00:00:00.5Z' }))).toThrow(
    'sweep.asOf must be a UTC time of whole seconds',
  );
});

it.each([5e-324, 1e-300, -5e-324])('a number of %d, whose inverse is none, is refused', (value) => {
  expect(() => parseSnapshot(JSON.stringify({ ...SNAPSHOT, fund: { balance: value } }))).toThrow(
    /^snapshot\.fund\.balance must be/,
  );
});

/** Characters that something somewhere takes for more than a character. */
const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.string({ unit: fc.constantFrom('\r', '\n', '\t', '<', '&', '"', "'", '=', '\\', '\u2028', '😀', 'a') }),
  fc.constantFrom('</script>', '=1+1', '-->', ']]>', '{{x}}', '\u202egnp', '%00', 'null', '__proto__'),
);
const PLACES = 8;

/** The snapshot and the sweep with such texts wherever a text may stand. */
function filled(texts: readonly string[]) {
  const [venue, symbol, source, assumption, owner, note, alternative, event] = texts;
  const snapshot = {
    ...SNAPSHOT,
    market: { ...SNAPSHOT.market, venue, symbol },
    rules: { ...SNAPSHOT.rules, permanentShare: 0 },
    assumptions: [{ id: 'a', text: assumption }],
    sources: [{ name: 'all', source }],
  };
  const sweep = sweepText({
    axes: { ...SWEEP.axes, leverageBps: [10_000], maintenanceBps: [10_000], shockBps: [-1_500, 1_500] },
    compare: [],
    paths: { decision: 4, other: 2 },
    limits: [{ ...limit, owner, note }],
    alternatives: [{ id: 'half', text: alternative, owner, change: { depthScale: 0.5 }, paths: 4 }],
    events: [{ name: 'then', source: event, open: 100, bars: [[1_800, 80, 101, 85]] }],
  });
  return { snapshot: JSON.stringify(snapshot), sweep };
}

it('any text that is accepted ends in a report that holds it', async () => {
  const texts = fc.array(
    nasty.map((text) => `${text}.`),
    { minLength: PLACES, maxLength: PLACES },
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), async (drawn, isCleaned) => {
      const own = isCleaned ? drawn.map((text) => [...text].filter(isPrintable).join('')) : drawn;
      const { snapshot, sweep } = filled(own);
      if (!own.map(withLineFeeds).every(isPrintable)) {
        expect(() => [parseSnapshot(snapshot), parseSweep(sweep)]).toThrow(
          / must have no control characters/,
        );
        return;
      }
      const cases = useCasesOver();
      const { world } = cases;
      const read = parseSnapshot(snapshot);
      const digest = snapshotDigest(read);
      world.put(snapshotKey.build({ digest, file: 'snapshot.json' }), canonicalJson(read));
      const { manifest } = await cases.plan({ sweep, snapshotDigest: digest, cellsPerShard: 50 });
      await runToTheEnd(cases, manifest.sweepId);
      const report = parseReport(world.text(`sweeps/${manifest.sweepId}/reports/0001/report.json`));
      expect(report.markets[0]).toMatchObject({
        venue: withLineFeeds(own[0]!),
        symbol: withLineFeeds(own[1]!),
      });
      expect(report.limits.find(({ id }) => id === 'p_ruin')!.note).toBe(withLineFeeds(own[5]!));
    }),
    { numRuns: 8 },
  );
});
