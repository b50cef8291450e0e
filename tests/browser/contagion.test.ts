import { contagionPage } from '../../shared/report/contagion/contagion-page.ts';
import { reportOf } from '../report/contagion/venue-report.ts';
import { promises } from './numbered-page.ts';

// Tests, three matrices and all together, linking, cover, shocks (1 + 2), rules, two markets, assumptions, sources.
promises('the page of several markets', () => contagionPage(reportOf(), 'c'.repeat(64)), {
  sections: 10,
  tables: 15,
  word: 'inadequate',
});
