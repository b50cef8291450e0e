import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Observed } from '../market/observed.ts';
import { assess, type LastNight } from '../risk/assess.ts';
import { marginMoves } from '../risk/backtest/margins.ts';
import { predictionsOf } from '../risk/backtest/prediction.ts';
import { scored } from '../risk/backtest/score.ts';
import type { Scene } from '../risk/cells/cell-view.ts';
import { SIDES } from '../risk/cells/decision-cells.ts';
import type { Change } from '../risk/findings/change.ts';
import type { Prediction } from '../risk/findings/own-record.ts';
import type { ThinAccount } from '../risk/findings/thin-account.ts';
import type { NumberedThinAccount } from '../risk/metrics/thin-accounts.ts';
import { type Listing, wholeListing } from '../sweep/listing.ts';
import type { Manifest } from '../sweep/manifest.ts';
import type { Close } from '../sweep/records.ts';
import { seedWords } from '../sweep/sweep-file.ts';
import { alertsOf } from './alerts/alerts.ts';
import { cellRows, pathRows, tailRows } from './cell-rows.ts';
import { compared, type Earlier } from './compare.ts';
import { type DeltaCell, deltaCells } from './delta-map.ts';
import { LIMITATION_IDS, LIMITATIONS } from './limitations.ts';
import { explained, type StoredNight } from './night-before.ts';
import { planeOf } from './planes.ts';
import type { Report, ReportBody } from './report.ts';
import { rowOrder } from './row-order.ts';
import type { Rows } from './rows.ts';

export interface BuildInput extends Scene {
  readonly manifest: Manifest;
  /** The decision that ended the sweep. */
  readonly close: Pick<Close, 'status' | 'reason'>;
  /** Last night's report, named by digest in the sweep, or all that lies in storage of it; null on the first night. */
  readonly previous: Earlier | StoredNight | null;
  /** What the sweep names as observed until now; null: nothing. */
  readonly observed: Observed | null;
  /** The known-answer cell was reproduced bit for bit. */
  readonly knownAnswerOk: boolean;
  /** The code: release, and SHA-256 of its sources in hex. */
  readonly engine: { readonly version: string; readonly digest: string };
}

/** A report, and the rows that its value does not hold itself: everything that `renderReport` needs. */
export interface BuiltReport {
  readonly body: ReportBody;
  readonly rows: Rows;
}

/** Puts the report together: a pure function of manifest, market, results, close, last night and the code. */
export function buildReport(input: BuildInput): BuiltReport {
  const { close, previous, observed, knownAnswerOk, engine, ...scene } = input;
  const { manifest } = scene;
  const { sweep } = manifest;
  const { fundCurve, thinAccounts, quality, verdict, tiers, ...found } = assess({
    ...scene,
    knownAnswerOk,
    lastNight: lastNightOf(previous?.report ?? null, manifest.market),
  });
  const order = rowOrder(manifest, listingOf(scene));
  const paths = pathRows(scene, order);
  const planes = SIDES.map((side) => planeOf(scene, side));
  const stored = previous !== null && 'manifest' in previous ? previous : null;
  const deltas = stored && deltaCells(planes, (id) => stored.cells.get(id));

  const body: Omit<ReportBody, 'alerts'> = {
    schema: 'margin-report/2',
    sweepId: manifest.sweepId,
    asOf: sweep.asOf,
    engine: { version: engine.version, digest: `sha256:${engine.digest}` },
    inputs: inputsOf(scene),
    random: { generator: 'philox4x32-10', seed: sweep.seed, commonRandomNumbers: true },
    markets: [marketOf(scene)],
    base: [
      {
        market: manifest.market,
        leverage: sweep.base.leverageBps / 10_000,
        maintenance: sweep.base.maintenanceBps / 10_000,
        depth: sweep.base.depthBps / 10_000,
        mechanism: sweep.base.mechanism,
      },
    ],
    mapTolerance: sweep.mapTolerance,
    assumptions: assumptionsOf(scene),
    status: close.status,
    statusReason: close.reason,
    ...found,
    quality: [quality],
    venue: { raw: verdict.raw, published: verdict.published, market: manifest.market },
    verdicts: [verdict],
    tiers: [tiers],
    limitations: limitationsOf(scene),
    reverse: NOT_IN_THIS_EDITION,
    changes: { value: null, reason: 'NO_NIGHT_BEFORE' },
    ownRecord: { value: null, reason: observed ? 'NOTHING_OBSERVED' : 'NO_RECORD' },
    procyclicality: [],
  };
  const predictions = stored && [
    ...stored.predictions,
    ...predictionsOf(scene.market, sweep, tiers, found.ordinaryDays),
  ];
  const rows: Rows = {
    cells: cellRows(scene, order),
    planes,
    paths,
    pathsTail: tailRows(scene, manifest.sweepId, paths),
    fundCurve,
    accountsThin: hashed(manifest, thinAccounts),
    deltas,
    predictions,
  };
  const changes = changesOf(previous, scene, body, deltas);
  const whole = {
    ...body,
    ...(changes && { changes: { value: changes, reason: null } }),
    ...(predictions && { procyclicality: marginsOf(predictions, manifest.market) }),
    ...(stored && observed && { ownRecord: ownRecordOf(stored.predictions, observed, manifest) }),
  };
  return { body: { ...whole, alerts: alertsOf(whole, previous?.report ?? null) }, rows };
}

