import { scaleMaintenance, tiersOf } from '../../cascade/margin/tiers.ts';
import type { Rung } from '../../sweep/ladder.ts';
import { basePlace, type Scene } from '../cells/cell-view.ts';
import { decisionCells } from '../cells/decision-cells.ts';
import type { Tried } from '../findings/enough.ts';
import type { JudgedMetric } from '../findings/metric.ts';
import type { Quality } from '../findings/quality.ts';
import { type KeyNumbers, keyNumbers } from '../metrics/key-numbers.ts';
import type { Subject } from '../metrics/subject.ts';
import { thinAccounts } from '../metrics/thin-accounts.ts';
import { known } from '../shapes/number.ts';
import { nameOf, rawVerdict } from '../verdict/verdict.ts';
import type { Proposed } from './rung-table.ts';

/** The key numbers of a rung; null where one of its cells is missing. */
export function numbersOf(subject: Subject, rung: Rung, proposed: Proposed): KeyNumbers | null {
  const scene = sceneOf(subject.scene, rung);
  const cells = decisionCells(scene, rung.tiers);
  if (cells.length === 0 || !cells.every(({ summary }) => summary)) return null;
  const { market, manifest } = scene;
  const table = rung.tiers === 'current' ? market.tiers : tiersOf(proposed[rung.tiers].tiers);
  const multiple = (rung.tiers === 'current' ? rung : manifest.sweep.base).maintenanceBps / 10_000;
  const thin = thinAccounts(scene, scaleMaintenance(table, multiple));
  return keyNumbers({ ...subject, scene, tiers: rung.tiers, thin }, []);
}

/** What was found of a rung. */
export function triedOf(
  subject: Subject,
  rung: Rung,
  { numbers, quality }: { readonly numbers: KeyNumbers | null; readonly quality: Quality },
): Omit<Tried, 'price'> {
  const verdict = numbers && rawVerdict(quality, numbers);
  const decidedBy = verdict?.decidedBy ?? null;
  return {
    tiers: rung.tiers,
    maintenance: rung.maintenanceBps / 10_000,
    mechanism: rung.mechanism,
    word: verdict?.word ?? null,
    reason: numbers ? null : 'CELLS_MISSING',
    decidedBy: decidedBy && nameOf(decidedBy),
    judged: numbers ? judgedOf(numbers).map(judgementOf) : [],
    cells: decisionCells(sceneOf(subject.scene, rung), rung.tiers).map(({ cell }) => cell.id),
  };
}

export const judgedOf = ({ proof, watch }: KeyNumbers): JudgedMetric[] => [...proof, ...watch];

/** A second limit of cover2 is of the same number, and holds back with it. */
function judgementOf(metric: JudgedMetric): Tried['judged'][number] {
  const { id, side } = metric;
  const name = { metric: id, side };
  if (metric.role === 'watch') return { ...name, state: metric.state, bound: metric.bound };
  const isHeld = metric.state === 'proven' && metric.watch?.state === 'outside';
  return { ...name, state: isHeld ? 'outside' : metric.state, bound: known(metric.proof.upper) };
}

/** Today's market under the rung: a world of its own, but for shocks that the comparison of mechanisms has run. */
function sceneOf(scene: Scene, { world, mechanism, isCompared }: Rung): Scene {
  if (world === null) return scene;
  return {
    ...scene,
    world,
    ...(isCompared && { otherwise: basePlace({ manifest: scene.manifest }, 'current', mechanism) }),
  };
}
