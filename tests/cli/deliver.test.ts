// What a night runs on, handed over by the command.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '../../shared/market/digest.ts';
import { parseInbox } from '../../shared/sweep/night.ts';
import { smallDigest, snapshotText, sweepText } from '../sweep/small.ts';
import { command, file, folder } from './cascade.ts';

const inputs = folder();
file(inputs, 'snapshot.json', snapshotText);
const sweepFile = file(inputs, 'sweep.json', sweepText());
const deliver = (out: string, date = '2024-02-29', sweep = sweepFile) =>
  command(['deliver', sweep, '--date', date, '--out', out]);

it('puts the snapshot under its digest, and says which night uses it', async () => {
  const out = folder();
  const { code, stdout, stderr } = await deliver(out);
  expect({ code, stdout }, stderr).toEqual({
    code: 0,
    stdout: 'inbox/small-perp/2024-02-29.json: delivered\n',
  });
  const inbox = readFileSync(join(out, 'inbox/small-perp/2024-02-29.json'), 'utf8');
  expect(parseInbox(inbox, 'small-perp')).toEqual({
    schema: 'inbox/1',
    market: 'small-perp',
    snapshotDigest: smallDigest(),
    sweep: sweepText(),
  });
  expect(existsSync(join(out, 'snapshots', smallDigest(), 'snapshot.json'))).toBe(true);

  // The same twice is fine; another one for the same night is refused, and the first one stays.
  expect((await deliver(out)).stdout).toBe('inbox/small-perp/2024-02-29.json: was delivered already\n');
  const other = await deliver(out, '2024-02-29', file(inputs, 'other.json', sweepText({ seed: '8' })));
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(
    new RegExp(
      `^inbox/small-perp/2024-02-29.json must stay what was delivered first, with the digest ${sha256(inbox)}, got [0-9a-f]{64}\n$`,
    ),
  );
  expect(readFileSync(join(out, 'inbox/small-perp/2024-02-29.json'), 'utf8')).toBe(inbox);
});

it('asks the history for a design shock, as plan will', async () => {
  const shock = [{ shockBps: { quantile: 0.999, minutes: 60 }, weight: 1 }];
  const design = { minutes: 30, down: shock, up: shock };
  const asking = file(inputs, 'asking.json', sweepText({ design }));
  expect(await deliver(folder(), '2024-02-29', asking)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('must have a tail in the history'),
  });
});

it.each(['2023-02-29', '2024-2-9', '../2024-02-29', 'tonight'])(
  'refuses the date %s, and writes nothing',
  async (date) => {
    const out = join(folder(), 'out');
    const { code, stderr } = await deliver(out, date);
    expect(code).toBe(2);
    expect(stderr).toContain(`date must be a real date like 2026-01-31, got ${date}`);
    expect(existsSync(out)).toBe(false);
  },
);
