import { tellOnce } from '../functions/nightly/announce.ts';
import type { Objects } from '../functions/ports.ts';
import { alertText } from '../shared/report/alerts/alert-text.ts';
import type { Report } from '../shared/report/report.ts';
import type { Alert } from '../shared/risk/findings/alert.ts';
import { note } from './terminal.ts';

/** Until then whoever is told must have answered. */
const PATIENCE_MS = 10_000;

/** What is posted: to Slack its own shape, to anybody else the alerts as well. */
export function messageOf(url: URL, alerts: readonly Alert[]): unknown {
  const text = alertText(alerts);
  return url.hostname === 'hooks.slack.com' ? { text } : { text, alerts };
}

/** Tells somebody of a night that pages, once in a store; throws where nobody took it. */
export async function notifyOf(
  { sweepId, alerts }: Pick<Report, 'sweepId' | 'alerts'>,
  url: URL,
  objects: Objects,
): Promise<void> {
  await tellOnce(objects, sweepId, alerts, async (page, all) => {
    await post(url, all);
    note(`${url.host} was told: ${page.text}`);
  });
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
