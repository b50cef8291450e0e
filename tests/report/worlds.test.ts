import { describe, expect, it } from 'vitest';
import { type BuiltReport, buildReport } from '../../shared/report/build.ts';
import { INPUT_WORDS } from '../../shared/report/input-words.ts';
import { rowOrder } from '../../shared/report/row-order.ts';
import { apartNamed, apartText } from '../../shared/report/sections/recorded.ts';
import { tablesOf } from '../../shared/report/tables.ts';
import type { Alternative } from '../../shared/risk/findings/alternative.ts';
import { ordinaryDays } from '../../shared/risk/ordinary/ordinary-days.ts';
import { cellAt } from '../../shared/sweep/cells.ts';
import { wholeListing } from '../../shared/sweep/listing.ts';
import { pageOf } from './files.ts';
import { fixtureInput } from './fixture.ts';

const texts = ['depth halves', 'nobody buys beyond the book', 'the fund is half'];
const input = fixtureInput({
  paths: { decision: 400, other: 60 },
  sweep: (sweep) => ({
    ...sweep,
    alternatives: [
      {
        id: 'half-depth',
        text: texts[0]!,
        owner: 'risk',
        assumption: 'depth-recovery',
        change: { depthScale: 0.5 },
        paths: 50,
      },
      { id: 'nobody', text: texts[1]!, owner: null, change: { beyond: 'stop' }, paths: 50 },
      { id: 'half-fund', text: texts[2]!, owner: null, change: { fundScale: 0.5 }, paths: 50 },
    ],
    sensitivity: { paths: 40 },
  }),
});
const built = buildReport(input);

const words = (markup: string) =>
  markup
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
/** The same report with these words of its alternatives, and another verdict. */
function saying(own: readonly Alternative['word'][], verdict: Record<string, unknown> = {}): string {
  const { body, rows } = built;
  const alternatives = own.map((word, i) => ({ ...body.alternatives[i]!, word }));
  const verdicts = [{ ...body.verdicts[0]!, ...verdict }];
  return words(pageOf({ body: { ...body, alternatives, verdicts } as BuiltReport['body'], rows }));
}

describe('the first screen under other assumptions', () => {
  it('says under how many the verdict is proven, and names those that decide, with the price of asking', () => {
    expect(saying(['open', 'refuted', 'proven'], { raw: 'watch' })).toContain(
      'Under other assumptions: proven under 1 of 3; open if depth halves; refuted if nobody buys beyond the book. By chance up to 0.15 of 3 may be called refuting.',
    );
    expect(saying(['proven', 'proven', 'proven'], { raw: 'adequate' })).toContain(
      'proven under all 3. By chance',
    );
    expect(saying(['open', 'open', 'proven'], { raw: 'watch' })).toContain(
      'proven under 1 of 3; open if depth halves, or if nobody buys beyond the book.',
    );
  });

  it('says when one would turn an inadequate verdict, which it never softens', () => {
    expect(saying(['refuted', 'refuted', 'proven'], { raw: 'inadequate' })).toContain(
      'proven under 1 of 3; proven if the fund is half; refuted if depth halves, or if nobody buys beyond the book.',
    );
  });

  it('says that an assumption decides, where no test of the base does', () => {
    const reasons = [{ code: 'ASSUMPTION_DECIDES', metric: null, side: null, cells: [] }];
    const page = saying(['refuted', 'proven', 'proven'], {
      raw: 'watch',
      published: 'watch',
      decidedBy: null,
      reasons,
    });
    expect(page).toContain('so the assumption decides, not the margins.');
    expect(page).not.toContain('No test decided.');
  });

  it('says that no alternative was run, and counts the marks of the sensitivity table', () => {
    expect(saying([])).toContain('none was run: the verdict rests on one value of every assumption.');
    const { body } = built;
    const lines = body.sensitivity.filter((row) => row.input !== null);
    const marked = lines.filter(({ marks }) => marks.length > 0).length;
    expect(words(pageOf(built))).toContain(
      `Sensitivity: ${marked} of ${lines.length} lines of the sensitivity table (section 14) move a number more than fivefold`,
    );
  });
});

