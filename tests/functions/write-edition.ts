// node tests/functions/write-edition.ts 2: writes tests/golden/edition-2.json, one small sweep as the code stores it today, with
// everything that may happen to one: damage and a round that mends, a cancel, a shard and a report that failed, a night's inbox. Once written it is
// never written again: it is what storage holds from that day.
import { aftermathKey } from '../../functions/stored/aftermath.ts';
import { writeRecord } from '../../functions/stored/records.ts';
import { aftermathText } from '../../shared/market/aftermath.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { cancelKey, inboxKey, reportKey, tombstoneKey } from '../../shared/sweep/keys.ts';
import { SNAPSHOT, smallDigest, sweepText } from '../sweep/small.ts';
import { CODE, request, runToTheEnd, useCasesOver } from './use-cases.ts';
import { writeEdition } from './write-files.ts';

const name = `edition-${Number(process.argv[2])}`;
const sweep = sweepText({
  name,
  axes: {
    leverageBps: [10_000],
    maintenanceBps: [10_000],
    depthBps: [10_000],
    mechanism: ['full'],
    shockBps: [-1_500, 1_500],
  },
  mechanisms: { full: { name: 'full' } },
  compare: [],
  paths: { decision: 4, other: 2 },
});
const cases = useCasesOver();
const { world } = cases;
const { sweepId } = (await cases.plan({ ...request(2), sweep })).manifest;
await cases.step(sweepId, 1);
await cases.step(sweepId, 1);
for (const message of world.waiting.splice(0)) await cases.simulate(JSON.stringify(message));
await cases.step(sweepId, 1);
const damaged = `sweeps/${sweepId}/results/00000001.parquet`;
const held = world.stored.get(damaged)!;
world.stored.set(damaged, { ...held, body: held.body.map((byte, i) => (i === 900 ? byte ^ 1 : byte)) });
await cases.reduce(sweepId, 1).catch(() => {}); // it says so in a record, and that is what is wanted
await cases.step(sweepId, 1);
await runToTheEnd(cases, sweepId, 2);
const cancel = { schema: 'cancel/2', reason: 'cancelled', by: 'me' };
await writeRecord(world.objects, cancelKey.build({ sweepId, round: 9 }), cancel);
const stone = { schema: 'tombstone/2', kind: 'too-slow', message: 'x must y, got z' };
await writeRecord(world.objects, tombstoneKey.build({ sweepId, shard: 1, round: 9 }), stone);
const unmade = { schema: 'unmade/1', message: 'x must y, got z', codeDigest: CODE.digest };
await writeRecord(world.objects, reportKey.build({ sweepId, round: 9, file: 'tombstone.json' }), unmade);
const market = SNAPSHOT.market.id;
const inbox = { schema: 'inbox/1', market, snapshotDigest: smallDigest(), sweep };
world.put(inboxKey.build({ market, businessDate: '2024-03-01' }), canonicalJson(inbox));

const hour = { liquidatedLong: [0], liquidatedShort: [null], fund: [1], premium: [0.001] };
const aftermath = {
  schema: 'aftermath/1' as const,
  source: 'made up',
  intervalSeconds: 3_600,
  time: [1_709_254_800],
  open: [100],
  low: [99],
  high: [101],
  ...hour,
};
const came = aftermathText(aftermath);
world.put(aftermathKey(came.sha256), came.text);

await writeEdition(name, world, sweep);
