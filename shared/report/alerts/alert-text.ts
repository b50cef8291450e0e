import type { Alert } from '../../risk/findings/alert.ts';

/** What holds: the page first, and what goes with it; without what is about to be gone. */
export const pagesOf = (alerts: readonly Alert[]): readonly Alert[] =>
  alerts
    .filter(({ clearing }) => !clearing)
    .sort((a, b) => Number(b.severity === 'page') - Number(a.severity === 'page'));

/** Alerts for people, a line each: how urgent, what was seen, what to do. */
export const alertText = (alerts: readonly Alert[]): string =>
  alerts.map(({ severity, market, text, action }) => `[${severity}] ${market}: ${text} ${action}`).join('\n');
