import { sha256 } from '../../market/digest.ts';
import type { ReportFile } from '../render.ts';
import { contagionPage } from './contagion-page.ts';
import { type VenueReport, type VenueRunOf, venueReport, venueReportText } from './venue-report.ts';

/** The numbers of a report of several markets, and the page, which carries their digest. */
export const contagionFiles = (run: VenueRunOf): ReportFile[] => filesOfReport(venueReport(run));

export function filesOfReport(report: VenueReport): ReportFile[] {
  const text = venueReportText(report);
  const page = contagionPage(report, sha256(text));
  const bytes = new TextEncoder();
  return [
    ['contagion.json', bytes.encode(text)],
    ['contagion.html', bytes.encode(page)],
  ];
}
