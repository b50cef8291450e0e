import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { messageOf, notifyOf } from '../../cli/notify.ts';
import { webAddress } from '../../cli/options.ts';
import type { Alert } from '../../shared/risk/findings/alert.ts';
import { folder } from './cascade.ts';

const alert = (change: Partial<Alert>): Alert => ({
  id: 'a'.repeat(64),
  type: 'limit.breached',
  market: 'small-perp',
  metric: 'p_ruin',
  side: 'down',
  severity: 'page',
  attachedTo: null,
  clearing: false,
  owner: null,
  action: 'Decide.',
  text: 'P(need > fund) is refuted.',
  value: 0.2,
  bound: 0.1,
  limit: 0.001,
  section: 2,
  cells: [],
  firstSeen: '2026-01-31',
  nights: 1,
  expires: '2026-02-07',
  ...change,
});
const work = alert({ id: 'b'.repeat(64), severity: 'work', text: 'The fund is small.' });
const night = (...alerts: readonly Alert[]) => ({ sweepId: 'nightly-small-perp-2026-01-31', alerts });
const gone = alert({ id: 'c'.repeat(64), severity: 'note', clearing: true, text: 'Gone.' });

describe('a webhook', () => {
  const bodies: string[] = [];
  let status = 200;
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const part of request) body += part;
    bodies.push(body);
    response.writeHead(status).end();
  });
  let url: URL;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  });
  beforeEach(() => {
    bodies.length = 0;
    status = 200;
  });
  afterAll(() => server.close());

  it('is told of a night that pages, the page first, and of what goes with it', async () => {
    await notifyOf(night(work, gone, alert({})), url, fileObjects(folder()));
    const { text, alerts } = JSON.parse(bodies[0]!);
    expect(text).toBe(
      '[page] small-perp: P(need > fund) is refuted. Decide.\n[work] small-perp: The fund is small. Decide.',
    );
    expect(alerts.map(({ id }: Alert) => id[0])).toEqual(['a', 'b']);
  });

  it('is told once, however often the night is run, and nothing of a night that does not page', async () => {
    const out = fileObjects(folder());
    await notifyOf(night(alert({})), url, out);
    await notifyOf(night(alert({})), url, out);
    await notifyOf(night(work), url, out);
    expect(bodies).toHaveLength(1);
  });

  it('that does not take it is a failure, and is told again next time', async () => {
    const out = fileObjects(folder());
    status = 503;
    await expect(notifyOf(night(alert({})), url, out)).rejects.toThrow(
      `${url.host} must take the alerts, got 503`,
    );
    status = 204;
    await notifyOf(night(alert({})), url, out);
    expect(bodies).toHaveLength(2);
    await expect(
      notifyOf(night(alert({})), new URL('http://127.0.0.1:9/'), fileObjects(folder())),
    ).rejects.toThrow(/^127\.0\.0\.1:9 must take the alerts, got /);
  });

  it('of Slack gets text alone', () => {
    expect(messageOf(new URL('https://hooks.slack.com/services/x'), [work])).toEqual({
      text: '[work] small-perp: The fund is small. Decide.',
    });
  });

  it('must be an address', () => {
    expect(() => webAddress('notify')('example.com')).toThrow('notify must be an address like');
    expect(() => webAddress('notify')('ftp://example.com')).toThrow('got ftp://example.com');
    expect(webAddress('notify')('https://example.com/x').pathname).toBe('/x');
  });
});
