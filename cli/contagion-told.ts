import { becauseText, linkingText, spillText } from '../shared/report/contagion/contagion-words.ts';
import { underText } from '../shared/report/contagion/under-words.ts';
import type { VenueReport } from '../shared/report/contagion/venue-report.ts';
import type { RowsTold } from './rows-told.ts';

/** What a report of several markets says first. */
export const contagionTold: RowsTold<VenueReport> = {
  page: 'contagion.html',
  lines: (report) => [
    `venue: ${report.verdict.word}`,
    becauseText(report),
    ...[spillText(report), linkingText(report)].filter((line) => line !== ''),
    ...(report.under.length > 0 ? [`under other assumptions: ${underText(report)}`] : []),
    ...(report.status === 'partial' ? ['partial: paths that could not finish count as failures'] : []),
  ],
  told: ({ status, verdict, sweepDigest }) => ({
    sweepDigest,
    status,
    word: verdict.word,
    decidedBy: verdict.decidedBy,
    reasons: verdict.reasons,
  }),
};
