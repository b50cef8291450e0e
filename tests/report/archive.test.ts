import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf, monthsBetween, utcOf, weekdayOf } from '../../shared/market/days.ts';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { ARCHIVE_SCRIPT } from '../../shared/report/archive/archive-script.ts';
import {
  type ArchivedNight,
  archivedNights,
  type Setting,
} from '../../shared/report/archive/archived-night.ts';
import { missingDates } from '../../shared/report/archive/calendar.ts';
import { changesOf } from '../../shared/report/archive/settings.ts';
import type { Word } from '../../shared/risk/findings/verdict.ts';
import { reportOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

describe('days', () => {
  it('are those of the calendar, leap years and centuries too', () => {
    for (let day = dayOf('1999-12-25'); day < dayOf('2004-03-05'); day++) {
      const date = new Date(day * 86_400_000);
      expect(dateOf(day)).toBe(date.toISOString().slice(0, 10));
      expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
    }
    expect(dateOf(dayOf('2100-02-28') + 1)).toBe('2100-03-01');
    expect(dateOf(-1)).toBe('1969-12-31');
    expect(weekdayOf(-5)).toBe(5);
    expect(utcOf(1_709_337_661)).toBe('2024-03-02T00:01:01Z');
    expect(monthsBetween('2023-11-30', '2024-02-01')).toEqual(['2023-11', '2023-12', '2024-01', '2024-02']);
  });
});

const report = reportOf(fixtureReport({ paths: { decision: 60, other: 20 } }));

const night = (date: string, word: Word = 'watch', change: Partial<ArchivedNight> = {}): ArchivedNight => ({
  ...archivedNights(report, {
    date,
    href: `sweeps/nightly-x-${date}/reports/0001/report.html`,
    kind: 'night',
  })[0]!,
  word,
  raw: word,
  ...change,
});

describe('the archive', () => {
  const nights = [
    night('2024-02-27'),
    night('2024-02-28', 'inadequate'),
    night('2024-03-01', 'adequate'),
    night('2024-03-01', 'none', { kind: 'beside', sweepId: 'x-2024-03-01-0123456789ab', href: 'other.html' }),
    night('2024-03-02', 'watch', { status: 'partial', raw: 'adequate' }),
  ];
  const page = renderArchive(nights);
  const words = page
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

  it('keeps of a report what it shows: word, test, numbers with their worse end and limit', () => {
    const [own] = archivedNights(report, { date: '2024-03-01', href: 'x', kind: 'night' });
    const metric = report.metrics.find(({ id, side }) => id === 'coverage' && side === 'down')!;
    expect(own).toMatchObject({
      market: 'bitmex-xbtusd',
      symbol: 'XBTUSD',
      word: report.verdicts[0]!.published,
      decidedBy: report.verdicts[0]!.decidedBy,
    });
    expect(own!.points.find(({ id, side }) => id === 'coverage' && side === 'down')).toEqual({
      id: 'coverage',
      side: 'down',
      value: metric.value,
      bound: metric.interval.lower,
      limit: 0.995,
      state: metric.state,
    });
  });

  it('is a function of the nights alone, in whatever order they come', () => {
    expect(renderArchive([...nights].reverse())).toBe(page);
  });

  it('shows every day with its word and link, a missing one as missing, and a run beside the night', () => {
    expect(missingDates(nights)).toEqual(['2024-02-29']);
    expect(page).toMatch(/<td class="gone"><span class="day">29<\/span> <span class="sub">no report<\/span>/);
    expect(page).toContain(
      '<td class="inadequate"><a href="sweeps/nightly-x-2024-02-28/reports/0001/report.html">',
    );
    expect(page).toMatch(/<td class="adequate">.*?<span class="sub">\+1<\/span>/s);
    expect(page).toMatch(/<span class="sub">partial<\/span>/);
    expect(words).toContain('watch on 2 March 2024. Of 4 nights: adequate 1, watch 2, inadequate 1.');
    expect(words).toContain('1 night is missing in between: 2024-02-29.');
    expect(words).toContain('beside the night');
    expect(words).toContain('(that night alone: adequate)');
    // Days before the first and after the last are not missing.
    expect(page.match(/no report/g)).toHaveLength(1);
  });

  it('draws a line for each key number with its bound and its limit, broken where a night is missing', () => {
    expect(page.match(/<figure class="line">/g)!.length).toBeGreaterThanOrEqual(16);
    const lines = [...page.matchAll(/<path class="ink" d="([^"]*L[^"]*)"/g)].map(([, d]) => d!);
    for (const d of lines) expect(d.match(/M/g)).toHaveLength(2);
    expect(words).toMatch(/coverage, down [\d.]+%, bound [\d.]+%, limit 99\.5%/);
  });

  it('lists who set which limit, when and why, once and again where it changed', () => {
    const ruin = (change: Partial<Setting>) =>
      night('2024-03-01').settings.map((own) => (own.id === 'p_ruin' ? { ...own, ...change } : own));
    const set = { text: '\u2264\u00a00.01', owner: 'risk committee', since: '2024-03-02', note: 'minutes 3' };
    const changed = [
      night('2024-03-01'),
      night('2024-03-02', 'watch', { settings: ruin(set) }),
      night('2024-03-03', 'watch', { settings: ruin(set) }),
    ];
    const own = changesOf(changed).filter(({ setting }) => setting.id === 'p_ruin');
    expect(own.map(({ date, before }) => [date, before?.text ?? null])).toEqual([
      ['2024-03-01', null],
      ['2024-03-02', '\u2264\u00a00.001'],
    ]);
    expect(changesOf(changed).length).toBe(changed[0]!.settings.length + 1);
    expect(renderArchive(changed)).toMatch(
      /limit p_ruin<td>≤.0\.01<td>≤.0\.001<td>risk committee<td>2024-03-02<td>minutes 3/,
    );
  });

  it('runs no script but its own, asks for nothing, and is whole without scripts', () => {
    const hash = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    const style = /<style>(.*?)<\/style>/s.exec(page)![1]!;
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(ARCHIVE_SCRIPT)}; style-src ${hash(style)}; ` +
        "worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'",
    );
    expect(page.replace(ARCHIVE_SCRIPT, '')).not.toMatch(/\s(?:src|srcset|action|style|on\w+)=/);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('escapes what a venue is called', () => {
    const hostile = '</script><svg onload=alert(1)>';
    const own = renderArchive([night('2024-03-01', 'watch', { symbol: hostile, venue: '"&' })]);
    expect(own).not.toContain(hostile);
    expect(own).toContain('&quot;&amp; &lt;/script&gt;&lt;svg onload=alert(1)&gt;');
  });

  it('of a year of two markets stays small and lists every market', () => {
    const year = Array.from({ length: 365 }, (_, day) => dateOf(dayOf('2025-01-01') + day));
    const large = renderArchive(
      ['one', 'two'].flatMap((market) => year.map((date) => night(date, 'watch', { market }))),
    );
    expect(Buffer.byteLength(large)).toBeLessThan(1_500_000);
    expect(large).toContain('<nav aria-label="Markets">');
  });
});
