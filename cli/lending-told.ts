import type { LendingReport } from '../shared/report/lending/lending-report.ts';
import {
  becauseText,
  cutText,
  flipsText,
  ordinaryText,
  poolsText,
  toxicText,
} from '../shared/report/lending/lending-words.ts';
import type { RowsTold } from './rows-told.ts';

/** What a report of a lending market says first. */
export const lendingTold: RowsTold<LendingReport> = {
  page: 'lending.html',
  lines: (report) => [
    `market: ${report.verdict.word}`,
    ...[becauseText, flipsText, toxicText, cutText, poolsText, ordinaryText]
      .map((words) => words(report))
      .filter((words) => words !== ''),
  ],
  told: ({ verdict, sweepDigest, firstToxic }) => ({
    sweepDigest,
    word: verdict.word,
    decidedBy: verdict.decidedBy,
    flips: verdict.flips,
    firstToxic,
    reasons: verdict.reasons,
  }),
};
