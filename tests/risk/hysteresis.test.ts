import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Word } from '../../shared/risk/findings/verdict.ts';
import { type Night, publish } from '../../shared/risk/verdict/hysteresis.ts';
import { marketWord, venueWord } from '../../shared/risk/verdict/market-word.ts';

const words = ['adequate', 'watch', 'inadequate', 'none'] as const;
const rank = (word: Word) => ['adequate', 'watch', 'inadequate'].indexOf(word);
const nights = fc.array(fc.record({ raw: fc.constantFrom(...words), clear: fc.boolean() }), {
  maxLength: 12,
});

function run(sequence: readonly { raw: Word; clear: boolean }[]): Night[] {
  const told: Night[] = [];
  for (const { raw, clear } of sequence) told.push(publish(raw, clear, told.at(-1) ?? null));
  return told;
}

it('worse is told the same night, and nothing better than the raw word ever', () => {
  fc.assert(
    fc.property(nights, (sequence) => {
      for (const { raw, published } of run(sequence)) {
        if (raw === 'none') expect(published).toBe('none');
        else expect(rank(published)).toBeGreaterThanOrEqual(rank(raw));
      }
    }),
  );
});

it('better moves one level a night at most, and without a clear night only after two', () => {
  fc.assert(
    fc.property(nights, (sequence) => {
      const told = run(sequence);
      told.forEach(({ published, level }, i) => {
        const before = told[i - 1];
        if (!before?.level || published === 'none') return;
        expect(rank(published)).toBeGreaterThanOrEqual(rank(before.level) - 1);
        const moved = rank(published) < rank(before.level);
        if (moved && !sequence[i]!.clear) expect(rank(before.raw)).toBeGreaterThanOrEqual(0); // not `none`
        if (moved && !sequence[i]!.clear) expect(rank(before.raw)).toBeLessThan(rank(before.level));
        expect(level).toBe(published);
      });
    }),
  );
});

it('a constant raw word is published within two nights a level', () => {
  fc.assert(
    fc.property(
      nights,
      fc.constantFrom('adequate' as const, 'watch' as const, 'inadequate' as const),
      (start, raw) => {
        const steady = Array.from({ length: 4 }, () => ({ raw, clear: false }));
        expect(run([...start, ...steady]).at(-1)!.published).toBe(raw);
      },
    ),
  );
});

it('the market is judged by its worst test, and a watch metric holds back but never convicts', () => {
  const all = (state: 'proven' | 'open' | 'refuted') => Array(8).fill(state);
  expect(marketWord(true, all('proven'), ['inside'])).toBe('adequate');
  expect(marketWord(true, all('proven'), ['inside', 'outside'])).toBe('watch');
  expect(marketWord(true, [...all('proven'), 'open'], ['inside'])).toBe('watch');
  expect(marketWord(true, [...all('proven'), 'refuted'], ['inside'])).toBe('inadequate');
  expect(marketWord(true, all('open'), ['outside', 'outside'])).toBe('watch');
});

it('a verdict is never a default: no gate, no test, no word', () => {
  expect(marketWord(false, Array(8).fill('refuted'), [])).toBe('none');
  expect(marketWord(true, [], [])).toBe('none');
});

it('a venue has the word of its worst market, and none is worse than watch', () => {
  expect(venueWord(['adequate', 'watch'])).toBe('watch');
  expect(venueWord(['adequate', 'none', 'watch'])).toBe('none');
  expect(venueWord(['none', 'inadequate'])).toBe('inadequate');
  expect(venueWord([])).toBe('none');
});
