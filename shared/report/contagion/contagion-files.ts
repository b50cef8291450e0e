import { numbersAndPage } from '../numbers-and-page.ts';
import type { ReportFile } from '../render.ts';
import { contagionPage } from './contagion-page.ts';
import { type VenueReport, type VenueRunOf, venueReport, venueReportText } from './venue-report.ts';

/** `contagion.json` and `contagion.html` of the paths of several markets. */
export const contagionFiles = (run: VenueRunOf): ReportFile[] => contagionFilesOf(venueReport(run));

export const contagionFilesOf = (report: VenueReport): ReportFile[] =>
  numbersAndPage('contagion', venueReportText(report), (digest) => contagionPage(report, digest));
