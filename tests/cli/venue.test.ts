// A folder of markets, run by one command.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SNAPSHOT, SWEEP, sweepText } from '../sweep/small.ts';
import { command, file, folder } from './cascade.ts';

const small = sweepText({
  axes: {
    ...SWEEP.axes,
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    shockBps: [-2_500, -1_500, 1_500, 2_500],
  },
  compare: [],
  paths: { decision: 12, other: 4 },
});

function venue(
  balances: readonly number[],
  funds: unknown = [{ balance: 2_000, markets: ['m0-perp', 'm1-perp'] }],
) {
  const place = folder();
  for (const [i, balance] of balances.entries()) {
    const own = join(place, `m${i}`);
    mkdirSync(own);
    const market = { ...SNAPSHOT.market, id: `m${i}-perp` };
    file(own, 'snapshot.json', { ...SNAPSHOT, market, fund: { balance } });
    file(own, 'sweep.json', small);
  }
  file(place, 'venue.json', { schema: 'venue/1', name: 'Test', funds });
  return place;
}

it('makes a report of each and one page; a shared fund is stated once, and said in every report', async () => {
  const out = folder();
  const { code, stdout, stderr } = await command(['venue', venue([0, 2_000]), '--out', out, '--json']);
  expect(code, stderr).toBe(0);
  const { markets, page } = JSON.parse(stdout);
  expect(markets.map((own: { market: string }) => own.market).sort()).toEqual(['m0-perp', 'm1-perp']);
  const html = readFileSync(page, 'utf8');
  for (const { market, report } of markets) {
    expect(html).toContain(`<a href="${report}">`);
    expect(existsSync(join(out, report))).toBe(true);
    const json = JSON.parse(readFileSync(join(out, report, '../report.json'), 'utf8'));
    const other = market === 'm0-perp' ? 'm1-perp' : 'm0-perp';
    expect(json.markets[0].fund).toBe(2_000);
    expect(json.input).toContainEqual(
      expect.objectContaining({
        what: 'shared-fund',
        bias: 'optimistic',
        text: `the fund of 2000 USD is that of ${other} too, and each report takes the whole of it`,
      }),
    );
  }
});

it.each([
  [
    'a fund stated twice',
    [2_000, 5],
    undefined,
    /m1.sweep\.json: snapshot\.fund\.balance of m1-perp must be 0 or that of venue\.json, 2000, got 5/,
  ],
  [
    'a market that is not there',
    [0],
    [{ balance: 1, markets: ['m0-perp', 'gone'] }],
    /venue\.funds must name markets of the folder, m0-perp, got gone/,
  ],
  [
    'a market of two funds',
    [0, 0],
    [0, 1].map(() => ({ balance: 1, markets: ['m0-perp', 'm1-perp'] })),
    /venue\.funds must name a market once, got m0-perp/,
  ],
  ['no market', [], [], /must hold folders with a sweep\.json each, got none/],
] as const)('refuses %s, and writes nothing', async (_name, balances, funds, words) => {
  const out = join(folder(), 'out');
  const { code, stderr } = await command(['venue', venue(balances, funds), '--out', out]);
  expect({ code, written: existsSync(out) }, stderr).toEqual({ code: 2, written: false });
  expect(stderr).toMatch(words);
});
