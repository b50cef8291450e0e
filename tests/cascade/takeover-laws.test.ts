// Laws of model.md 11 that hold for the takeover, the index and given paths, on the oracle: what the page promises
// of itself, and whether the random markets get there.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differences, isOnEdge } from './agreement.ts';
import { between, markets } from './markets.ts';
import { oracleDepth } from './oracle/depth.ts';
import { runOracle } from './oracle.ts';
import { atLeast } from './runs.ts';
import { outsideMarkets, takeoverMarkets } from './takeover-markets.ts';

const balanced = { balanced: true } as const;

it('conserves money with its inventory, and cascades, eases, reduces, deleverages', () => {
  const seen = new Map<string, number>();
  const note = (what: string, is: boolean) => seen.set(what, (seen.get(what) ?? 0) + (is ? 1 : 0));
  fc.assert(
    fc.property(takeoverMarkets(balanced), (scene) => {
      const run = runOracle(scene);
      const { outcome } = run;
      // Far below the last price an inverse contract is worth many times its open interest.
      if (!run.flags.has('FLOOR_HIT')) expect(outcome.conservation).toBeLessThan(1e-9);
      expect(outcome.fundTrough).toBeLessThanOrEqual(0);
      note('runs', true);
      note('edges', isOnEdge(run));
      note('cascades', outcome.rounds > 1);
      note('deficits', outcome.deficit > 0);
      note('gains', outcome.fundIn > 0);
      note('open', run.inventoryEnd > 0);
      note('reduced', run.reducedQuantity > 0);
      note('partly taken over', run.partials === 0 && outcome.accountsClosed < outcome.accountsTriggered);
      note('adl', run.adlQuantity > 0);
      note('crossed', run.flags.has('BOTH_SIDES'));
      note('vault', outcome.vaultPeak > 0);
      note('exhausted', run.flags.has('DEPTH_EXHAUSTED'));
    }),
    atLeast(1_000),
  );
  if (process.env.FC_LANDING) console.log(seen);
  const share = (what: string) => seen.get(what)! / seen.get('runs')!;
  expect(share('edges')).toBeLessThan(0.12);
  expect(share('cascades')).toBeGreaterThan(0.3);
  expect(share('deficits')).toBeGreaterThan(0.15);
  expect(share('gains')).toBeGreaterThan(0.3);
  expect(share('open')).toBeGreaterThan(0.2);
  for (const what of ['reduced', 'partly taken over', 'adl', 'crossed', 'vault'])
    expect([what, share(what) > 0.05]).toEqual([what, true]);
  expect(share('exhausted')).toBeGreaterThan(0.008);
}, 600_000);

it('is the path itself as a chain of one piece, and goes on where a piece ended', () => {
  fc.assert(
    fc.property(takeoverMarkets(balanced), takeoverMarkets(balanced), (first, second) => {
      const run = runOracle(first);
      const start = { fund: first.rules.fund, inventory: [], permanent: 0, temporary: 0, m: 0 };
      expect(runOracle({ ...first, start })).toEqual(run);
      const { contract, mechanism } = first.rules;
      const rules = { ...second.rules, contract, mechanism };
      if (contract !== second.rules.contract) return;
      const next = runOracle({ ...second, rules, depth: first.depth, start: run.end });
      expect(next.ticks[0]!.depthScale).toBeGreaterThan(0);
      if (!next.flags.has('FLOOR_HIT')) expect(next.outcome.conservation).toBeLessThan(1e-9);
      const { fundIn, fundDraw, fundEnd } = next.outcome;
      expect(fundEnd).toBeCloseTo(run.end.fund + fundIn - fundDraw, 6);
    }),
    atLeast(300),
  );
}, 600_000);

it('moves the index as the venue, where all displacement is permanent and additive or exponential', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom('linear' as const, 'exponential' as const)
        .chain((law) => markets({ law, mechanism: 'full', rules: { permanentShare: 1, ownShare: 1 } })),
      (scene) => {
        const under = (permanentTo: 'venue' | 'index') =>
          runOracle({ ...scene, rules: { ...scene.rules, permanentTo } }, true);
        const [venue, index] = [under('venue'), under('index')];
        // At a clamp it matters which of two factors stands on it.
        const clamped = venue.flags.has('FLOOR_HIT') || venue.flags.has('CEILING_HIT');
        if (clamped || isOnEdge(index) || isOnEdge(venue)) return;
        // What lies between venue and index is what the two rules differ in.
        const { dislocationHour, dislocationPeak } = index.outcome;
        const outcome = { ...venue.outcome, dislocationHour, dislocationPeak };
        expect(differences(scene, { outcome, flags: venue.flags }, index)).toEqual([]);
      },
    ),
    atLeast(500),
  );
}, 600_000);

it('holds within a reach what the own levels hold, and a multiple of what they hold one cost nearer', () => {
  fc.assert(
    fc.property(outsideMarkets(), between(1, 200), fc.constantFrom(1, -1), (scene, permille, side) => {
      const { depth } = scene;
      if (depth.law !== 'walk' || !depth.outside) return;
      const { outside, ...own } = depth;
      const [both, alone] = [oracleDepth(depth, 100), oracleDepth(own, 100)];
      const reach = permille / 1000 + 0.000317;
      const theirs =
        'multiple' in outside
          ? { share: outside.multiple, depth: alone }
          : { share: 1, depth: oracleDepth({ ...own, ...outside.levels }, 100) };
      const expected =
        alone.within(reach, side) + theirs.share * theirs.depth.within(reach - outside.cost, side);
      expect(Math.abs(both.within(reach, side) - expected)).toBeLessThanOrEqual(1e-12 * expected);
    }),
    atLeast(500),
  );
});
