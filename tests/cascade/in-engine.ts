// A market of the second edition as the engine is told it: with outside depth among the levels, as a snapshot's is when it
// is read.
import { withOutside } from '../../shared/market/outside.ts';
import type { Level, OracleScenario } from './oracle/terms.ts';
import type { Scenario } from './scenario.ts';

export function asRead(scene: OracleScenario): Scenario {
  const rules = { ...scene.rules, permanentTo: scene.rules.permanentTo ?? 'venue' };
  const { depth } = scene;
  if (depth.law !== 'walk') return { ...scene, rules, depth };
  const { outside, ...own } = depth;
  const copied = (levels: readonly Level[]) =>
    levels.map(([price, size]): [price: number, size: number] => [price, size]);
  const read =
    outside && 'levels' in outside
      ? {
          cost: outside.cost,
          levels: {
            reference: outside.levels.reference,
            bids: copied(outside.levels.bids),
            asks: copied(outside.levels.asks),
          },
        }
      : outside;
  return { ...scene, rules, depth: { ...own, ...withOutside(own.reference, own, read) } };
}
