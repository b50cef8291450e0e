import { describe, expect, it } from 'vitest';
import { latestInstant, localClock } from '../../functions/nightly/local-time.ts';
import { planNight } from '../../functions/plan/plan-night.ts';
import type { Step } from '../../functions/round/sweep-up.ts';
import { onSweepUpEvent, throwFailures } from '../../functions/round/sweep-up-event.ts';
import { inboxKey, latestKey, manifestKey, markerKey, reportKey } from '../../shared/sweep/keys.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { World } from '../functions/memory.ts';
import { MODEL, useCasesOver } from '../functions/use-cases.ts';
import { smallDigest, sweepText } from '../sweep/small.ts';

const MARKET = {
  market: 'small-perp',
  at: '00:30',
  zone: 'UTC',
  dateOf: 'day-before' as const,
  cutOffMinutes: 180,
};
const NIGHT = { kind: 'night' as const, market: 'small-perp', scheduledTime: '2024-03-01T00:30:00Z' };
const DATE = '2024-02-29';
const ID = nightlySweepId('small-perp', DATE);

function nightOver(world: World, modelDigest = MODEL) {
  const { objects, clock, starter } = world;
  const fleet = { workers: 2, overheadSeconds: 0.03, maxShardSeconds: 60, maxShards: 50_000 };
  const ticking = { ...clock, now: () => performance.now() };
  return planNight({ objects, clock: ticking, starter, fleet, modelDigest, usdPerSecond: 1e-3 }, [MARKET]);
}
const fill = (world: World, inbox: object = {}) =>
  world.put(
    inboxKey.build({ market: 'small-perp', businessDate: DATE }),
    JSON.stringify({
      schema: 'inbox/1',
      market: 'small-perp',
      snapshotDigest: smallDigest(),
      sweep: sweepText(),
      ...inbox,
    }),
  );

describe('a night', () => {
  it('waits for its snapshot and writes nothing until it is there', async () => {
    const { world } = useCasesOver();
    const before = world.keys('');
    expect(await nightOver(world)(NIGHT)).toEqual({ outcome: 'no-snapshot', sweepId: ID });
    expect(world.keys('')).toEqual(before);
  });

  it('is planned once under the date of its scheduled time, by however many schedules, whenever they are read', async () => {
    const { world } = useCasesOver();
    fill(world);
    const plan = nightOver(world);
    expect((await plan(NIGHT)).outcome).toBe('planned');
    const manifest = world.text(manifestKey.build({ sweepId: ID }));
    world.nowMs += 25 * 3_600_000;
    expect((await plan(NIGHT)).outcome).toBe('known');
    expect(world.text(manifestKey.build({ sweepId: ID }))).toBe(manifest);
    expect(world.keys('sweeps/')).toEqual([manifestKey.build({ sweepId: ID })]);
    expect(world.started).toEqual([
      { kind: 'sweepUp', sweepId: ID, round: 1 },
      { kind: 'sweepUp', sweepId: ID, round: 1 },
    ]);
  });

  it('keeps its first manifest when another version of the code would plan it otherwise', async () => {
    const { world } = useCasesOver();
    fill(world);
    await nightOver(world)(NIGHT);
    const again = await nightOver(world, 'ef'.repeat(32))(NIGHT);
    expect(again).toMatchObject({ outcome: 'known' });
    expect(parseManifest(world.text(manifestKey.build({ sweepId: ID }))).modelDigest).toBe(MODEL);
  });

  it('refuses a market that has none, and an inbox of another market', async () => {
    const { world } = useCasesOver();
    await expect(nightOver(world)({ ...NIGHT, market: 'other' })).rejects.toThrow(
      'market must have a night, got other',
    );
    fill(world, { market: 'large-perp' });
    await expect(nightOver(world)(NIGHT)).rejects.toThrow('inbox.market must be small-perp, got large-perp');
  });

  it('has ids that nobody else may use', async () => {
    const { plan } = useCasesOver();
    const request = { sweep: sweepText(), snapshotDigest: smallDigest(), sweepId: ID };
    await expect(plan(request)).rejects.toThrow(
      `sweepId must begin with nightly- for a night, and only then, got ${ID}`,
    );
  });
});

