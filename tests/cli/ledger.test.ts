import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  GOLDEN_MARK,
  goldenLedger,
  RECORDED_MARK,
  recordedLedger,
  withLedger,
} from '../../cli/validate/ledger.ts';
import { NOTHING_RECORDED, recordedIn } from '../../cli/validate/recorded.ts';
import { validateOurs } from '../../cli/validate/recorded-targets.ts';

const PAGE = readFileSync('docs/model.md', 'utf8');
const ours = ['core', 'contagion', 'stress-rules', 'kernel', 'risk', 'statistics'].map((name) => ({
  name: `${name}.json`,
  text: readFileSync(`tests/golden/${name}.json`, 'utf8'),
}));
const golden = validateOurs(ours, NOTHING_RECORDED);
const isThere = existsSync('../shared/data');
if (!isThere) console.warn('../shared/data is absent: the ledger of recorded data is not checked');

describe('the ledger of the model page', () => {
  it('says what validation says; npx --no-install cascade validate --ledger writes it', () => {
    expect(withLedger(PAGE, GOLDEN_MARK, goldenLedger(golden)) === PAGE).toBe(true);
  });

  it.skipIf(!isThere)('says what recorded data says, too', () => {
    const whole = validateOurs(ours, recordedIn('../shared/data'));
    expect(withLedger(PAGE, RECORDED_MARK, recordedLedger(whole, golden)) === PAGE).toBe(true);
  });

  it('names every group of ours, run or not', () => {
    const groups = ours.flatMap(({ text }): { id: string }[] => JSON.parse(text).groups);
    for (const { id } of groups) expect(PAGE).toContain(`\`${id}\``);
    expect(groups.length).toBeGreaterThan(50);
  });

  it('would show a miss, and how close a pass was', () => {
    const row = { group: 'own', case: 'a', expected: 1, obtained: 1.5, source: 'x | y' };
    const table = goldenLedger({
      rows: [
        { ...row, difference: 0.5, tolerance: 1, ok: true },
        { ...row, difference: 3, tolerance: 2, ok: false },
      ],
      notRun: [{ group: 'later', reason: 'not yet' }],
    });
    expect(table).toContain('| `own` | x \\| y | 2 | 150 % | **1 missed** |\n');
    expect(table).toContain('\nNot run: `later` (not yet).\n');
  });

  it('is not written into a page that has no place for it', () => {
    expect(() => withLedger('# Model\n', GOLDEN_MARK, '')).toThrow('model page must hold <!-- ledger');
  });
});