/** Both sides want the same margins: one tells. */
function marginsOf(predictions: readonly Prediction[], market: string): ReportBody['procyclicality'] {
  const moves = marginMoves(predictions.filter((own) => own.market === market && own.side === 'down'));
  return moves === null ? [] : [moves];
}

/** Past reports against what was observed, down before up. */
function ownRecordOf(
  predictions: readonly Prediction[],
  observed: Observed,
  { market, sweep }: Manifest,
): ReportBody['ownRecord'] {
  const value = SIDES.flatMap((side) => {
    const own = predictions.filter((one) => one.market === market && one.side === side);
    return scored(own, observed, seedWords(sweep)) ?? [];
  });
  return value.length === 0 ? { value: null, reason: 'NOTHING_OBSERVED' } : { value, reason: null };
}

/** What is different since last night; why, where its inputs are at hand. Null: there was none, or not of this market. */
function changesOf(
  previous: BuildInput['previous'],
  scene: Pick<BuildInput, 'manifest' | 'market'>,
  body: Omit<ReportBody, 'alerts'>,
  deltas: readonly DeltaCell[] | null,
): Change[] | null {
  if (previous === null) return null;
  const changes = compared(previous, body);
  if (changes.length === 0) return null;
  if (deltas === null || !('manifest' in previous)) return changes;
  return changes.map((change) => explained(change, previous, { ...scene, metrics: body.metrics, deltas }));
}

/** Who says nothing about what an assumption rests on has guessed it. */
function assumptionsOf({ manifest, market }: Pick<BuildInput, 'manifest' | 'market'>): Report['assumptions'] {
  const alternatives = manifest.sweep.alternatives ?? [];
  return market.assumptions.map(({ id, text, basis = 'guessed' }) => ({
    id,
    text,
    basis,
    variedBy: alternatives.filter(({ assumption }) => assumption === id).map((own) => own.id),
  }));
}

const NOT_IN_THIS_EDITION = { value: null, reason: 'NOT_IN_THIS_EDITION' } as const;

/** What last night leaves to tonight; a market that it did not have starts anew. */
function lastNightOf(previous: Report | null, market: string): LastNight | null {
  const verdict = previous?.verdicts.find((candidate) => candidate.market === market);
  if (previous === null || verdict === undefined) return null;
  const { raw, published, level } = verdict;
  return { raw, published, level, limits: previous.limits, metrics: previous.metrics };
}

const prefixed = (hex: string): string => `sha256:${hex}`;

function inputsOf({ manifest, market }: Pick<BuildInput, 'manifest' | 'market'>): Report['inputs'] {
  const { snapshot } = market;
  const { previous, observed } = manifest.sweep;
  const named = { asOf: null, source: null };
  return [
    {
      name: 'snapshot',
      digest: prefixed(manifest.snapshotDigest),
      asOf: snapshot.asOf,
      source: snapshot.market.venue,
    },
    { name: 'sweep', digest: prefixed(manifest.sweepDigest), ...named },
    { name: 'limits', digest: prefixed(manifest.limitsDigest), ...named },
    { name: 'model', digest: prefixed(manifest.modelDigest), ...named },
    ...(previous === null ? [] : [{ name: 'previous', digest: prefixed(previous.sha256), ...named }]),
    ...(observed === undefined ? [] : [{ name: 'observed', digest: prefixed(observed.sha256), ...named }]),
    ...snapshot.sources.map(({ name, source, asOf }) => ({ name, digest: null, asOf: asOf ?? null, source })),
  ];
}

function marketOf({ manifest, market }: Scene): Report['markets'][number] {
  const { venue, symbol, contract, quoteCurrency, settlementCurrency } = market.snapshot.market;
  return {
    id: manifest.market,
    venue,
    symbol,
    contract,
    quoteCurrency,
    settlementCurrency,
    markPrice: market.startPrice,
    openInterest: market.openInterestNotional,
    fund: market.fund,
    positions: market.accounts === null ? 'estimated' : 'accounts',
    accounts: market.accountCount,
  };
}

const listingOf = ({ manifest, results }: Pick<Scene, 'manifest' | 'results'>): Listing =>
  results.unlisted?.listing ?? wholeListing(manifest.cells);

/** All of them, every night; that positions are estimated only where it is true. */
function limitationsOf({ market }: Scene): Report['limitations'] {
  return LIMITATION_IDS.filter((id) => id !== 'POSITIONS_ESTIMATED' || market.accounts === null).map(
    (id) => ({
      id,
      bias: LIMITATIONS[id].bias,
    }),
  );
}

/** Accounts are named by a hash keyed with the sweep's seed, so that a table can be passed on. */
function hashed({ market, sweep }: Manifest, accounts: readonly NumberedThinAccount[]): ThinAccount[] {
  const key = utf8ToBytes(sweep.seed);
  return accounts.map((own) => ({
    ...own,
    account: bytesToHex(hmac(sha256, key, utf8ToBytes(`${market}/${own.account}`))).slice(0, 16),
  }));
}
