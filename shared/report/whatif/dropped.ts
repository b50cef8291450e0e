import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { refuse, utf8 } from '../../market/parse.ts';
import { type Before, compared } from '../compare.ts';
import { timeText } from '../display.ts';
import { type Html, html, text } from '../markup.ts';
import { parseReport, type Report } from '../report.ts';
import { comparison } from '../sections/comparison.ts';
import { note } from '../sections/section.ts';

/** What a page carries of its own report, to be compared with another one. */
export interface PageReport extends Before, Pick<Report, 'markets'> {
  /** SHA-256 of report.json, 64 hex digits. */
  readonly sha256: string;
  /** SHA-256 of the report that section 9 compares with, 64 hex digits; null: there is none. */
  readonly since: string | null;
}

/** Just what a comparison reads: the page has no room for the rest. */
export function pageReportOf(report: Report, reportDigest: string): PageReport {
  const { sweepId, asOf, engine, markets, conditions, limits } = report;
  return {
    sweepId,
    asOf,
    engine: { version: engine.version },
    markets,
    conditions,
    limits,
    verdicts: report.verdicts.map(({ market, published, decidedBy }) => ({ market, published, decidedBy })),
    metrics: report.metrics.map(({ market, id, side, version, unit, value, reason, state }) => ({
      market,
      id,
      side,
      version,
      unit,
      value,
      reason,
      state,
    })),
    sha256: hexOf(reportDigest),
    since: report.changes.value?.[0] ? hexOf(report.changes.value[0].since.digest) : null,
  };
}

const hexOf = (digest: string): string => digest.replace('sha256:', '');

const SUBJECT = 'the file';

/**
 * The page's report beside another one, the earlier first, as `cascade diff` tells two files. Throws in words what the bytes are not:
 * they are anybody's, and are read as strictly as every other report.
 */
export function comparedWith(own: PageReport, bytes: Uint8Array): Html {
  const other = parseReport(utf8(SUBJECT, bytes), SUBJECT);
  const digest = bytesToHex(sha256(bytes));
  if (digest === own.sha256) refuse(SUBJECT, 'be another report than that of this page', 'the same');
  const isEarlier = other.asOf <= own.asOf;
  const changes = isEarlier
    ? compared({ report: other, sha256: digest }, own)
    : compared({ report: own, sha256: own.sha256 }, other);
  if (changes.length === 0) {
    const ids = own.markets.map(({ id }) => id).join(', ');
    refuse(SUBJECT, `hold a market of this page, ${ids}`, other.markets.map(({ id }) => id).join(', '));
  }
  const markets = isEarlier ? own.markets : other.markets;
  const parts = changes.map((change) => {
    const market = markets.find(({ id }) => id === change.market)!;
    const heading = html`<h3><bdi>${text(market.symbol)}</bdi> on <bdi>${text(market.venue)}</bdi></h3>`;
    return html`${heading}${comparison(market, change)}`;
  });
  return html`${note(...aboutText(own, { asOf: other.asOf, digest, isEarlier }))}${parts}`;
}

function aboutText(
  own: PageReport,
  {
    asOf,
    digest,
    isEarlier,
  }: { readonly asOf: string; readonly digest: string; readonly isEarlier: boolean },
): string[] {
  const which = isEarlier
    ? `Before: the file, as of ${timeText(asOf)}. Now: this page, as of ${timeText(own.asOf)}.`
    : `Before: this page, as of ${timeText(own.asOf)}. Now: the file, as of ${timeText(asOf)}.`;
  const known = digest === own.since ? ['Section 9 compares with just this report, and says why.'] : [];
  return [which, ...known, `SHA-256 of the file: ${digest}.`];
}