describe('section 14', () => {
  const page = words(pageOf(built));

  it('has four ordinary days, their bounds, and what was recorded elsewhere', () => {
    expect(page).toContain(
      'On an ordinary day, 240 minutes with the median or the 95% move of either side, the venue leaves its index by more than 10% in at most 0.30% of the paths of any cell; the gate asks for less than 1%.',
    );
    for (const move of ['a fall of 0.67%', 'a fall of 3.78%', 'a rise of 0.68%', 'a rise of 3.44%'])
      expect(page).toContain(move);
    expect(page).toContain('of 804 recorded four-hour windows of a large perpetual');
  });

  it('says what is missing where the history has no quantiles', () => {
    const { body, rows } = built;
    expect(words(pageOf({ body: { ...body, ordinaryDays: [] }, rows }))).toContain(
      'The history has no quantiles of moves in windows of the design’s length',
    );
  });

  it('has each test’s word under each alternative, and names every changed input in words', () => {
    for (const alternative of texts) expect(page).toContain(alternative);
    const inputs = new Set(built.body.sensitivity.flatMap(({ input }) => input ?? []));
    expect(inputs.size).toBeGreaterThan(8);
    for (const name of inputs) expect(page).toContain(`${INPUT_WORDS[name as keyof typeof INPUT_WORDS]}, `);
  });

  it('marks with a dagger what moves more than fivefold', () => {
    const { body, rows } = built;
    const [asItIs, first, ...rest] = body.sensitivity;
    const sensitivity = [asItIs!, { ...first!, marks: ['need99' as const] }, ...rest];
    const daggers = (markup: string) => markup.split('†').length;
    expect(daggers(pageOf({ body: { ...body, sensitivity }, rows }))).toBe(
      daggers(pageOf(built)) + (first!.marks.includes('need99') ? 0 : 1),
    );
  });
});

describe('ordinary days beside a record', () => {
  const NEAR = {
    windows: 37,
    dislocation: { windows: 37, over1: 5, over3: 0, over10: 0 },
    liquidatedShare: { median: 0.001, q95: 0.6 },
    fundChange: null,
  };
  const NONE = { windows: 0, dislocation: null, liquidatedShare: null, fundChange: null };
  const observed = {
    source: 'a feed <of a day>',
    fromSeconds: 1_609_473_600,
    untilSeconds: 1_609_473_600 + 107 * 14_400,
    windows: 107,
    down: [NONE, NONE, NEAR, NONE],
    up: [NONE, NONE, NONE, NONE],
  };
  /** The same report over a snapshot in which that was observed. */
  const beside = (near: object): BuiltReport => {
    const { market } = input;
    const windows = market.snapshot.history.windows.map((window) =>
      window.seconds === 14_400
        ? { ...window, observed: { ...observed, down: [NONE, NONE, { ...NEAR, ...near }, NONE] } }
        : window,
    );
    const snapshot = { ...market.snapshot, history: { windows } };
    const days = ordinaryDays({ ...input, market: { ...market, snapshot } });
    return { ...built, body: { ...built.body, ordinaryDays: days } };
  };
  const apart = beside({});
  const page = words(pageOf(apart));

  it('stand in the table, with the record and its length in place of the reference', () => {
    expect(page).toMatch(
      /a fall of 3\.78% 95% 1,000 paths .* as recorded 37 windows 14% \([^)]*\) † 0 of 37 /,
    );
    expect(page).toContain(
      'Recorded: 107 windows of 240 minutes in 17 d 20 h, 1 January 2021 to 18 January 2021; a feed &lt;of a day&gt; .',
    );
    expect(page).not.toContain('of 804 recorded four-hour windows');
    expect(page).toContain('as recorded 0 windows unknown unknown');
  });

  it('name in the banner what is predicted outside a third to three times', () => {
    // The contents name the section before the banner does.
    const banner = page.slice(0, page.lastIndexOf('2 Key numbers'));
    expect(banner.length).toBeLessThan(page.length / 4);
    expect(banner).toContain(
      'Ordinary days: 3 of the 5 numbers that model and record both know lie outside a third to three times what was observed. Predicted against observed: after a fall of 3.78% venue over 1% from its index 0% against 14%, median liquidated share 2.5% against 0.10%, 95% liquidated share 7.5% against 60%.',
    );
    expect(words(pageOf(built))).not.toContain('Ordinary days: ');
    expect(apartText(built.body)).toBeNull();
  });

  it('are not in the banner where none is, nor where too few windows compare', () => {
    const { liquidatedShare } = apart.body.ordinaryDays[1]!;
    const like = { median: liquidatedShare.median.value!, q95: liquidatedShare.q95.value! };
    const { body: near } = beside({ dislocation: null, liquidatedShare: like });
    expect(apartNamed(near)).toBeNull();
    expect(apartText(near)).toMatch(/^0 of the 2 numbers /);
    const { body: few } = beside({ windows: 9, dislocation: null });
    expect(apartNamed(few)).toBeNull();
    expect(apartText(few)).toMatch(/^The record has too few windows near any of these moves/);
  });

  it('are columns of the table of ordinary days', () => {
    const table = tablesOf(apart.body, apart.rows).find(({ name }) => name === 'ordinary_days')!;
    const values = (name: string) => Array.from(table.columns(0, 4).find((own) => own.name === name)!.values);
    expect(values('observedWindows')).toEqual([0, 37, 0, 0]);
    expect(values('observedOver1')).toEqual([null, 5 / 37, null, null]);
    expect(values('observedLiquidatedQ95')).toEqual([null, 0.6, null, null]);
    expect(String(values('marks')[1])).toContain('over1');
  });
});

