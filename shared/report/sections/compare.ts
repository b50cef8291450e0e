import { canonicalJson } from '../../market/digest.ts';
import { type Html, html, json, text } from '../markup.ts';
import type { Report } from '../report.ts';
import { pageReportOf } from '../whatif/dropped.ts';

/** Whatever order the keys of a report have, its page has equal bytes. */
const sorted = (value: unknown): unknown => JSON.parse(canonicalJson(value));

/** A place for another report.json, which is compared with this page's; empty until a script opens it. */
export const compareSection = (report: Report, reportDigest: string): Html =>
  html`<section id="compare" aria-labelledby="compare-h"><h2 id="compare-h">Compare with another report</h2><details class="compare"><summary>${text('Choose or drop a report.json of another night')}</summary><div class="wi-body"><p class="note">Comparing needs scripts, which are off in this browser or blocked for this file. The command line compares, too: cascade diff EARLIER LATER.</p></div></details><script type="application/json" id="own-report">${json(sorted(pageReportOf(report, reportDigest)))}</script></section>`;
