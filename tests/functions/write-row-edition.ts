// node tests/functions/write-row-edition.ts markets 1: writes tests/golden/edition-markets-1.json, one small sweep of a kind whose
// walks come to a row each, as the code stores it today. Once written it is never written again: it is what storage holds from
// that day.
import { World } from './memory.ts';
import { CASES } from './row-cases.ts';
import { runToTheEnd, useCasesOver } from './use-cases.ts';
import { writeEdition } from './write-files.ts';

const [, , kind, number] = process.argv;
const own = CASES.find((one) => one.kind === kind)!;
const cases = useCasesOver(new World());
const { world } = cases;
world.stored.clear();
for (const [key, body] of own.objects)
  world.stored.set(key, { body, meta: {}, time: world.nowMs, version: 1 });
const request = own.request({});
const { sweepId } = (await cases.plan({ ...request, pathsPerShard: own.perShard })).manifest;
await runToTheEnd(cases, sweepId);
await writeEdition(`edition-${kind}-${Number(number)}`, world, request.sweep);
