import { adlBitmexQueue, adlQueueAndProRata, adlWaterFilling } from './allocation.ts';
import { clipperAuction } from './auction.ts';
import { eba48Banks, thresholdRule, vulnerableBanks } from './banks.ts';
import { creditPool } from './credit-pool.ts';
import { crossMarginTraces } from './cross-margin.ts';
import { depthLaws, depthWalkRecorded } from './depth.ts';
import { depthCeiling, outsideDepth, shortFills, volumeTo } from './depth-ends.ts';
import { dydxVectors } from './dydx.ts';
import { fundDrawdown } from './fund-drawdown.ts';
import { funding } from './funding.ts';
import type { Runner } from './group.ts';
import { alwaysReached, givenPath, indexFollows } from './index-and-path.ts';
import { kernelMarket } from './kernel-market.ts';
import { knownGroups } from './known-answers.ts';
import { ladderExponential, ladderLinear } from './ladders.ts';
import { aaveV2, collateralisedDebt } from './lending.ts';
import { loops } from './loops.ts';
import {
  adlFiveAccounts,
  binanceTriggerPrice,
  flatRateGeometry,
  hyperliquidTrigger,
  inverseContract,
  maintenanceMargins,
  selfConsistentTier,
} from './margin.ts';
import { marginForms } from './margin-forms.ts';
import { meanField } from './mean-field.ts';
import { oct10Waves } from './oct10.ts';
import { portfolioMargins } from './portfolio-margin.ts';
import { philoxVectors, randomStreams } from './random.ts';
import { bitmexCalm } from './replays/calm.ts';
import { ethJanuary } from './replays/eth.ts';
import { bitmexMarch } from './replays/march.ts';
import { ordinaryDays } from './replays/ordinary.ts';
import { riskGroup } from './risk.ts';
import { tiersRecursion } from './tables.ts';
import { targetMargin } from './target-margin.ts';
import { tickTraces } from './tick-traces.ts';
import { venueExamples } from './venue-examples.ts';

/** How this edition runs a group, by the group's id: always by the code that a sweep runs. */
export const RUNNERS: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ['binance-trigger-price', binanceTriggerPrice],
  ['tiers-recursion', tiersRecursion],
  ['maintenance-margin', maintenanceMargins],
  ['margin-forms', marginForms],
  ['self-consistent-tier', selfConsistentTier],
  ['inverse-contract', inverseContract],
  ['hyperliquid-trigger', hyperliquidTrigger],
  ['flat-rate-geometry', flatRateGeometry],
  ['ladder-linear', ladderLinear],
  ['ladder-exponential', ladderExponential],
  ['mean-field', meanField],
  ['target-margin', targetMargin],
  ['dydx-vectors', dydxVectors],
  ['adl-five-accounts', adlFiveAccounts],
  ['adl-queue-and-pro-rata', adlQueueAndProRata],
  ['adl-bitmex-queue', adlBitmexQueue],
  ['adl-water-filling', adlWaterFilling],
  ['fund-drawdown-trigger', fundDrawdown],
  ['oct10-waves', oct10Waves],
  ['depth-laws', depthLaws],
  ['depth-walk-recorded', depthWalkRecorded],
  ['short-fills', shortFills],
  ['depth-ceiling', depthCeiling],
  ['volume-to', volumeTo],
  ['outside-depth', outsideDepth],
  ['index-follows', indexFollows],
  ['given-path', givenPath],
  ['always-reached', alwaysReached],
  ['philox', philoxVectors],
  ['random-streams', randomStreams],
  ['tick-traces', tickTraces],
  ['takeover-traces', tickTraces],
  ['takeover-reduce-traces', tickTraces],
  ['cross-margin-traces', crossMarginTraces],
  ['stress-rules', crossMarginTraces],
  ['funding', funding],
  ['clipper-auction', clipperAuction],
  ['eba-48-banks', eba48Banks],
  ['vulnerable-banks-toy', vulnerableBanks],
  ['threshold-rule', thresholdRule],
  ['venue-examples', venueExamples],
  ['portfolio-margin', portfolioMargins],
  ['collateralised-debt', collateralisedDebt],
  ['aave-v2-steth', aaveV2],
  ['loops', loops],
  ['credit-pool', creditPool],
  ['ordinary-days', ordinaryDays],
  ['bitmex-calm-2020', bitmexCalm],
  ['bitmex-march-2020', bitmexMarch],
  ['eth-january-2021', ethJanuary],
  ['kernel-market', kernelMarket],
  ...[...knownGroups(), 'colours'].map((id): [string, Runner] => [id, riskGroup]),
]);
