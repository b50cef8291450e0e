import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Aftermath } from '../market/aftermath.ts';
import { CHECKS, type CheckId } from '../market/inspect/checks.ts';
import { isAsked } from '../market/inspect/finding.ts';
import { inspect } from '../market/inspect/inspect.ts';
import { assess, type LastNight } from '../risk/assess.ts';
import { predictionsOf } from '../risk/backtest/prediction.ts';
import type { Scene } from '../risk/cells/cell-view.ts';
import { SIDES } from '../risk/cells/decision-cells.ts';
import { type Listing, wholeListing } from '../sweep/listing.ts';
import type { Manifest } from '../sweep/manifest.ts';
import type { Close } from '../sweep/records.ts';
import { alertsOf } from './alerts/alerts.ts';
import { cellRows, pathRows, tailRows } from './cell-rows.ts';
import type { Earlier } from './compare.ts';
import { deltaCells } from './delta-map.ts';
import { LIMITATION_IDS, LIMITATIONS, type LimitationId } from './limitations.ts';
import type { StoredNight } from './night-before.ts';
import { type OneNight, overNights } from './over-nights.ts';
import { planeOf } from './planes.ts';
import type { Report, ReportBody } from './report.ts';
import { rowOrder } from './row-order.ts';
import type { Rows } from './rows.ts';
import { pageMarketOf } from './whatif/build.ts';

export interface BuildInput extends Scene {
  readonly manifest: Manifest;
  /** The decision that ended the sweep. */
  readonly close: Pick<Close, 'status' | 'reason'>;
  /** Last night's report, named by digest in the sweep, or all that lies in storage of it; null on the first night. */
  readonly previous: Earlier | StoredNight | null;
  /** What came after past reports, until now; null: the sweep names nothing. */
  readonly aftermath: Aftermath | null;
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
  const { close, previous, aftermath, knownAnswerOk, engine, ...scene } = input;
  const { manifest } = scene;
  const { sweep } = manifest;
  const { fundCurve, thinAccounts, accounts, quality, verdict, tiers, reverse, ...found } = assess({
    ...scene,
    knownAnswerOk,
    lastNight: lastNightOf(previous?.report ?? null, manifest.market),
  });
  const order = rowOrder(manifest, listingOf(scene));
  const paths = pathRows(scene, order);
  const planes = SIDES.map((side) => planeOf(scene, side));
  const stored = previous !== null && 'manifest' in previous ? previous : null;
  const deltas = stored && deltaCells(planes, (id) => stored.cells.get(id));

  const body: OneNight = {
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
    input: inputFindings(scene),
    reverse: { value: reverse, reason: null },
  };
  const said = predictionsOf(scene.market, sweep, tiers, found.ordinaryDays);
  const predictions = stored && [...stored.predictions, ...said];
  const rows: Rows = {
    cells: cellRows(scene, order),
    planes,
    paths,
    pathsTail: tailRows(scene, manifest.sweepId, paths),
    fundCurve,
    accountsThin: hashed(manifest, thinAccounts),
    deltas,
    predictions,
    whatIf: [pageMarketOf(scene)],
    accounts: hashed(manifest, accounts),
  };
  const whole = { ...body, ...overNights({ ...scene, previous, aftermath }, body, rows) };
  return { body: { ...whole, alerts: alertsOf(whole, previous?.report ?? null) }, rows };
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
  const { previous, aftermath } = manifest.sweep;
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
    ...(aftermath === undefined ? [] : [{ name: 'aftermath', digest: prefixed(aftermath.sha256), ...named }]),
    ...snapshot.sources.map(({ name, source, asOf }) => ({ name, digest: null, asOf: asOf ?? null, source })),
  ];
}

function marketOf({ manifest, market }: Scene): Report['markets'][number] {
  const { venue, symbol, contract, quoteCurrency, settlementCurrency, quantoMultiplier } =
    market.snapshot.market;
  return {
    id: manifest.market,
    venue,
    symbol,
    contract: quantoMultiplier === undefined ? contract : 'quanto',
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

/** All of them, every night; those of estimated positions and of quantos only where it is true. */
function limitationsOf({ market }: Scene): Report['limitations'] {
  const without: readonly LimitationId[] = [
    ...(market.accounts === null ? [] : (['POSITIONS_ESTIMATED'] as const)),
    ...(market.snapshot.market.quantoMultiplier === undefined ? (['SETTLEMENT_COIN'] as const) : []),
  ];
  return LIMITATION_IDS.filter((id) => !without.includes(id)).map((id) => ({
    id,
    bias: LIMITATIONS[id].bias,
  }));
}

/** What one market cannot see: margins of hedged owners, and who else the fund serves. */
const SAID: readonly CheckId[] = ['hedged', 'shared-fund'];

/** What the market was accepted with, as a limitation of this report; and what one market cannot see. */
function inputFindings({ market }: Pick<Scene, 'market'>): Report['input'] {
  const { accepted = [], market: own } = market.snapshot;
  return inspect(market)
    .filter((finding) => isAsked(finding) || SAID.includes(finding.what))
    .map(({ what, text }) => ({
      market: own.id,
      what,
      text,
      bias: CHECKS[what].bias,
      reason: accepted.find((one) => one.what === what)?.reason ?? null,
    }));
}

/** Accounts are named by a hash keyed with the sweep's seed, so that a table can be passed on. */
function hashed<T extends { readonly account: number }>(
  { market, sweep }: Manifest,
  accounts: readonly T[],
): (Omit<T, 'account'> & { readonly account: string })[] {
  const key = utf8ToBytes(sweep.seed);
  return accounts.map((own) => ({
    ...own,
    account: bytesToHex(hmac(sha256, key, utf8ToBytes(`${market}/${own.account}`))).slice(0, 16),
  }));
}
