import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planted } from '../planted.ts';
import { MUTANTS } from './mutants/list.ts';

const CORE = 'shared/cascade';

it.each(MUTANTS)('a bug can still be planted in $file: $why', (mutant) => {
  const text = readFileSync(join(CORE, mutant.file), 'utf8');
  expect(planted(text, mutant)).not.toBe(text);
});

it('every file of the core has one', () => {
  const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const without = files.filter((file) => MUTANTS.every((mutant) => mutant.file !== file));
  // Types, and a list of functions.
  expect(without.sort()).toEqual([
    'holders/crossed/holders.ts',
    'holders/holders.ts',
    'intervention.ts',
    'lender/lending-input.ts',
    'mechanism/mechanism.ts',
    'rules.ts',
    'tick.ts',
  ]);
});

it('refuses a text that is not there once', () => {
  const mutant = { file: 'a.ts', from: 'x', to: 'y', why: 'z' };
  expect(() => planted('xx', mutant)).toThrow('a.ts must hold this text once, got 2 times: x');
});
