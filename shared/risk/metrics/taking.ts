import type { Side } from '../../sweep/cells.ts';
import {
  cover2Ratio,
  cover2Test,
  coverageTest,
  distanceTest,
  provenDistance,
  ruinTest,
  shareCovered,
  shareFailing,
} from './proof-values.ts';
import type { SideTest, Subject, TakenProof, TakenWatch } from './subject.ts';
import { METRIC_IDS, METRICS, type MetricId, type ProofId } from './table.ts';
import {
  adlProbability,
  esDraw,
  liquidationsAtRisk,
  shareBelowZero,
  thinAccountCount,
} from './watch-values.ts';

// How the key numbers are taken; what is said of them is in `table.ts`, which a page carries.

/** Of a proof metric: its test on a side, and its value. */
export const PROVING: Readonly<
  Record<
    ProofId,
    {
      readonly test: (subject: Subject, side: Side) => SideTest;
      readonly take: (subject: Subject, test: SideTest) => TakenProof;
    }
  >
> = {
  coverage: { test: coverageTest, take: shareCovered },
  p_ruin: { test: ruinTest, take: shareFailing },
  cover2: { test: cover2Test, take: cover2Ratio },
  distance: { test: distanceTest, take: provenDistance },
};

/** Of those that are watched or only shown. */
export const WATCHING: Readonly<
  Record<Exclude<MetricId, ProofId>, (subject: Subject, side: Side) => TakenWatch>
> = {
  below_zero: shareBelowZero,
  es_draw: esDraw,
  lar: liquidationsAtRisk,
  p_adl: adlProbability,
  thin_accounts: thinAccountCount,
};

/** In the order of the page. */
export const PROOF_IDS = METRIC_IDS.filter((id): id is ProofId => METRICS[id].role === 'proof');
export const OTHER_IDS = METRIC_IDS.filter(
  (id): id is Exclude<MetricId, ProofId> => METRICS[id].role !== 'proof',
);
