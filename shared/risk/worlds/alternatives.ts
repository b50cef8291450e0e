import { canonicalJson } from '../../market/digest.ts';
import { alternativeWorld } from '../../sweep/grids.ts';
import { marketOfWorld, type World } from '../../sweep/world.ts';
import { SIDES } from '../cells/decision-cells.ts';
import type { Alternative } from '../findings/alternative.ts';
import type { Subject } from '../metrics/subject.ts';
import { PROOF_IDS, PROVING } from '../metrics/table.ts';
import { lowerBound, stateOf, upperBound } from '../proof/proof-test.ts';
import { ALPHA } from '../statistics/level.ts';
import { alternativeWord } from '../verdict/market-word.ts';

/**
 * The verdict's tests under each alternative of the sweep (report.md 2.6): a market of its own, with the same bounds, the same
 * levels and its own number of tests. Nothing is corrected over alternatives, so that adding one never improves a verdict.
 */
export const alternativesOf = (subject: Subject): Alternative[] =>
  (subject.scene.manifest.sweep.alternatives ?? []).map((asked): Alternative => {
    const tests = testsIn(subject, { id: alternativeWorld(asked.id), change: asked.change });
    return {
      market: subject.scene.manifest.market,
      id: asked.id,
      text: asked.text,
      owner: asked.owner,
      assumption: asked.assumption ?? null,
      change: canonicalJson(asked.change),
      paths: asked.paths,
      word: alternativeWord(tests.map(({ state }) => state)),
      tests,
    };
  });

function testsIn(subject: Subject, world: World): Alternative['tests'] {
  const { scene } = subject;
  const there = { ...subject, scene: { ...scene, world, market: marketOfWorld(scene.market, world) } };
  const all = PROOF_IDS.flatMap((metric) =>
    SIDES.map((side) => ({ metric, own: PROVING[metric].test(there, side) })),
  );
  return all.map(({ metric, own: { side, test, cells } }) => ({
    metric,
    side,
    state: stateOf(test, all.length),
    tolerance: test.tolerance,
    lower: lowerBound(test, ALPHA / all.length),
    upper: upperBound(test, ALPHA),
    cells: cells.map(({ cell }) => cell.id),
  }));
}
