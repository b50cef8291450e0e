import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planted } from '../planted.ts';
import { MUTANTS } from './mutants/list.ts';

it.each(MUTANTS)('a bug can still be planted in $file: $why', (mutant) => {
  const text = readFileSync(mutant.file, 'utf8');
  expect(planted(text, mutant)).not.toBe(text);
});
