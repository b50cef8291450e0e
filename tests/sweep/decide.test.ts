import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, decideUnplanned, type RoundState } from '../../shared/sweep/decide.ts';
import type { Close, RoundRecord } from '../../shared/sweep/records.ts';
import { shardSetOf } from '../../shared/sweep/shard-set.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const record: RoundRecord = {
  schema: 'round/2',
  why: 'plan',
  by: 'test',
  deadline: 200 * MINUTE,
  maxUsd: 5,
  tombstonesFrom: 1,
};
const close = { reason: null } as Close;

/** A round of 100 shards, sent ten minutes ago, ten of them done, the last one just now. */
const state = (change: Partial<RoundState> = {}): RoundState => ({
  now: NOW,
  round: 1,
  markedAt: NOW - 10 * MINUTE,
  record,
  close: undefined,
  reported: false,
  damaged: false,
  unmade: false,
  done: shardSetOf('0-9', 100),
  failed: new Uint8Array(100),
  newestAt: NOW - 1_000,
  cancelled: undefined,
  stopped: false,
  generations: [{ issuedAt: NOW - 10 * MINUTE, sentAt: NOW - 10 * MINUTE }],
  waiting: 0,
  p95ShardMs: 30_000,
  spentUsd: 1,
  patience: { timeoutMs: 4 * MINUTE, visibilityMs: 24 * MINUTE, concurrency: 10 },
  ...change,
});
const all = shardSetOf('0-99', 100);
/** Few are missing. */
const nearly = shardSetOf('0-89', 100);
const sentGenerations = (count: number) =>
  Array.from({ length: count }, () => ({ issuedAt: NOW - 90 * MINUTE, sentAt: NOW - 90 * MINUTE }));

describe('the rules, in their order', () => {
  const cases: [rule: number, what: string, state: RoundState, act: object][] = [
    [1, 'a later round without its record waits', state({ round: 2, record: undefined }), { act: 'wait' }],
    [
      1,
      'but not for more than an hour',
      state({ round: 2, record: undefined, markedAt: NOW - 61 * MINUTE }),
      { act: 'drop-marker' },
    ],
    [2, 'the first round opens itself', state({ record: undefined }), { act: 'open-round' }],
    [
      4,
      'a closed round whose report cannot be made is left alone',
      state({ close, unmade: true }),
      { act: 'drop-marker' },
    ],
    [3, 'a closed round with a report is published', state({ close, reported: true }), { act: 'publish' }],
    [4, 'a closed round without one is reduced', state({ close }), { act: 'reduce' }],
    [5, 'all done closes as complete', state({ done: all }), { act: 'close', reason: null }],
    [
      5,
      'all done or buried closes as failed',
      state({ failed: shardSetOf('10-99', 100) }),
      { act: 'close', reason: 'failed' },
    ],
    [
      5,
      'completeness comes before a cancel',
      state({ done: all, cancelled: { at: NOW, reason: 'cancelled' } }),
      { act: 'close', reason: null },
    ],
    [
      6,
      'a fresh cancel waits for what is in flight',
      state({ cancelled: { at: NOW - 4 * MINUTE - 10_000, reason: 'cancelled' } }),
      { act: 'wait' },
    ],
    [
      6,
      'an old cancel closes with its reason',
      state({ cancelled: { at: NOW - 4 * MINUTE - 10_001, reason: 'budget' } }),
      { act: 'close', reason: 'budget' },
    ],
    [7, 'past the deadline it closes', state({ now: 201 * MINUTE }), { act: 'close', reason: 'deadline' }],
    [8, 'the kill switch cancels', state({ stopped: true }), { act: 'cancel', reason: 'stopped' }],
    [8, 'so does an empty purse', state({ spentUsd: 5 }), { act: 'cancel', reason: 'budget' }],
    [9, 'nothing issued: issue', state({ generations: [] }), { act: 'issue', gen: 0 }],
    [
      10,
      'issued but not said to be sent: wait',
      state({ generations: [{ issuedAt: NOW - 4 * MINUTE, sentAt: undefined }] }),
      { act: 'wait' },
    ],
    [
      10,
      'for five minutes, then issue again',
      state({ generations: [{ issuedAt: NOW - 5 * MINUTE, sentAt: undefined }] }),
      { act: 'issue', gen: 1 },
    ],
    [
      11,
      'messages that wait are no stall, however long',
      state({ waiting: 1, newestAt: 0, generations: sentGenerations(1) }),
      { act: 'wait' },
    ],
    [
      12,
      'few stragglers, silent for two minutes',
      state({ done: nearly, newestAt: NOW - MINUTE - 1, p95ShardMs: 1_000 }),
      { act: 'issue', gen: 1 },
    ],
    [12, 'many missing are no stragglers', state({ newestAt: NOW - 10 * MINUTE }), { act: 'wait', rule: 13 }],
    [
      12,
      'each generation is twice as patient',
      state({ done: nearly, newestAt: NOW - MINUTE - 1, p95ShardMs: 1_000, generations: sentGenerations(2) }),
      { act: 'wait', rule: 13 },
    ],
    [
      12,
      'slow shards are given twice their time',
      state({ done: nearly, newestAt: NOW - 2 * MINUTE, p95ShardMs: 2 * MINUTE }),
      { act: 'wait', rule: 13 },
    ],
    [
      13,
      'silence beyond the visibility timeout is a stall',
      state({ newestAt: NOW - 26 * MINUTE - 1, generations: sentGenerations(1) }),
      { act: 'issue', gen: 1 },
    ],
    [
      13,
      'after three re-issues what is missing is lost',
      state({ newestAt: NOW - 26 * MINUTE - 1, generations: sentGenerations(4) }),
      { act: 'close', reason: 'lost' },
    ],
  ];
  it.each(cases)('%i: %s', (rule, _what, own, act) => {
    expect(decide(own)).toEqual({ rule, ...act });
  });
});

it('drops the marker of a sweep that was never planned, after an hour', () => {
  expect(decideUnplanned(NOW, NOW - 60 * MINUTE)).toEqual({ rule: 1, act: 'wait' });
  expect(decideUnplanned(NOW, NOW - 60 * MINUTE - 1)).toEqual({ rule: 1, act: 'drop-marker' });
});

it('counts the fourth generation as sent when nobody says so for five minutes', () => {
  const generations = [...sentGenerations(3), { issuedAt: NOW - 6 * MINUTE, sentAt: undefined }];
  expect(decide(state({ generations, newestAt: NOW }))).toEqual({ rule: 13, act: 'wait' });
});

it('never closes a round as lost while messages wait, and never after less than four sendings', () => {
  const any = fc.record({
    now: fc.integer({ min: 0, max: 300 }).map((minutes) => minutes * MINUTE),
    newestAt: fc.option(fc.integer({ min: 0, max: 300 * MINUTE }), { nil: undefined }),
    done: fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: 20, maxLength: 20 })
      .map((flags) => Uint8Array.from(flags)),
    failed: fc.constant(new Uint8Array(20)),
    waiting: fc.integer({ min: 0, max: 2 }),
    generations: fc.array(
      fc.record({
        issuedAt: fc.integer({ min: 0, max: 300 * MINUTE }),
        sentAt: fc.option(fc.integer({ min: 0, max: 300 * MINUTE }), { nil: undefined }),
      }),
      { maxLength: 4 },
    ),
  });
  fc.assert(
    fc.property(any, (change) => {
      const decision = decide(state(change));
      if (decision.act !== 'close' || decision.reason !== 'lost') return;
      expect(change.waiting).toBe(0);
      expect(change.generations.length).toBe(4);
    }),
    { numRuns: 1_000 },
  );
});
