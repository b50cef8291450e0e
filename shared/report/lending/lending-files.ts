import { numbersAndPage } from '../numbers-and-page.ts';
import type { ReportFile } from '../render.ts';
import { lendingPage } from './lending-page.ts';
import { type LendingReport, type LendingRunOf, lendingReport, lendingReportText } from './lending-report.ts';

/** `lending.json` and `lending.html` of the paths of a lending market. */
export const lendingFiles = (run: LendingRunOf): ReportFile[] => lendingFilesOf(lendingReport(run));

export const lendingFilesOf = (report: LendingReport): ReportFile[] =>
  numbersAndPage('lending', lendingReportText(report), (digest) => lendingPage(report, digest));
