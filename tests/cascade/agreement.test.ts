// The engine against an oracle that looks at every account in every tick and shares no code with it: every
// mechanism, trigger rule, depth law, contract and ADL policy, every column of the outcome row.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differences, isOnEdge } from './agreement.ts';
import { runEngine } from './engine-run.ts';
import { markets } from './markets.ts';
import { runOracle } from './oracle.ts';

const RUNS = Math.max(2_000, Number(process.env.FC_RUNS ?? 0));

it('the engine says what the oracle says, with a trace and without, in every column', () => {
  const seen = { runs: 0, edges: 0, cascades: 0, deficits: 0, adl: 0, partials: 0, bothSides: 0 };
  fc.assert(
    fc.property(markets(), (scene) => {
      const oracle = runOracle(scene);
      seen.runs++;
      // Where rounding decides on which side of an edge a comparison falls, both may be right.
      if (isOnEdge(oracle)) {
        seen.edges++;
        return;
      }
      if (oracle.outcome.rounds > 1) seen.cascades++;
      if (oracle.outcome.deficit > 0) seen.deficits++;
      if (oracle.outcome.adlAccounts > 0) seen.adl++;
      if (oracle.partials > 0) seen.partials++;
      if (oracle.flags.has('BOTH_SIDES')) seen.bothSides++;
      expect(differences(scene, runEngine(scene, 'traced'), oracle)).toEqual([]);
      expect(differences(scene, runEngine(scene, 'untraced'), oracle)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
  // Where the generator lands: an oracle that confirms trivia shows nothing.
  expect(seen.edges / seen.runs).toBeLessThan(0.15);
  expect(seen.cascades / seen.runs).toBeGreaterThan(0.45);
  expect(seen.deficits / seen.runs).toBeGreaterThan(0.35);
  expect(seen.adl / seen.runs).toBeGreaterThan(0.25);
  expect(seen.partials / seen.runs).toBeGreaterThan(0.2);
  expect(seen.bothSides / seen.runs).toBeGreaterThan(0.05);
}, 600_000);
