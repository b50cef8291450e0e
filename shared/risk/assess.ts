import { scaleMaintenance, tiersOf } from '../cascade/margin/tiers.ts';
import type { Side } from '../sweep/cells.ts';
import { beyondShock } from '../sweep/grids.ts';
import type { Scene } from './cells/cell-view.ts';
import { decisionCells, SIDES } from './cells/decision-cells.ts';
import { depthAndSpeed } from './cells/depth-and-speed.ts';
import { qualityOf } from './cells/quality.ts';
import { conditionsOf } from './changes/conditions.ts';
import { accountsOf } from './enough/accounts.ts';
import { enoughOf } from './enough/enough.ts';
import type { Assessment } from './findings/assessment.ts';
import type { Design } from './findings/design.ts';
import type { JudgedMetric } from './findings/metric.ts';
import type { Quality } from './findings/quality.ts';
import { frontierPoints } from './frontier/frontier-points.ts';
import { fundCurve, fundSurvival } from './fund/fund-survival.ts';
import { compareMechanisms } from './mechanisms/mechanism-comparison.ts';
import { compareSplitting } from './mechanisms/splitting-comparison.ts';
import { inOrder, type KeyNumbers, keyNumbers, type ValuesBefore } from './metrics/key-numbers.ts';
import { limitList, limitsInForce } from './metrics/limits.ts';
import type { Subject } from './metrics/subject.ts';
import { thinAccounts } from './metrics/thin-accounts.ts';
import { ordinaryDays } from './ordinary/ordinary-days.ts';
import { reverseStress } from './stress/reverse-stress.ts';
import { tailOf } from './stress/tail.ts';
import { type JointVerdict, tierAssessment } from './tiers/tier-assessment.ts';
import { tierEffects } from './tiers/tier-effects.ts';
import { candidateTiers } from './tiers/tier-table.ts';
import { flipsOf } from './verdict/flips.ts';
import { type NightBefore, nameOf, rawVerdict, verdictOf } from './verdict/verdict.ts';
import { alternativesOf } from './worlds/alternatives.ts';
import { sensitivityOf } from './worlds/sensitivity.ts';

/** What last night's report tells tonight's. */
export interface LastNight extends NightBefore {
  readonly metrics: ValuesBefore;
}

/** What an assessment is made of. */
export interface AssessInput extends Scene {
  /** From last night's report; null on the first night. */
  readonly lastNight: LastNight | null;
  /** The known-answer cell was reproduced bit for bit. */
  readonly knownAnswerOk: boolean;
}

/** Everything the report shows about a market: a pure function of its input. Some seconds at 10,000 paths. */
export function assess({ lastNight, knownAnswerOk, ...scene }: AssessInput): Assessment {
  const { manifest, market } = scene;
  const inForce = limitsInForce(manifest.sweep);
  const limits = limitList(inForce);
  const days = ordinaryDays(scene);
  const quality = qualityOf(scene, knownAnswerOk, days);
  const multiple = manifest.sweep.base.maintenanceBps / 10_000;

  const thin = thinAccounts(scene, scaleMaintenance(market.tiers, multiple));
  const current: Subject = { scene, tiers: 'current', limits: inForce, thin };
  const metrics = keyNumbers(current, lastNight?.metrics ?? []);
  const alternatives = alternativesOf(current);

  const candidate = candidateTiers(market, manifest.sweep, lastNight?.published ?? null);
  const proposed = isSimulated(scene)
    ? keyNumbers(
        {
          ...current,
          tiers: 'candidate',
          thin: thinAccounts(scene, scaleMaintenance(tiersOf(candidate.tiers), multiple)),
        },
        [],
      )
    : null;
  const lastPublished = lastNight?.published ?? null;
  const climb = enoughOf(current, { quality, metrics, candidate, proposed, lastPublished });
  const fund = SIDES.map((side) => fundSurvival(scene, side, inForce.of.p_ruin.value));
  const flips = (deciding: JudgedMetric) => flipsOf(current, deciding, proposed);

  return {
    conditions: conditionsOf(market, manifest.sweep),
    design: SIDES.map((side) => designOf(scene, side)),
    quality,
    verdict: verdictOf({ quality, metrics, limits, flips, alternatives }, lastNight),
    metrics: inOrder(metrics),
    limits,
    depthAndSpeed: depthAndSpeed(scene),
    frontier: frontierPoints(scene),
    tiers: tierAssessment(market, manifest.sweep, candidate, {
      ...jointVerdict(quality, proposed),
      effects: tierEffects(metrics, proposed),
    }),
    enough: climb === null ? [] : [climb.enough],
    accounts: accountsOf(scene, climb?.table ?? tiersOf(candidate.tiers)),
    fund,
    fundCurve: SIDES.flatMap((side) => fundCurve(scene, side)),
    reverse: fund.map((own) => reverseStress(scene, own)),
    tails: SIDES.flatMap((side) => tailOf(market, manifest.sweep, side) ?? []),
    mechanisms: compareMechanisms(scene),
    splitting: compareSplitting(scene),
    ordinaryDays: days,
    alternatives,
    sensitivity: sensitivityOf(scene),
    thinAccounts: SIDES.flatMap((side) => thin[side].accounts),
  };
}

/** Every decision cell under the proposed table is there. */
function isSimulated(scene: Scene): boolean {
  const cells = decisionCells(scene, 'candidate');
  return cells.length > 0 && cells.every(({ summary }) => summary);
}

/** The word of the candidate cells; null where one of them is missing. */
function jointVerdict(quality: Quality, proposed: KeyNumbers | null): JointVerdict {
  if (!proposed) return { word: null, reason: 'CELLS_MISSING', decidedBy: null };
  const { word, decidedBy } = rawVerdict(quality, proposed);
  return { word, reason: null, decidedBy: decidedBy && nameOf(decidedBy) };
}

function originOf(
  { design }: Scene['manifest']['sweep'],
  shockBps: number,
): Design['mixture'][number]['from'] {
  const found = design.from?.find((own) => own.shockBps === shockBps);
  if (!found) return null;
  const { shockBps: _shock, ...origin } = found;
  return origin;
}

function designOf({ manifest: { sweep, market } }: Scene, side: Side): Design {
  return {
    market,
    side,
    minutes: sweep.design.minutes,
    mixture: sweep.design[side].map(({ shockBps, weight }) => ({
      shockBps,
      shock: shockBps / 10_000,
      weight,
      from: originOf(sweep, shockBps),
    })),
    beyondBps: beyondShock(sweep, side) ?? null,
  };
}
