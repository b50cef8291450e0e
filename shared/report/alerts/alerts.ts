import { dateOf, dayOf } from '../../market/days.ts';
import { sha256 } from '../../market/digest.ts';
import { ALERT_TYPES, Alert, type AlertType } from '../../risk/findings/alert.ts';
import type { Report } from '../report.ts';
import { type AlertedNight, type SeenAlert, seenIn } from './seen.ts';

/** Days after which an alert is forgotten if nobody renews it. */
const DAYS: Readonly<Partial<Record<AlertType, number>>> = { 'verdict.changed': 1, 'erratum.issued': 1 };
const USUAL_DAYS = 7;
/**
 * What somebody should know of a night (report.md 5.5): nothing while nothing crosses a bound. A page is for what was inside
 * the night before, and there is one at most; what held then and does not now stays for a night, so that nothing flutters.
 */
export function alertsOf(now: AlertedNight, before: Report | null): Alert[] {
  return now.verdicts.flatMap(({ market }) => {
    const yesterday = (before?.alerts ?? []).filter((own) => own.market === market);
    const seen = seenIn(now, before, market);
    const date = now.asOf.slice(0, 10);
    const held = seen.map((own): Alert => {
      const known = yesterday.find((other) => isSame(own, other));
      const days = DAYS[own.type] ?? USUAL_DAYS;
      return {
        id: idOf(own, market, date),
        ...own,
        market,
        // Who was woken once need not be again.
        severity: known && own.severity === 'page' ? 'work' : own.severity,
        attachedTo: null,
        clearing: false,
        firstSeen: known?.firstSeen ?? date,
        nights: (known && !known.clearing ? known.nights : 0) + 1,
        expires: dateOf(dayOf(date) + days),
      };
    });
    const clearing = yesterday
      .filter((own) => !own.clearing && own.expires > date && !seen.some((other) => isSame(own, other)))
      .map((own): Alert => ({ ...own, severity: 'note', attachedTo: null, clearing: true }));
    return onePage([...held, ...clearing]);
  });
}

/** One object a line, for whatever reads logs. */
export const alertLines = (alerts: readonly Alert[]): string =>
  alerts.map((own) => `${Alert.print(own, 'alert')}\n`).join('');

const isSame = (
  a: Pick<Alert, 'type' | 'metric' | 'side'>,
  b: Pick<Alert, 'type' | 'metric' | 'side'>,
): boolean => a.type === b.type && a.metric === b.metric && a.side === b.side;

const idOf = ({ type, metric, side }: SeenAlert, market: string, date: string): string =>
  sha256([type, market, metric ?? '', side ?? '', date].join('\n'));

/** The first of those that would page does; the others go with it. */
function onePage(alerts: readonly Alert[]): Alert[] {
  const sorted = [...alerts].sort((a, b) => ALERT_TYPES.indexOf(a.type) - ALERT_TYPES.indexOf(b.type));
  const page = sorted.find(({ severity }) => severity === 'page');
  return sorted.map((own) =>
    own.severity === 'page' && own !== page ? { ...own, severity: 'work', attachedTo: page!.id } : own,
  );
}
