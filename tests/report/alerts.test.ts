// Nothing while nothing crosses a bound; one page a night; nothing flutters.
import { describe, expect, it } from 'vitest';
import { alertLines, alertsOf } from '../../shared/report/alerts/alerts.ts';
import type { Report } from '../../shared/report/report.ts';
import type { Alert } from '../../shared/risk/findings/alert.ts';
import { reportOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const SMALL = { decision: 400, other: 60 };
const bad = reportOf(fixtureReport({ paths: SMALL }));
/** The same with every number inside its limit: what a quiet night looks like. */
const calm: Report = {
  ...bad,
  metrics: bad.metrics.map((metric) => {
    const state = metric.role === 'proof' ? 'proven' : metric.role === 'watch' ? 'inside' : null;
    return {
      ...metric,
      state,
      proof: metric.proof && { ...metric.proof, upper: 0.1 * metric.proof.tolerance },
    };
  }),
  verdicts: bad.verdicts.map((verdict) => ({ ...verdict, raw: 'adequate', published: 'adequate' })),
  frontier: bad.frontier.map((point) => ({ ...point, provenSafe: 5, flags: [] })),
  fund: bad.fund.map((own) => ({ ...own, resources: 1e9 })),
  quality: bad.quality.map((own) => ({ ...own, reasons: [] })),
  alerts: [],
};
const at = (report: Report, day: number): Report => ({
  ...report,
  asOf: `2021-08-${String(day).padStart(2, '0')}T00:00:00Z`,
});
const night = (report: Report, day: number, before: Report | null): Report => {
  const own = at(report, day);
  return { ...own, alerts: alertsOf(own, before) };
};
const brief = (alerts: readonly Alert[]) =>
  alerts.map(({ type, side, severity, nights, clearing }) =>
    [type, side ?? '', severity, nights, clearing ? 'clearing' : ''].join(' ').trim(),
  );

describe('alerts', () => {
  it('are none while nothing crosses a bound', () => {
    const first = night(calm, 1, null);
    expect(first.alerts).toEqual([]);
    expect(night(calm, 2, first).alerts).toEqual([]);
    expect(alertLines([])).toBe('');
  });

  it('page once a market and night, with the others attached, and not again for what is known', () => {
    const quiet = night(calm, 1, null);
    const first = night(bad, 2, quiet);
    const pages = first.alerts.filter(({ severity }) => severity === 'page');
    expect(pages.map(({ type }) => type)).toEqual(['verdict.changed']);
    const attached = first.alerts.filter(({ attachedTo }) => attachedTo === pages[0]!.id);
    expect(attached.some(({ type }) => type === 'limit.breached')).toBe(true);
    for (const own of first.alerts) {
      expect(own.action).not.toBe('');
      expect(own).toMatchObject({ firstSeen: '2021-08-02', nights: 1, clearing: false });
    }
    const second = night(bad, 3, first);
    expect(second.alerts.some(({ severity }) => severity === 'page')).toBe(false);
    const breach = second.alerts.find(({ type }) => type === 'limit.breached')!;
    expect(breach).toMatchObject({ firstSeen: '2021-08-02', nights: 2, expires: '2021-08-10' });
    expect(breach.bound).toBeGreaterThan(breach.limit!);
  });

  it('clear after two nights, and do not wake anybody when they come back in between', () => {
    const breached = night(bad, 2, night(calm, 1, null));
    const once = night(calm, 3, breached);
    expect(once.alerts.length).toBeGreaterThan(0);
    expect(once.alerts.every(({ clearing, type }) => clearing || type === 'verdict.changed')).toBe(true);
    expect(once.alerts.every(({ severity }) => severity === 'note')).toBe(true);
    const back = night({ ...bad, verdicts: calm.verdicts }, 4, once);
    expect(back.alerts.some(({ severity }) => severity === 'page')).toBe(false);
    expect(back.alerts.find(({ type }) => type === 'limit.breached')!.nights).toBe(1);
    expect(night(calm, 4, once).alerts).toEqual([]);
  });

  it('are one where they repeat: the same night has the same ids', () => {
    const quiet = night(calm, 1, null);
    const ids = (report: Report) => report.alerts.map(({ id }) => id);
    const own = night(bad, 2, quiet);
    expect(ids(night(bad, 2, quiet))).toEqual(ids(own));
    expect(new Set(ids(own)).size).toBe(own.alerts.length);
    expect(ids(night(bad, 3, quiet))).not.toEqual(ids(own));
  });

  it('say what is near its limit, what the record shows, and that the code differs', () => {
    const near = {
      ...calm,
      metrics: calm.metrics.map((metric) =>
        metric.id === 'p_ruin' && metric.side === 'down' && metric.proof
          ? { ...metric, proof: { ...metric.proof, upper: 0.9 * metric.proof.tolerance } }
          : metric,
      ),
    };
    expect(brief(night(near, 1, null).alerts)).toEqual(['limit.approaching down note 1']);

    const zone = (colour: 'green' | 'yellow' | 'red') => ({
      ...calm,
      ownRecord: {
        // All that is read of it.
        value: [
          {
            market: 'bitmex-xbtusd',
            side: 'down',
            zone: colour,
            exceptions: 9,
            windows: 300,
            yellowFrom: 6,
            redFrom: 9,
          },
        ],
        reason: null,
      } as unknown as Report['ownRecord'],
    });
    const green = night(zone('green'), 1, null);
    expect(green.alerts).toEqual([]);
    expect(brief(night(zone('yellow'), 2, green).alerts)).toEqual(['record.zone_changed down work 1']);
    expect(brief(night(zone('red'), 2, green).alerts)).toEqual(['record.zone_changed down page 1']);

    const code = (sameModel: boolean) => ({
      ...calm,
      changes: {
        value: [
          {
            market: 'bitmex-xbtusd',
            since: { asOf: '2021-07-31T00:00:00Z' },
            attribution: { sameModel, errata: [{}, {}] },
          },
        ],
        reason: null,
      } as unknown as Report['changes'],
    });
    expect(brief(night(code(true), 1, null).alerts)).toEqual(['code_effect.nonzero  page 1']);
    expect(brief(night(code(false), 1, null).alerts)).toEqual(['erratum.issued  note 1']);
  });

  it('lie beside the report, one a line', () => {
    const own = night(bad, 2, night(calm, 1, null));
    const lines = alertLines(own.alerts).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(own.alerts);
  });
});
