import { scaleMaintenance, tiersOf } from '../cascade/tiers.ts';
import type { Side } from '../sweep/cells.ts';
import { beyondShock } from '../sweep/cells.ts';
import type { Scene } from './cells/cell-view.ts';
import { depthAndSpeed } from './cells/depth-and-speed.ts';
import { qualityOf } from './cells/quality.ts';
import type { Assessment, Design } from './findings/assessment.ts';
import { frontierPoints } from './frontier/frontier-points.ts';
import { fundSurvival } from './fund/fund-survival.ts';
import { compareMechanisms } from './mechanisms/mechanism-comparison.ts';
import { compareSplitting } from './mechanisms/splitting-comparison.ts';
import { type Shortfall, shortfalls } from './metrics/draw-shortfall.ts';
import { limitsInForce } from './metrics/limits.ts';
import { proofMetrics } from './metrics/proof-metric-values.ts';
import { decisionCells, keyTests, mixtureCells, SIDES } from './metrics/proof-metrics.ts';
import { thinAccounts } from './metrics/thin-accounts.ts';
import { watchMetrics } from './metrics/watch-metrics.ts';
import { type JointVerdict, tierAssessment } from './tiers/tier-assessment.ts';
import { candidateTiers } from './tiers/tier-table.ts';
import { type LastNight, rawVerdict, verdictOf } from './verdict/verdict.ts';

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
  const { snapshot } = market;
  const limits = limitsInForce(manifest.sweep);
  const quality = qualityOf(scene, knownAnswerOk);
  const shortfall = shortfallsOf(scene);
  const multiple = manifest.sweep.base.maintenanceBps / 10_000;

  const thin = thinAccounts(scene, scaleMaintenance(market.tiers, multiple));
  const proof = proofMetrics(scene, keyTests(scene, 'current', limits), limits);
  const watch = watchMetrics(scene, 'current', limits, shortfall.current, thin);
  const funds = fundSurvival(scene, limits);

  const candidate = candidateTiers(market, manifest.sweep, lastNight?.published ?? null);
  const joint = jointVerdict(scene, () => {
    const proposed = scaleMaintenance(tiersOf(candidate.tiers), multiple);
    return rawVerdict(
      quality.gate === 'pass',
      proofMetrics(scene, keyTests(scene, 'candidate', limits), limits),
      watchMetrics(scene, 'candidate', limits, shortfall.candidate, thinAccounts(scene, proposed)),
    );
  });

  return {
    market: manifest.market,
    settlementCurrency: snapshot.market.settlementCurrency,
    quoteCurrency: snapshot.market.quoteCurrency,
    markPrice: market.startPrice,
    openInterest: market.openInterestNotional,
    fund: market.fund,
    design: SIDES.map((side) => designOf(scene, side)),
    quality,
    verdict: verdictOf(
      manifest.market,
      quality,
      proof,
      watch,
      funds.map(({ provenFund }) => provenFund),
      limits,
      lastNight,
    ),
    metrics: [...proof, ...watch],
    depthAndSpeed: depthAndSpeed(scene),
    frontier: frontierPoints(scene),
    tiers: tierAssessment(market, manifest.sweep, candidate, joint),
    fundSurvival: funds,
    mechanisms: compareMechanisms(scene),
    splitting: compareSplitting(scene),
    thinAccounts: SIDES.flatMap((side) => thin[side].accounts),
  };
}

type BySide = Record<Side, Shortfall>;

function shortfallsOf(scene: Scene): { current: BySide; candidate: BySide } {
  const places = (['current', 'candidate'] as const).flatMap((tiers) =>
    SIDES.map((side) => ({ tiers, side })),
  );
  const found = shortfalls(
    scene,
    places.map(({ tiers, side }) => mixtureCells(scene, tiers, side)),
  );
  return {
    current: { down: found[0]!, up: found[1]! },
    candidate: { down: found[2]!, up: found[3]! },
  };
}

/** The word of the candidate cells; null where one of them is missing. */
function jointVerdict(
  scene: Scene,
  verdict: () => { word: JointVerdict['word']; decidedBy: string | null },
): JointVerdict {
  const cells = decisionCells(scene, 'candidate');
  const complete = cells.length > 0 && cells.every(({ summary }) => summary);
  if (!complete) return { word: null, reason: 'CELLS_MISSING', decidedBy: null };
  return { ...verdict(), reason: null };
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
    })),
    beyondBps: beyondShock(sweep, side) ?? null,
  };
}
