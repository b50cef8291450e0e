import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import type { BuiltReport } from '../../shared/report/build.ts';
import { buildReport } from '../../shared/report/build.ts';
import { alike } from '../../shared/report/display.ts';
import { CLOSING_SENTENCE, LIMITATIONS } from '../../shared/report/limitations.ts';
import { PAGE_SCRIPT } from '../../shared/report/page-script.ts';
import { STYLE } from '../../shared/report/style.ts';
import { filesOf, pageOf } from './files.ts';
import { fixtureInput, fixtureReport, type Options, severalMarkets } from './fixture.ts';

const SMALL = { decision: 400, other: 60 };
const built = fixtureReport({ paths: SMALL });
const page = pageOf(built);

/** What a reader sees, without markup. */
const words = (markup: string): string =>
  markup
    .replace(/<(style|script)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  it('has the sections of a first night, under their numbers', () => {
    const headings = [...page.matchAll(/<h2[^>]*><span class="no">(\d+)<\/span> ([^<]*)/g)].map(
      ([, number, title]) => `${number} ${title}`,
    );
    expect(headings).toEqual([
      '1 Verdict',
      '2 Key numbers',
      '3 Where it breaks, how deep and how fast',
      '4 Frontier',
      '5 Recommended tier table',
      '6 Fund survival and waterfall',
      '7 Reverse stress, and where the design shock comes from',
      '8 Mechanism comparison',
      '11 Data quality',
      '12 Limitations',
      '14 Ordinary days, other assumptions, sensitivity',
      '15 What if',
      '16 Glossary',
      '13 How to reproduce this',
    ]);
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  it('tells of the mark’s age and the largest account where the sweep asks, and of neither elsewhere', () => {
    const stress = { latencySeconds: [120], largestBps: [20_000, 40_000] };
    const input = fixtureInput({ fund: 3_000, sweep: (own) => ({ ...own, stress, mapTolerance: 0.01 }) });
    const row =
      /(?:age of the mark|largest account) (?:above |below )?[\d.]+ (?:[\d.]+|none) (?:[\d.]+|none)/g;
    const told = (own: string) => [...words(own).matchAll(row)].map(String);
    expect(told(pageOf(buildReport(input)))).toEqual([
      'age of the mark above 1.00 1.00 none',
      'largest account 1.56 1.00 4.00',
      'age of the mark above 1.00 1.00 none',
      'largest account 2.00 1.00 4.00',
    ]);
    expect(told(page)).toEqual([]);
  });

  it('states its policy with the hashes of its one script and one style', () => {
    const hash = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
      .exec(page)![1]!
      .replaceAll('&#39;', "'");
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(PAGE_SCRIPT)}; style-src ${hash(STYLE)}; ` +
        "worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'",
    );
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<script type="(text\/plain|application\/json)" id="[\w-]+">/g)).toHaveLength(3); // no script runs these
    expect(page.match(/<script/g)).toHaveLength(4);
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page).toContain(`<script>${PAGE_SCRIPT}</script>`);
    expect(page).toContain(`<style>${STYLE}</style>`);
  });

  it('asks for nothing: no address, no style attribute, no handler', () => {
    const body = page
      .replace(PAGE_SCRIPT, '')
      .replace(STYLE, '')
      .replace(/(<script type)[^>]*>.*?<\/script>/gs, '');
    expect(body).not.toMatch(/\s(?:src|srcset|action|style|on\w+)=/);
    expect([...body.matchAll(/href="([^"]*)"/g)].map(([, target]) => target!.charAt(0))).toEqual(
      expect.arrayContaining(['#']),
    );
    expect(body).not.toMatch(/href="[^#]/);
    expect(STYLE).not.toMatch(/url\(|@import/);
  });

  it('has no id twice, and every reference a target', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids).toEqual([...new Set(ids)]);
    const targets = [...page.matchAll(/(?:href="#|url\(#|aria-labelledby=")([^")]*)/g)].flatMap(([, to]) =>
      to!.split(' '),
    );
    for (const target of targets) expect(ids).toContain(target);
  });

  it('prints every limitation with its bias, and the closing sentence', () => {
    const text = words(page);
    const { SETTLEMENT_COIN: ofQuantos, ...everywhere } = LIMITATIONS;
    expect(text).not.toContain(ofQuantos.limitation);
    for (const { limitation, bias, removedBy } of Object.values(everywhere)) {
      expect(text).toContain(`${limitation} ${bias} ${removedBy}`);
    }
    expect(text).toContain(CLOSING_SENTENCE);
  });

  it('leaves out that positions are estimated where they are not', () => {
    const known = fixtureReport({ paths: SMALL, snapshot: withAccounts });
    expect(words(pageOf(known))).not.toContain(LIMITATIONS.POSITIONS_ESTIMATED.limitation);
    expect(known.body.limitations.map(({ id }) => id)).not.toContain('POSITIONS_ESTIMATED');
  });

  it('prints the assumptions of the snapshot', () => {
    for (const { text } of built.body.assumptions) expect(words(page)).toContain(text.replace(/\s+/g, ' '));
    expect(built.body.assumptions.length).toBeGreaterThan(5);
  });

  it('says in one line of money what is lost beyond margins, what comes into the fund and what is left of it', () => {
    const decided = built.body.verdicts[0]!.decidedBy!.split('/')[1];
    const [median, q99] = built.body.fund.find(({ side }) => side === decided)!.shocks[0]!.waterfall;
    const { fund } = built.body.markets[0]!;
    // Side by side and rounded alike, with the equivalent of the losses.
    const [middle, high, inMiddle, inHigh] = alike([median!.draw, q99!.draw, median!.fundIn, q99!.fundIn]);
    const ends = [median!.fundEnd, q99!.fundEnd];
    const [before, ...after] = alike(
      [fund, ...ends],
      ends.map((end) => end - fund),
    );
    expect(words(page)).toMatch(
      new RegExp(
        `losses beyond margins come to ${middle} XBT \\([^)]* USD\\) in the median path and ${high} XBT \\([^)]* USD\\) in the 99% path; ` +
          `${inMiddle} XBT and ${inHigh} XBT come into the fund, which has ${before} XBT and ends with ${after[0]} XBT and ${after[1]} XBT\\.`,
      ),
    );
    expect(q99!.fundIn).toBeGreaterThan(0);
  });

  it('speaks of the fund only where the fund decided, and of margins where margins did', () => {
    const flips = (options: Options) => {
      const { body, rows } = fixtureReport({ paths: SMALL, ...options });
      const text = words(pageOf({ body, rows }));
      return { decidedBy: body.verdicts[0]!.decidedBy, text };
    };
    const byFund = words(page);
    expect(built.body.verdicts[0]!.decidedBy).toBe('distance/down');
    expect(byFund).toMatch(
      /What would have changed this: [^.]*no fund that was seen would be proven enough\./,
    );
    // A fund that nothing exhausts, and a stricter limit: margins alone are left to decide.
    const byMargins = flips({
      fund: 1e6,
      paths: { decision: 3_000, other: 900 },
      sweep: (sweep) => ({
        ...sweep,
        limits: [{ id: 'coverage', op: '>=', value: 0.997, owner: null, since: null, note: null }],
      }),
    });
    expect(byMargins.decidedBy).toBe('coverage/down');
    expect(byMargins.text).toMatch(
      /After a fall of 15.4% within 240 minutes, losses beyond margins come to [\d.]+% of open interest on average/,
    );
    const line = /What would have changed this: (.*?) What keeps it/.exec(byMargins.text)![1]!;
    expect(line).not.toContain('fund');
    expect(line).toMatch(/proven under .*target-margin.*each alone\./);
  });

  it('puts below zero under coverage, without state or limit, and counts it among nothing', () => {
    const text = words(page);
    expect(text).toMatch(/below zero Mean share of open interest .*? shown, held against no limit/);
    const chart = /id="c1-f".*?<\/figure>/s.exec(page)![0];
    expect(chart).not.toContain('below zero');
    for (const heading of ['maps', 'tiers', 'fund', 'mechanisms']) {
      const part = new RegExp(`<section id="${heading}".*?</section>`, 's').exec(page)![0];
      expect(part).toContain('below zero');
    }
  });

  it('says whose a limit is', () => {
    expect(words(page)).toContain('default of leverage-cascade, nobody’s yet');
    const owned = fixtureReport({
      paths: SMALL,
      sweep: (sweep) => ({
        ...sweep,
        limits: [
          { id: 'p_ruin', op: '<=', value: 0.002, owner: 'risk committee', since: '2026-01-01', note: null },
        ],
      }),
    });
    expect(words(pageOf(owned))).toContain('≤ 0.2% risk committee, 2026-01-01');
  });

  it('draws the map of shortfalls against the limit in force', () => {
    const half = words(page);
    expect(half).toContain('done paths only. Outlined at 50%;');
    expect(half).toMatch(/the tail of needs (passes|stays below) half the fund at/);
    const stricter = fixtureReport({
      paths: SMALL,
      sweep: (sweep) => ({
        ...sweep,
        limits: [{ id: 'es_draw', op: '<=', value: 0.2, owner: null, since: null, note: null }],
      }),
    });
    const text = words(pageOf(stricter));
    expect(text).toContain('done paths only. Outlined at 20%;');
    expect(text).toMatch(/the tail of needs (passes|stays below) 20% of the fund at/);
    expect(text).not.toContain('half the fund');
  });

  it('says what is not judged, which means are medians, and how many paths differ', () => {
    expect(words(page)).toMatch(/ to [^;()]*; [\d,]+ differ\)/);
    expect(words(page)).not.toContain('Not judged');
    const interval = { level: 0.95, sides: 2, lower: -0.002, upper: 0.002, reason: null } as const;
    const body = {
      ...built.body,
      metrics: built.body.metrics.map((metric) =>
        metric.id === 'es_draw' ? { ...metric, state: 'unjudged' as const, reasons: [] } : metric,
      ),
      mechanisms: built.body.mechanisms.map((mechanism) => ({
        ...mechanism,
        metrics: mechanism.metrics.map((metric) => {
          if (metric.id === 'meanDraw') return { ...metric, of: 'median' as const };
          if (metric.id !== 'pRuin' || metric.difference === null) return metric;
          const none = { differing: 0, mean: 0, interval: { ...interval, method: 'paired-count' } };
          return { ...metric, difference: { ...metric.difference, ...none } };
        }),
      })),
    };
    const text = words(pageOf({ ...built, body }));
    const stars = words(page).match(/\d[^*;]{0,40}\*/g)?.length ?? 0;
    expect(text).toContain('Not judged: ES 97.5% of need.');
    expect(text).toContain('too few paths make the tail');
    expect(text.match(/\d[^*;]{0,40}\*/g)?.length ?? 0).toBeGreaterThan(stars);
    expect(text).toContain(
      '* A median: one path is more than half of the sum, and the mean would be that path.',
    );
    expect(text).toContain('no path differed; at most 0.20% do, either way');
  });

  it('gives money of a quanto in its settlement currency alone, and says what is not known of that', () => {
    const of = (own: Partial<Snapshot['market']>) =>
      fixtureReport({ paths: SMALL, market: { contract: 'linear', ...own } });
    const quanto = of({ quantoMultiplier: 0.000001 });
    expect(quanto.body.markets[0]!.contract).toBe('quanto');
    expect(quanto.body.limitations.map(({ id }) => id)).toContain('SETTLEMENT_COIN');
    const told = words(pageOf(quanto));
    expect(told).toContain('quanto, mark 32,184.89 USD');
    expect(told).toContain(
      'Prices are in USD, money is in XBT, which decides. What XBT is worth in USD is not in the model',
    );
    expect(told).toContain(LIMITATIONS.SETTLEMENT_COIN.limitation);
    // No amount but the mark price is in the currency of prices.
    expect(told.match(/\d[\d,.]*(?:[\u00a0 ](?:k|M|bn))?[\u00a0 ]USD\b/g)).toEqual(['32,184.89 USD']);
    // Floors count satoshi, not cents.
    expect(quanto.body.tiers[0]!.unitsPerCurrency).toBe(100_000_000);
    const linear = of({ settlementCurrency: 'USDC' });
    expect(linear.body.tiers[0]!.unitsPerCurrency).toBe(100);
    expect(linear.body.limitations.map(({ id }) => id)).not.toContain('SETTLEMENT_COIN');
    expect(words(pageOf(linear))).not.toContain('is not in the model');
  });

  it('shows a small price in digits that tell it apart', () => {
    const [market] = built.body.markets;
    for (const [markPrice, shown] of [
      [0.05455, '0.05455'],
      [27.499, '27.499'],
      [438, '438.00'],
    ] as const)
      expect(
        words(pageOf({ ...built, body: { ...built.body, markets: [{ ...market!, markPrice }] } })),
      ).toContain(`mark ${shown} USD`);
  });

  it('gives money of an inverse contract in coin, with its equivalent at the mark', () => {
    expect(words(page)).toMatch(/260\u00a0?\s?XBT \(8\.37\u00a0?\s?M\u00a0?\s?USD\)/);
    expect(words(page)).toContain(
      'Money is in XBT, which decides; USD in brackets is the equivalent at the snapshot’s mark price.',
    );
  });

  it('shows what tiers only appear to cover, where the sweep asks for it', () => {
    const asking = (splitting: number[]) =>
      words(
        pageOf(
          fixtureReport({
            paths: SMALL,
            sweep: (sweep) => ({ ...sweep, axes: { ...sweep.axes, splitting } }),
          }),
        ),
      );
    const text = asking([0, 1, 2]);
    expect(text).toContain('Draw of bitmex-xbtusd, XBT, if accounts split to stay in low tiers');
    for (const who of ['nobody', 'above tier 1, 200 XBT', 'above tier 2, 300 XBT'])
      expect(text).toContain(who);
    expect(asking([0])).not.toContain('stay in low tiers');
  });

  it('holds the command that makes one cell again', () => {
    expect(words(page)).toContain(
      'npx --no-install cascade simulate --sweep-id xbtusd-nightly-fixture --cell bitmex-xbtusd/full/L10000/m10000/d10000/s-1540',
    );
  });
});

describe('a report that is not complete', () => {
  const lost = fixtureReport({
    paths: SMALL,
    isLost: ({ index }) => index >= 20 && index < 27,
    isUnfinished: ({ id }, path) => id.endsWith('/full/L10000/m10000/d10000/s-500') && path < 3,
  });
  const text = words(pageOf(lost));

  it('opens with what is missing, before the heading and the verdict', () => {
    const first = text.indexOf('This report is not complete (lost).');
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(text.indexOf('Margin adequacy of bitmex XBTUSD', first));
    expect(text.slice(first, first + 400)).toContain(
      '7 of 496 cells missing, 1 of 496 cells partial, 423 of 38,960 paths missing and 3 of them could not finish',
    );
    expect(text.slice(first, first + 700)).toContain('bitmex-xbtusd/full/L5000/m10000/d10000/s-3500 to');
  });

  it('opens with paths that could not finish where the verdict rests on them, and else says so in a line', () => {
    const unfinished = (shock: number) =>
      words(
        pageOf(
          fixtureReport({
            paths: SMALL,
            isUnfinished: ({ id }, path) => id.endsWith(`/full/L10000/m10000/d10000/s${shock}`) && path < 3,
            input: { close: { status: 'complete', reason: null } },
          }),
        ),
      );
    const opening =
      /^.{0,200}Not every path of this report has finished\. .*1 of 496 cells partial, 3 of [\d,]+ paths missing/;
    expect(unfinished(-1540)).toMatch(opening);
    const elsewhere = unfinished(-500);
    expect(elsewhere).not.toMatch(opening);
    expect(elsewhere).toMatch(
      /Missing: 1 of 496 cells partial, 3 of [\d,]+ paths missing and 3 of them could not finish; no verdict rests on them \(section 11\)\./,
    );
  });

  it('gives no verdict when a gate fails, and says which', () => {
    expect(lost.body.verdicts[0]!.published).toBe('none');
    expect(text).toContain('No verdict can be given. Fewer than 99% of the planned cells are present.');
  });

  it('names the paths that could not finish', () => {
    expect(text).toContain('s-500: 3 of 60 paths could not finish, the first is number 0');
  });

  it('draws the missing cells as missing and lists them', () => {
    const one = fixtureReport({
      paths: SMALL,
      isLost: ({ id }) => id.endsWith('L10000/m10000/d10000/s-500'),
    });
    const drawn = pageOf(one);
    expect(/id="c13-down-f".*?<\/figure>/s.exec(drawn)![0]).toMatch(/class="missing" d="M/);
    expect(/id="c2-down-f".*?<\/figure>/s.exec(drawn)![0]).toContain('<td>missing');
  });
});

describe('hostile names', () => {
  const NAMES = ['</script><svg onload=alert(1)>', '=1+1', `"double" & 'single'`, 'سوق <b>عقود</b>'];
  it.each(NAMES)('%s reaches the page as text', (symbol) => {
    const hostile = fixtureReport({
      paths: { decision: 60, other: 20 },
      market: { symbol, venue: symbol },
      snapshot: (snapshot) => ({
        ...snapshot,
        assumptions: [{ id: 'note', text: symbol }],
        sources: [{ name: 'depth', source: symbol }],
      }),
    });
    const drawn = pageOf(hostile);
    const escaped = (raw: string) =>
      raw
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;');
    expect(drawn).toContain(`<bdi>${escaped(symbol)}</bdi>`);
    expect(drawn).not.toMatch(/<svg onload|<b>عقود/);
    expect(drawn.match(/<script/g)).toHaveLength(4);
    expect(drawn.match(/<\/script/g)).toHaveLength(4);
    expect(words(drawn)).toContain(symbol.replace(/\s+/g, ' '));
  });
});

describe('equal input gives equal bytes', () => {
  const same = (a: BuiltReport, b: BuiltReport) => {
    const [one, other] = [filesOf(a), filesOf(b)];
    expect([...one.keys()]).toEqual([...other.keys()]);
    for (const [path, bytes] of one) expect(Buffer.from(other.get(path)!).equals(bytes), path).toBe(true);
  };

  it('when rendered again', () => {
    same(built, built);
    same(built, fixtureReport({ paths: SMALL }));
  });

  it('when the kept paths come in another order', () => {
    const input = fixtureInput({ paths: SMALL });
    const reversed = new Map([...input.results.paths].reverse());
    same(built, buildReport({ ...input, results: { ...input.results, paths: reversed } }));
  });

  it('when the keys of the value come in another order', () => {
    const turned = <T>(value: T): T => {
      if (Array.isArray(value)) return value.map(turned) as T;
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, turned(part)]),
      ) as T;
    };
    same(built, { body: turned(built.body), rows: built.rows });
  });
});

describe('budgets', () => {
  // Four markets of 600 cells a map.
  const leverageBps = Array.from({ length: 20 }, (_, i) => 5_000 + 500 * (i + 1));
  const sizes = Array.from({ length: 30 }, (_, i) => 110 * (i + 1));
  const shocks = [...sizes.map((size) => -size), ...sizes, -1540, 1310, -1925].sort((a, b) => a - b);
  const options: Options = {
    paths: { decision: 300, other: 40 },
    sweep: (sweep) => ({
      ...sweep,
      axes: { ...sweep.axes, leverageBps, maintenanceBps: [10_000], shockBps: [...new Set(shocks)] },
      design: {
        minutes: 240,
        down: [{ shockBps: -1540, weight: 1 }],
        up: [{ shockBps: 1310, weight: 1 }],
      },
    }),
  };
  const large = severalMarkets(4, options);
  const drawn = pageOf(large);

  it('keep four markets of 600 cells under 1 MB, 300 kB compressed, 3,000 drawn elements', () => {
    expect(Buffer.byteLength(drawn)).toBeLessThan(1_000_000);
    expect(gzipSync(drawn).length).toBeLessThan(300_000);
    const drawings = [...drawn.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => svg);
    const elements = drawings.reduce((sum, svg) => sum + svg.match(/<[a-z]/g)!.length, 0);
    expect(elements).toBeLessThan(3_000);
  });

  it('never draw more than 600 cells a map, and say what is left out', () => {
    for (const [, edges, rows] of drawn.matchAll(/data-edges="([^"]*)" data-rows="\S+ \S+ (\d+)"/g)) {
      expect((edges!.split(' ').length - 1) * Number(rows)).toBeLessThanOrEqual(600);
    }
    expect(words(drawn)).toContain('leverages are left out to keep the map readable; the table has them.');
  });

  it('list at most a thousand entries of what could not finish, and say how many more there are', () => {
    const many = fixtureReport({ paths: { decision: 50, other: 5 } });
    const [quality] = many.body.quality;
    const unfinished = Array.from({ length: 1_234 }, (_, i) => ({
      cell: `cell-${i}`,
      planned: 5,
      unfinished: 1,
      first: 0,
    }));
    const page = words(pageOf({ ...many, body: { ...many.body, quality: [{ ...quality!, unfinished }] } }));
    expect(page).toContain('What is missing or could not finish: 1,234 entries');
    expect(page).toContain('Counted as failing: cell-999:');
    expect(page).not.toContain('Counted as failing: cell-1000:');
    expect(page).toContain('And 234 more, in report.json.');
  });

  it('list at most 500 points of mechanisms that are not in force, and say how many more there are', () => {
    const built = fixtureReport({ paths: { decision: 50, other: 5 } });
    const others = Array.from({ length: 512 }, () => ({ ...built.body.frontier[0]!, mechanism: 'another' }));
    const page = pageOf({ ...built, body: { ...built.body, frontier: [...built.body.frontier, ...others] } });
    const own = built.body.frontier.filter(({ mechanism }) => mechanism !== built.body.base[0]!.mechanism);
    expect(words(page)).toContain(`${own.length + 12} more are left out to keep the page small`);
  });

  it('draw at most sixty shocks a side, the design’s among them', () => {
    const shocks = Array.from({ length: 130 }, (_, i) => 500 + 40 * i);
    const { body, rows } = fixtureReport({
      paths: { decision: 50, other: 5 },
      sweep: (sweep) => {
        const design = [...sweep.design.down, ...sweep.design.up].map(({ shockBps }) => shockBps);
        const all = new Set([...shocks.map((size) => -size), ...shocks, ...design]);
        const shockBps = [...all].sort((a, b) => a - b);
        return { ...sweep, axes: { ...sweep.axes, shockBps, leverageBps: [10_000, 20_000] } };
      },
    });
    for (const { side, shocksBps, leftOut, leverages, cells } of rows.planes) {
      expect(shocksBps.length).toBeLessThanOrEqual(60);
      expect(shocksBps).toEqual(
        expect.arrayContaining(
          body.design.find((own) => own.side === side)!.mixture.map(({ shockBps }) => shockBps),
        ),
      );
      expect(leftOut).toEqual({
        leverages: 0,
        shocks:
          new Set(body.frontier.flatMap((own) => (own.side === side ? own.shockBps : []))).size -
          shocksBps.length,
      });
      expect(cells.length).toBe(leverages.length * shocksBps.length);
    }
    expect(words(pageOf({ body, rows }))).toMatch(/\d+ shocks are left out to keep the map readable/);
  });

  it('leave out the smallest markets of a page that would be larger, and say so', () => {
    const six = words(pageOf(severalMarkets(6, options)));
    expect(six).toContain('PERP5 : Left out of the page to keep it small; the tables have it.');
    expect(six).toMatch(/PERP5 inadequate/);
    expect(six).not.toContain('PERP5 on bitmex');
    expect(six).toContain('PERP0 on bitmex');
    expect(Buffer.byteLength(pageOf(severalMarkets(6, options)))).toBeLessThan(1_000_000);
  });

  it('keep the script under 30 kB', () => {
    expect(Buffer.byteLength(PAGE_SCRIPT)).toBeLessThan(30_000);
  });

  it('say how good the venue is: as its worst market', () => {
    expect(words(drawn)).toContain('The venue is as good as its worst market: inadequate');
  });
});

function withAccounts(snapshot: ReturnType<typeof fixtureInput>['market']['snapshot']) {
  const size = snapshot.market.openInterest / 4;
  const row = (side: 1 | -1, account: string) => ({
    side,
    quantity: size,
    entryPrice: snapshot.market.markPrice,
    collateral: size / snapshot.market.markPrice / 3,
    account,
  });
  const rows = [1, 2, 3, 4].flatMap((i) => [row(1, `long ${i}`), row(-1, `short ${i}`)]);
  return { ...snapshot, positions: { kind: 'accounts' as const, rows } };
}
