import { knownGroups } from '../../shared/risk/known-answers.ts';
import { adlBitmexQueue, adlQueueAndProRata, adlWaterFilling } from './allocation.ts';
import { clipperAuction } from './auction.ts';
import { depthLaws, depthWalkRecorded } from './depth.ts';
import { fundDrawdown } from './fund-drawdown.ts';
import type { Runner } from './group.ts';
import { kernelMarket } from './kernel-market.ts';
import { ladderExponential, ladderLinear } from './ladders.ts';
import {
  adlFiveAccounts,
  binanceTriggerPrice,
  flatRateGeometry,
  hyperliquidTrigger,
  inverseContract,
  maintenanceMargins,
  marginForms,
  selfConsistentTier,
} from './margin.ts';
import { meanField } from './mean-field.ts';
import { philoxVectors, randomStreams } from './random.ts';
import { riskGroup } from './risk.ts';
import { tiersRecursion } from './tables.ts';
import { targetMargin } from './target-margin.ts';
import { tickTraces } from './tick-traces.ts';

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
  ['adl-five-accounts', adlFiveAccounts],
  ['adl-queue-and-pro-rata', adlQueueAndProRata],
  ['adl-bitmex-queue', adlBitmexQueue],
  ['adl-water-filling', adlWaterFilling],
  ['fund-drawdown-trigger', fundDrawdown],
  ['depth-laws', depthLaws],
  ['depth-walk-recorded', depthWalkRecorded],
  ['philox', philoxVectors],
  ['random-streams', randomStreams],
  ['tick-traces', tickTraces],
  ['clipper-auction', clipperAuction],
  ['kernel-market', kernelMarket],
  ...[...knownGroups(), 'colours'].map((id): [string, Runner] => [id, riskGroup]),
]);
