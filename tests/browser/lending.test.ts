import { lendingPage } from '../../shared/report/lending/lending-page.ts';
import { reportOf } from '../report/lending/lending-report.ts';
import { promises } from './numbered-page.ts';

// Tests, bands, what is at risk, falls, spiral, loops, two cuts, pools and their paths, every cell, assets.
promises('the page of a lending market', () => lendingPage(reportOf(), 'c'.repeat(64)), {
  sections: 10,
  tables: 12,
  word: 'adequate',
});
