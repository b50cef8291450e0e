import type { Alert } from '../shared/risk/findings/alert.ts';
import { sendOnce } from './local/notified.ts';
import { note } from './terminal.ts';

/** Until then whoever is told must have answered. */
const PATIENCE_MS = 10_000;

/** What is posted: to Slack its own shape, to anybody else the alerts as well. */
export function messageOf(url: URL, alerts: readonly Alert[]): unknown {
  const lines = alerts.map(
    ({ severity, market, text, action }) => `[${severity}] ${market}: ${text} ${action}`,
  );
  const text = lines.join('\n');
  return url.hostname === 'hooks.slack.com' ? { text } : { text, alerts };
}

/** The page first, and what holds beside it. */
const pagesOf = (alerts: readonly Alert[]): readonly Alert[] =>
  [...alerts]
    .filter(({ clearing }) => !clearing)
    .sort((a, b) => Number(b.severity === 'page') - Number(a.severity === 'page'));

/** Tells somebody of a night that pages, once a folder; throws where nobody took it. */
export async function notifyOf(alerts: readonly Alert[], url: URL, folder: string): Promise<void> {
  const page = alerts.find(({ severity }) => severity === 'page');
  if (!page) return;
  if (await sendOnce(folder, page.id, () => post(url, pagesOf(alerts))))
    note(`${url.host} was told: ${page.text}`);
}

async function post(url: URL, alerts: readonly Alert[]): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(messageOf(url, alerts)),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error: Error) => {
    throw new Error(`${url.host} must take the alerts, got ${String(error.cause ?? error.message)}`, {
      cause: error,
    });
  });
  if (!response.ok)
    throw new Error(`${url.host} must take the alerts, got ${response.status}`, { cause: response.status });
}