describe('the report', () => {
  it('lists the guesses that no alternative varies', () => {
    const of = (id: string) => built.body.assumptions.find((own) => own.id === id)!;
    expect(of('depth-recovery')).toMatchObject({ basis: 'guessed', variedBy: ['half-depth'] });
    expect(of('own-share')).toMatchObject({ basis: 'guessed', variedBy: [] });
    const page = pageOf(built);
    const left = page.slice(page.indexOf('Guesses not varied'), page.indexOf('These are hypothetical'));
    expect(left).toContain('own-share');
    expect(left).not.toContain('depth-recovery');
    const assumptions = built.body.assumptions.map((own) => ({ ...own, basis: 'fitted' as const }));
    expect(pageOf({ ...built, body: { ...built.body, assumptions } })).toContain(
      'Every guess of the snapshot is varied by an alternative.',
    );
  });

  it('has a table row for each ordinary day, each test of each alternative and each line', () => {
    const rows = new Map(tablesOf(built.body, built.rows).map(({ name, rows }) => [name, rows]));
    expect(rows.get('ordinary_days')).toBe(4);
    expect(rows.get('alternatives')).toBe(3 * 8);
    expect(rows.get('sensitivity')).toBe(built.body.sensitivity.length);
  });

  it('lists the cells of worlds, each under its own, behind today’s at the same place', () => {
    const { manifest } = input;
    const order = [...rowOrder(manifest, wholeListing(manifest.cells))].map(
      (index) => cellAt(manifest, index).id,
    );
    const place = order.indexOf('bitmex-xbtusd/full/L10000/m10000/d10000/s-1540');
    expect(order.slice(place + 1, place + 4)).toEqual([
      'bitmex-xbtusd/full/L10000/m10000/d10000/s-1540/a-half-depth',
      'bitmex-xbtusd/full/L10000/m10000/d10000/s-1540/a-nobody',
      'bitmex-xbtusd/full/L10000/m10000/d10000/s-1540/a-half-fund',
    ]);
    const worlds = Array.from({ length: built.rows.cells.length }, (_, i) => built.rows.cells.at(i)!.world);
    expect(worlds.filter((world) => world === 'ordinary').length).toBe(4);
    expect(worlds.filter((world) => world === 'a-nobody').length).toBe(4);
  });

  it('keeps the table of paths, and the largest draws, those of today’s market', () => {
    const cells = new Set(built.rows.paths.map(({ cellId }) => cellId));
    expect(cells.size).toBeGreaterThan(8);
    expect([...cells].filter((id) => /\/(a-|v-|ordinary)/.test(id))).toEqual([]);
    expect(built.rows.pathsTail.every(({ cellId }) => cells.has(cellId))).toBe(true);
  });
});
