// A night that has its report: shown in the archive of the bucket, and told of to whom it pages, once.
import { describe, expect, it } from 'vitest';
import { announce } from '../../functions/nightly/announce.ts';
import { publishArchive } from '../../functions/nightly/publish-archive.ts';
import type { Topic } from '../../functions/ports.ts';
import { type Report, renderJson } from '../../shared/report/report.ts';
import { ARCHIVE_KEY, latestKey, NIGHTS_KEY, reportKey } from '../../shared/sweep/keys.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { sealed } from '../../shared/sweep/seal.ts';
import { reportOf } from '../report/files.ts';
import { fixtureReport } from '../report/fixture.ts';
import { World } from './memory.ts';

const MARKET = 'bitmex-xbtusd';
const made = reportOf(fixtureReport({ paths: { decision: 40, other: 20 } }));
const quiet: Report = { ...made, alerts: [] };
const loud: Report = {
  ...made,
  alerts: made.alerts.map((own, i) => ({ ...own, severity: i === 0 ? 'page' : 'work' })),
};

/** A bucket with the reports of some nights. */
function bucketOf(nights: Readonly<Record<string, Report>>): World {
  const world = new World();
  for (const [date, report] of Object.entries(nights)) night(world, date, report);
  return world;
}

function night(world: World, date: string, report: Report): void {
  const sweepId = nightlySweepId(MARKET, date);
  world.put(latestKey.build({ sweepId }), sealed({ schema: 'latest/2', sweepId, round: 1 }));
  const key = reportKey.build({ sweepId, round: 1, file: 'report.json' });
  world.put(key, renderJson({ ...report, sweepId, asOf: `${date}T00:00:00Z` }));
}

const at = (date: string) => ({ market: MARKET, sweepId: nightlySweepId(MARKET, date), round: 1 });
const datesIn = (world: World) =>
  (JSON.parse(world.text(NIGHTS_KEY)) as { date: string }[]).map(({ date }) => date);

describe('a night that has its report', () => {
  it('is told of once to whom it pages, with what goes with it; a quiet one to nobody', async () => {
    const world = bucketOf({ '2024-03-01': quiet, '2024-03-02': loud });
    const told: [string, string][] = [];
    const topic: Topic = { publish: async (...own) => void told.push(own) };
    const tell = announce({ objects: world.objects, topic });
    await tell(at('2024-03-01'));
    expect(told).toEqual([]);
    await tell(at('2024-03-02'));
    await tell(at('2024-03-02'));
    expect(told).toHaveLength(1);
    const [[subject, message]] = told as [[string, string]];
    expect(subject).toBe(`bitmex-xbtusd 2024-03-02: ${loud.alerts[0]!.type}`);
    expect(message.split('\n')[0]).toBe(
      `[page] bitmex-xbtusd: ${loud.alerts[0]!.text} ${loud.alerts[0]!.action}`,
    );
    expect(message.split('\n')).toHaveLength(loud.alerts.length + 2);
  });

  it('is told of again where nobody took it', async () => {
    const world = bucketOf({ '2024-03-02': loud });
    let tries = 0;
    const topic: Topic = {
      publish: async () => {
        if (++tries === 1) throw new Error('SNS is away');
      },
    };
    const tell = announce({ objects: world.objects, topic });
    await expect(tell(at('2024-03-02'))).rejects.toThrow('SNS is away');
    await tell(at('2024-03-02'));
    await tell(at('2024-03-02'));
    expect(tries).toBe(2);
  });
});

describe('the archive of a bucket', () => {
  it('shows all that is there the first time, and what is new after that', async () => {
    const world = bucketOf({ '2023-06-01': quiet, '2024-03-01': quiet });
    await publishArchive(world.objects, MARKET, nightlySweepId(MARKET, '2024-03-01'));
    expect(datesIn(world)).toEqual(['2023-06-01', '2024-03-01']);
    night(world, '2024-03-02', quiet);
    await publishArchive(world.objects, MARKET, nightlySweepId(MARKET, '2024-03-02'));
    expect(datesIn(world)).toEqual(['2023-06-01', '2024-03-01', '2024-03-02']);
    expect(world.text(ARCHIVE_KEY)).toContain('href="sweeps/nightly-bitmex-xbtusd-2024-03-02/reports/0001/');
  });

  it('shows both of two nights that end at the same time, whoever writes last', async () => {
    const world = bucketOf({ '2024-03-01': quiet });
    const racing = {
      ...world.objects,
      // Between what one has read and what it writes, another writes the page of the next night.
      swap: async (...own: Parameters<typeof world.objects.swap>) => {
        if (!world.stored.has(reportKey.build({ ...at('2024-03-02'), file: 'report.json' }))) {
          night(world, '2024-03-02', quiet);
          await publishArchive(world.objects, MARKET, nightlySweepId(MARKET, '2024-03-02'));
        }
        return world.objects.swap(...own);
      },
    };
    await publishArchive(racing, MARKET, nightlySweepId(MARKET, '2024-03-01'));
    expect(datesIn(world)).toEqual(['2024-03-01', '2024-03-02']);
    for (const date of datesIn(world))
      expect(world.text(ARCHIVE_KEY)).toContain(`perp-${date}`.replace('perp', 'xbtusd'));
  });

  it('is made anew where what was kept cannot be read', async () => {
    const world = bucketOf({ '2024-03-01': quiet });
    world.put(NIGHTS_KEY, '[{"market":1}]');
    await publishArchive(world.objects, MARKET, nightlySweepId(MARKET, '2024-03-01'));
    expect(datesIn(world)).toEqual(['2024-03-01']);
  });
});
