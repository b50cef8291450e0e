import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS, planted } from './mutants/list.ts';

it.each(MUTANTS)('a bug can still be planted in $file: $why', (mutant) => {
  const text = readFileSync(mutant.file, 'utf8');
  expect(planted(text, mutant)).not.toBe(text);
});

it('refuses a text that is not there once', () => {
  const mutant = { file: 'a.ts', from: 'x', to: 'y', why: 'z' };
  expect(() => planted('xx', mutant)).toThrow('a.ts must hold this text once, got 2 times: x');
});
