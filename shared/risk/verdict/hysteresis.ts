import type { Verdict, Word } from '../findings/verdict.ts';

/** What a night leaves to the next one. */
export type Night = Pick<Verdict, 'raw' | 'published' | 'level'>;

const RANK: Readonly<Record<Exclude<Word, 'none'>, number>> = { adequate: 0, watch: 1, inadequate: 2 };
const BY_RANK = ['adequate', 'watch', 'inadequate'] as const;

/**
 * Which word is published: worse takes effect the same night, better moves one level, and only on the second
 * night in a row or when every test is `clear` of its tolerance by a fifth. `none` keeps the level and breaks
 * the count of nights (report.md 2.4).
 */
export function publish(raw: Word, clear: boolean, lastNight: Night | null): Night {
  const level = lastNight?.level ?? null;
  if (raw === 'none') return { raw, published: raw, level };
  if (level === null || level === 'none' || RANK[raw] >= RANK[level])
    return { raw, published: raw, level: raw };
  const before = lastNight?.raw ?? 'none';
  const secondNight = before !== 'none' && RANK[before] < RANK[level];
  const published = secondNight || clear ? BY_RANK[RANK[level] - 1]! : level;
  return { raw, published, level: published };
}
