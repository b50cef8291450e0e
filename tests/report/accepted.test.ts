// Nothing that is accepted at the edge fails at the end: whatever numbers a file holds, it is refused with subject, rule and value, or
// ends in a report whose numbers are numbers and whose money is conserved.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { venueOf } from '../../shared/market/contagion/venue.ts';
import { isVenue, parseVenueSnapshot } from '../../shared/market/contagion/venue-snapshot.ts';
import { lendingOf } from '../../shared/market/lending-scenario.ts';
import { contagionFiles } from '../../shared/report/contagion/contagion-files.ts';
import { lendingFiles } from '../../shared/report/lending/lending-files.ts';
import type { ReportFile } from '../../shared/report/render.ts';
import { venueLimits } from '../../shared/risk/contagion/venue-limits.ts';
import { lendingLimits } from '../../shared/risk/lending/lending-limits.ts';
import { venueBench } from '../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../shared/sweep/contagion/venue-cells.ts';
import { parseVenueSweep } from '../../shared/sweep/contagion/venue-sweep.ts';
import { inputAt, lendingCells } from '../../shared/sweep/lending/lending-cells.ts';
import { lendingPath } from '../../shared/sweep/lending/lending-paths.ts';
import { parseLendingSweep, refuseMisfits } from '../../shared/sweep/lending/lending-sweep.ts';
import { atLeast } from '../cascade/runs.ts';
import { VENUE } from '../market/contagion/two-markets.ts';
import { VENUE_SWEEP } from '../sweep/contagion/two-markets-sweep.ts';
import { SWEEP, scenarioValue } from '../sweep/lending/small-lending.ts';
import { mutated } from './mutated.ts';

const REFUSAL = /^[\s\S]+ must [\s\S]+, got /;
const engine = { version: '0', digest: 'e'.repeat(64) };
const digest = 'd'.repeat(64);
/** What says of the input that it is wrong, or that its horizon is too short; anything else would be a fault of ours. */
const OF_INPUT = ['INPUT_REPAIRED', 'INPUT_STALE', 'REACHED_AT_START', 'DECISION_CELL_MISSING'];

/** Reads, and runs what was read; true: to a report. */
function ends<T>(read: () => T, run: (own: T) => Iterable<ReportFile>): boolean {
  let own: T;
  try {
    own = read();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(REFUSAL);
    return false;
  }
  const [numbers, page] = [...run(own)].map(([, bytes]) => new TextDecoder().decode(bytes));
  const { verdict } = JSON.parse(numbers!);
  expect(verdict.reasons.filter((reason: string) => !OF_INPUT.includes(reason))).toEqual([]);
  expect(page).not.toMatch(/undefined|NaN|Infinity|\[object/);
  return true;
}

/** More than a test waits for is accepted all the same. */
const needFew = (what: string, found: number, most: number) => {
  if (found > most) throw new RangeError(`${what} must be few, got ${found}`);
};

function venueEnds({ snapshot, sweep: asked }: { readonly snapshot?: unknown; readonly sweep?: unknown }) {
  return ends(
    () => {
      const sweep = parseVenueSweep(JSON.stringify(asked));
      venueLimits(sweep);
      const read = parseVenueSnapshot(JSON.stringify(snapshot));
      if (!isVenue(read)) throw new TypeError('of version 1');
      const venue = venueOf(read);
      const cells = venueCells(sweep, venue);
      for (const { paths } of cells) needFew('paths', paths, 1_000);
      return { sweep, venue, cells };
    },
    ({ sweep, venue, cells }) => {
      const most = Math.max(...cells.map(({ paths }) => paths));
      const rows = venueBench(venue, sweep, cells)(0, most);
      for (const own of rows) expect(own.every(Number.isFinite)).toBe(true);
      return contagionFiles({ venue, sweep, cells, rows, snapshotDigest: digest, digest, engine });
    },
  );
}

function lendingEnds({
  scenario: value,
  sweep: asked,
}: {
  readonly scenario: unknown;
  readonly sweep: unknown;
}) {
  return ends(
    () => {
      const sweep = parseLendingSweep(JSON.stringify(asked));
      const scenario = lendingOf(value);
      refuseMisfits(sweep, scenario);
      lendingLimits(sweep);
      needFew('ticks', scenario.input.ticks, 1_000);
      return { sweep, scenario };
    },
    ({ sweep, scenario }) => {
      const cells = lendingCells(sweep);
      const paths = cells.map((cell) => lendingPath(inputAt(scenario.input, sweep, cell)));
      return lendingFiles({ sweep, scenario, cells, paths, scenarioDigest: digest, engine });
    },
  );
}

const LEVELS = {
  kind: 'levels',
  reference: 100,
  bids: [
    [99.9, 100],
    [99, 500],
    [95, 2_000],
  ],
  asks: [
    [100.1, 100],
    [101, 500],
    [105, 2_000],
  ],
  beyond: 'flat',
};
const ALTERNATIVE = {
  id: 'half',
  text: 'depth halves, for good, and the fund with it',
  owner: null,
  change: { depthScale: 0.5, permanentShare: 1, fundScale: 0.5 },
  paths: 7,
};
const ofVenue = {
  snapshot: VENUE,
  sweep: { ...VENUE_SWEEP, paths: { decision: 6, other: 3 }, alternatives: [ALTERNATIVE] },
};
const ofLending = { scenario: scenarioValue(), sweep: SWEEP };

/** With what a venue does in stress, members and real levels. */
const inStress = {
  ...ofVenue,
  snapshot: {
    ...VENUE,
    markets: VENUE.markets.map((market) => ({
      ...market,
      ...(market.id === 'a-perp' && { depth: LEVELS }),
      rules: {
        ...market.rules,
        halt: { move: 0.05, windowSeconds: 300, pauseSeconds: 120 },
        band: { width: 0.02 },
        stressMaintenance: { move: 0.05, factor: 1.5, delaySeconds: 60 },
        mechanism: { name: 'target-margin', multiple: 1.5, minNotional: 100 },
        triggerRule: { rule: 'lagged', latencySeconds: 60 },
      },
    })),
    adl: { when: 'fund-empty', policy: 'queue' },
    topUp: { share: 0.5, withinSeconds: 60, callAt: 1.5, to: 2, most: 1 },
    members: [
      { capital: 1_000, owners: ['one'] },
      { capital: 0, owners: ['maker'] },
    ],
  },
};

it('any snapshot and sweep of several markets that are accepted end in a report', () => {
  let reports = 0;
  fc.assert(
    fc.property(fc.oneof(mutated<object>(ofVenue), mutated<object>(inStress)), ({ value }) => {
      if (venueEnds(value)) reports++;
    }),
    atLeast(200),
  );
  expect(reports).toBeGreaterThan(8);
});

it('any lending scenario and sweep that are accepted end in a report', () => {
  let reports = 0;
  fc.assert(
    fc.property(mutated(ofLending), ({ value }) => {
      if (lendingEnds(value)) reports++;
    }),
    atLeast(500),
  );
  expect(reports).toBeGreaterThan(50);
});
