// What is said before a sweep on a stack, and what after it.
import { describe, expect, it } from 'vitest';
import { estimateLines } from '../../cli/estimate.ts';
import { workText } from '../../cli/follow.ts';
import { receiptLines } from '../../cli/receipt-table.ts';
import { HIRE, USD_PER_SECOND } from '../../functions/aws/price.ts';
import { propose } from '../../functions/plan/plan.ts';
import type { Receipt } from '../../functions/reduce/receipt.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { MODEL, request, useCasesOver } from '../functions/use-cases.ts';
import { sweepText, workloadOf } from '../sweep/small.ts';

/** Plans the small sweep for 200 workers as if a ladder cost nothing and a walk ten seconds. */
async function proposal() {
  const { world } = useCasesOver();
  return propose({
    objects: world.objects,
    clock: world.clock,
    fleet: { workers: 200, overheadSeconds: 0.5, maxShardSeconds: 60, maxShards: 50_000 },
    modelDigest: MODEL,
    usdPerSecond: USD_PER_SECOND,
    hire: { ...HIRE, initSeconds: 0.4 },
    law: () => ({ drawSeconds: 0, ladderSeconds: () => 0, walkSeconds: () => 10, warmSeconds: 0 }),
  })(request(4));
}

it('says work, seconds, dollars, minutes, and what bounds them', async () => {
  const { manifest, ...rest } = await proposal();
  const lines = estimateLines({ manifest, ...rest });
  // 520 walks of 10 s in 8 shards, each with half a second more and a worker of its own; looked at for half an hour.
  expect(lines.slice(1, 5)).toEqual([
    '  work     32 cells, 520 walks',
    '  shards   8 of 4 cells',
    '  seconds  86 min 40 s computing, 4 s overhead, 3.2 s starting',
    '  dollars  $0.120 = $0.120 compute + $0.00022 requests + $0.000074 start-up',
  ]);
  // 5 to 8 workers at 5 a second: 0.6 s, in which they do 3.9 s of the 5,204; the rest at eight at a time.
  const { ramp, steady, lastShard } = manifest.forecast.wallSeconds;
  expect(ramp).toBeCloseTo(0.6, 12);
  expect(steady).toBeCloseTo((5_204 - 3.9) / 8, 9);
  expect(lastShard).toBe(1_200); // 120 paths: 30 in each of four cells
  expect(lines[5]).toBe('  minutes  32.2 = 0.0 ramp + 10.8 steady + 21.3 tail, the report included');
  expect(lines[6]).toMatch(/^ {2}budget {3}\$5\.00: /);
  // 200 workers for 129 minutes, four times the forecast, and one function timeout.
  expect(lines[7]).toBe(
    '  ceiling  $36.76 of $50.00, however wrong this is: all workers until the deadline, 2 h 09 min',
  );
});

it('says how much of the work is to find what would be enough', () => {
  const enough = { maintenanceBps: [15_000], mechanisms: ['full'], paths: 12 };
  // Three tables of four cells more: one and a half times today's rates, the proposed ones, and today's raised where they do not pay.
  expect(workText(workloadOf(parseSweep(sweepText({ enough }))))).toBe(
    '44 cells, 664 walks (144 to find what would be enough)',
  );
});

describe('a receipt', () => {
  const receipt = {
    round: 1,
    shards: { planned: 10, cellsPerShard: 4, done: '0-8', failed: '9', missing: '' },
    forecast: {
      coreSeconds: 300,
      overheadSeconds: 5,
      initSeconds: 0,
      wallSeconds: { ramp: 5, steady: 25, lastShard: 30, report: 80 },
      usd: { compute: 0.02, requests: 0, startUp: 0 },
    },
    metered: {
      shards: 9,
      coreSeconds: 330,
      handlerSeconds: 334,
      initSeconds: 2,
      wallSeconds: 66,
      usd: 0.019,
      retried: 1,
      unmetered: 0,
      unseenAttempts: 2,
    },
    tombstones: [{ key: 'x', kind: 'dead-letter', message: 'y' }],
  } as unknown as Receipt;

  it('stands beside the forecast, with the difference, and names what was not metered', () => {
    expect(receiptLines(receipt)).toEqual([
      '                  forecast  metered  difference',
      'shards                  10        9     -10.0 %',
      'core seconds         300.0    330.0     +10.0 %',
      'overhead seconds       5.0      4.0     -20.0 %',
      'init seconds           0.0      2.0   unplanned',
      'dollars             $0.020   $0.019      -5.0 %',
      'minutes                1.0      1.1     +10.0 %',
      'unmetered: 2 attempts without a result, 1 tombstone; none was longer than the time limit',
    ]);
  });

  it('says of how many shards it knows wall time only', () => {
    const metered = { ...receipt.metered, byClock: 3 };
    expect(receiptLines({ ...receipt, metered }).at(-1)).toBe(
      'wall time, not processor time, of 3 shards: their platform tells no other',
    );
  });

  it('has no minutes in a later round, which runs what others left', () => {
    expect(receiptLines({ ...receipt, round: 2 }).join('\n')).not.toContain('minutes');
  });
});