describe('a tick', () => {
  const wait: Step = { decision: { rule: 13, act: 'wait' }, seen: undefined };

  function tickOver(
    world: World,
    step = async (): Promise<Step> => wait,
    left = Number.POSITIVE_INFINITY,
    modelDigest = MODEL,
  ) {
    const stepped: string[] = [];
    const { objects, starter } = world;
    const clock = { ...world.clock, left: () => left };
    const answer = onSweepUpEvent({
      objects,
      clock,
      starter,
      markets: [MARKET],
      modelDigest,
      step: (sweepId, round) => {
        stepped.push(`${sweepId}/${round}`);
        return step();
      },
    });
    return { stepped, tick: () => answer({ kind: 'tick' }), answer };
  }
  const open = (world: World, sweepId: string, round = 1) =>
    world.put(markerKey.build({ sweepId, round }), '');

  it('looks at every open round, beginning at another one each minute', async () => {
    const world = new World();
    for (const sweepId of ['sweep-a', 'sweep-b', 'nightly-c']) open(world, sweepId);
    const { stepped, tick } = tickOver(world);
    const firsts = new Set<string>();
    for (let minute = 0; minute < 3; minute++) {
      stepped.length = 0;
      const { counts } = await tick();
      expect([...stepped].sort()).toEqual(['nightly-c/1', 'sweep-a/1', 'sweep-b/1']);
      expect(counts).toMatchObject({ nightly: { OpenSweeps: 1 }, sweep: { OpenSweeps: 2 } });
      firsts.add(stepped[0]!);
      world.nowMs += 60_000;
    }
    expect(firsts.size).toBe(3);
  });

  it('goes on with a round until a rule says wait, five steps at most', async () => {
    const world = new World();
    open(world, 'sweep-a');
    const busy = tickOver(world, async () => ({
      decision: { rule: 9, act: 'issue', gen: 1 },
      seen: undefined,
    }));
    const { counts } = await busy.tick();
    expect(busy.stepped).toHaveLength(5);
    expect(counts.sweep.ReIssued).toBe(5);
    const quiet = tickOver(world);
    await quiet.answer({ kind: 'sweepUp', sweepId: 'sweep-a', round: 1 });
    expect(quiet.stepped).toEqual(['sweep-a/1']);
  });

  it('looks at the other rounds when one fails, says what it did, and names the failure', async () => {
    const world = new World();
    for (const sweepId of ['sweep-a', 'sweep-b', 'sweep-c']) open(world, sweepId);
    const stepped: string[] = [];
    const { objects, clock, starter } = world;
    const answer = onSweepUpEvent({
      objects,
      clock,
      starter,
      markets: [],
      modelDigest: MODEL,
      step: async (sweepId) => {
        if (sweepId === 'sweep-b') throw new RangeError('manifest must be there, got nothing');
        stepped.push(sweepId);
        return wait;
      },
    });
    for (let minute = 0; minute < 3; minute++) {
      stepped.length = 0;
      const { lines, counts, failures } = await answer({ kind: 'tick' });
      expect([...stepped].sort()).toEqual(['sweep-a', 'sweep-c']);
      expect(lines).toHaveLength(2);
      expect(counts.sweep.OpenSweeps).toBe(3);
      expect(failures).toMatchObject([{ sweepId: 'sweep-b', round: 1 }]);
      expect(() => throwFailures(failures)).toThrow(
        'every open round must be looked at, got errors for round 1 of sweep-b',
      );
      world.nowMs += 60_000;
    }
    expect(() => throwFailures([])).not.toThrow();
  });

  it('stops in time rather than run into its limit', async () => {
    const world = new World();
    open(world, 'sweep-a');
    const { stepped, tick } = tickOver(world, undefined, 5_000);
    await tick();
    expect(stepped).toEqual([]);
  });

  it('starts plan for a night that has none between its time and the cut-off, and then calls it overdue', async () => {
    const world = new World();
    const { tick } = tickOver(world);
    const at = (time: string) => {
      world.nowMs = Date.parse(time);
      world.started.length = 0;
      return tick();
    };
    // An empty inbox or a missed schedule: every tick asks again.
    expect((await at('2024-03-01T00:31:00Z')).counts.nightly.NightlyOverdue).toBe(0);
    expect(world.started).toEqual([NIGHT]);
    await at('2024-03-01T03:29:00Z');
    expect(world.started).toEqual([NIGHT]);
    // Once it is planned nothing more is asked for, unless its marker is lost: plan puts it back.
    const { world: planned } = useCasesOver();
    fill(planned);
    await nightOver(planned)(NIGHT);
    world.put(manifestKey.build({ sweepId: ID }), planned.text(manifestKey.build({ sweepId: ID })));
    await at('2024-03-01T03:29:20Z');
    expect(world.started).toEqual([NIGHT]);
    world.put(markerKey.build({ sweepId: ID, round: 2 }), '');
    await at('2024-03-01T03:29:30Z');
    expect(world.started).toEqual([]);
    world.stored.delete(markerKey.build({ sweepId: ID, round: 2 }));
    // Past the cut-off only the report counts.
    expect(await at('2024-03-01T03:31:00Z')).toMatchObject({
      counts: { nightly: { NightlyOverdue: 1 } },
      lines: [{ market: 'small-perp', overdue: true }],
    });
    world.put(latestKey.build({ sweepId: ID }), sealed({ schema: 'latest/2', sweepId: ID, round: 2 }));
    expect((await at('2024-03-01T23:59:00Z')).counts.nightly.NightlyOverdue).toBe(0);
    // Half an hour after midnight the next night is asked for.
    expect((await at('2024-03-02T00:30:00Z')).counts.nightly.NightlyOverdue).toBe(0);
    expect(world.started).toEqual([{ ...NIGHT, scheduledTime: '2024-03-02T00:30:00Z' }]);
  });

  it('plans a night anew that a deployment has ended, once, under a name that all others then find', async () => {
    const { world } = useCasesOver();
    fill(world);
    await nightOver(world)(NIGHT);
    const { tick } = tickOver(world, undefined, undefined, 'ef'.repeat(32));
    const at = async (time: string) => {
      world.nowMs = Date.parse(time);
      world.started.length = 0;
      await tick();
      return world.started;
    };
    // Its workers are gone, but it is not over: what has been computed counts.
    expect(await at('2024-03-01T00:40:00Z')).toEqual([]);
    world.stored.delete(markerKey.build({ sweepId: ID, round: 1 }));
    const report = (sweepId: string, status: string) => {
      const index = { schema: 'index/2', sweepId, round: 1, status, codeDigest: 'ef'.repeat(32) };
      const files = [{ file: 'report.json', bytes: 1, sha256: 'ef'.repeat(32) }];
      world.put(reportKey.build({ sweepId, round: 1, file: 'index.json' }), sealed({ ...index, files }));
      world.put(latestKey.build({ sweepId }), sealed({ schema: 'latest/2', sweepId, round: 1 }));
    };
    report(ID, 'partial');
    const anew = { ...NIGHT, anew: true as const };
    expect(await at('2024-03-01T00:50:00Z')).toEqual([anew]);
    const plan = nightOver(world, 'ef'.repeat(32));
    expect(await plan(anew)).toMatchObject({ outcome: 'planned-anew', sweepId: `${ID}-2` });
    expect(await plan(anew)).toMatchObject({ outcome: 'known', sweepId: `${ID}-2` });
    expect(await plan(NIGHT)).toMatchObject({ outcome: 'known', sweepId: `${ID}-2` });
    expect(await at('2024-03-01T00:51:00Z')).toEqual([]);
    report(`${ID}-2`, 'partial'); // by its own code: that is for people
    expect(await at('2024-03-01T00:52:00Z')).toEqual([]);
    report(ID, 'complete');
    expect(await at('2024-03-01T00:53:00Z')).toEqual([]);
  });

  it('refuses what is neither a tick nor a round', async () => {
    const { answer } = tickOver(new World());
    await expect(answer({})).rejects.toThrow('sweepUp event');
    await expect(answer({ kind: 'sweepUp', sweepId: '../x', round: 1 })).rejects.toThrow(
      'must be 6 to 63 of a-z, 0-9 and -',
    );
    await expect(answer({ kind: 'tick', more: 1 })).rejects.toThrow('more');
  });
});

it('the latest night is found on the days when clocks are changed, too', () => {
  const clock = localClock('America/Chicago');
  // 8 March 2026 has 23 hours, 1 November 25.
  for (const [now, night] of [
    ['2026-03-08T23:14:00Z', '2026-03-08T00:15:00Z'],
    ['2026-03-08T23:15:00Z', '2026-03-08T23:15:00Z'],
    ['2026-11-02T00:14:00Z', '2026-10-31T23:15:00Z'],
    ['2026-11-02T00:15:00Z', '2026-11-02T00:15:00Z'],
  ] as const) {
    expect(new Date(latestInstant(clock, '18:15', Date.parse(now))).toISOString(), now).toBe(
      night.replace('Z', '.000Z'),
    );
  }
});
