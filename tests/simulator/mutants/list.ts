// Bugs that somebody could make in the protocol, each as one text of a file and what would stand there instead.
// `npm run sim:mutants` plants one after another; a test holds every text to be there exactly once, so that the list
// cannot rot.

import type { Mutant } from '../../planted.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    why: 'a message acknowledged before its result is written',
    file: 'functions/shard/simulate.ts',
    from: 'const isSame = await keep(',
    to: 'const isSame = true;\n      void keep(',
  },
  {
    why: 'a failure of the machine acknowledged like one for good',
    file: 'functions/shard/simulate.ts',
    from: 'if (!isPermanent(error)) throw error;\n      return await bury',
    to: "if (!isPermanent(error)) return { outcome: 'done', shard };\n      return await bury",
  },
  {
    why: 'a result overwritten when its message is delivered again',
    file: 'functions/shard/simulate.ts',
    from: "if (!audit && (await objects.create(key, bytes, meta)) === 'created') return true;",
    to: 'if (!audit && (await objects.swap(key, bytes, (await objects.get(key))?.etag))) return true;',
  },
  {
    why: 'two different results for a shard, and nobody told',
    file: 'functions/shard/simulate.ts',
    from: 'await writeRecord(objects, anomalyKey.build({ sweepId, shard, digest: own }), note);',
    to: 'void note;',
  },
  {
    why: 'an audit that keeps what it found to itself',
    file: 'functions/shard/simulate.ts',
    from: 'if (!first || sha256(first.body) === own) return true;',
    to: 'if (!first || audit || sha256(first.body) === own) return true;',
  },
  {
    why: 'workers that do not look for a cancel',
    file: 'functions/shard/simulate.ts',
    from: '(await isThere(STOP_KEY)) || (await isThere(cancelKey.build({ sweepId, round })))',
    to: 'await isThere(STOP_KEY)',
  },
  {
    why: 'the absence of a cancel believed for ever',
    file: 'functions/shard/lately.ts',
    from: 'ageMs < MS) return false;',
    to: 'ageMs < 60 * MS) return false;',
  },
  {
    why: 'messages worked on after the deadline of their round',
    file: 'functions/shard/simulate.ts',
    from: "if (startMs > message.notAfter) return { outcome: 'expired', shard };",
    to: '',
  },
  {
    why: 'shards computed by another model than was planned',
    file: 'functions/shard/simulate.ts',
    from: 'if (manifest.modelDigest !== modelDigest) {',
    to: "if (manifest.modelDigest === '') {",
  },
  {
    why: 'a shard that is too slow tried until nobody knows why',
    file: 'functions/shard/simulate.ts',
    from: 'if (error instanceof OutOfTime && receive > 1)',
    to: 'if (error instanceof OutOfTime && receive > 9)',
  },
  {
    why: 'poison acknowledged and not kept',
    file: 'functions/shard/poison.ts',
    from: 'await writeRecord(objects, key, { body: body.slice(0, 4_096), message });',
    to: 'void [objects, key, message, writeRecord];',
  },
  {
    why: 'results counted as they arrive, not by their shard',
    file: 'functions/round/observe.ts',
    from: 'if (shard !== undefined && shard < manifest.shards) done[shard] = 1;',
    to: 'if (shard !== undefined) done[done.indexOf(0)] = 1;',
  },
  {
    why: 'a tombstone that beats a result',
    file: 'functions/round/observe.ts',
    from: 'if (counts && !done[stone.shard]) failed[stone.shard] = 1; // a result wins',
    to: 'if (counts) [done[stone.shard], failed[stone.shard]] = [0, 1];',
  },
  {
    why: 'money of the rounds before counted again, and none of this one',
    file: 'functions/round/observe.ts',
    from: 'const own = results.filter(({ time }) => time >= issuedAt).length;',
    to: 'const own = results.filter(({ time }) => time < issuedAt).length;',
  },
  {
    why: 'messages sent before it is written down that they are',
    file: 'functions/round/sweep-up.ts',
    from: "if ((await writeRecord(objects, issueKey.build({ sweepId, round, gen }), record)) === 'exists') return;\n  await queue.send(messagesOf(seen, sweepId, round, gen));",
    to: "await queue.send(messagesOf(seen, sweepId, round, gen));\n  if ((await writeRecord(objects, issueKey.build({ sweepId, round, gen }), record)) === 'exists') return;",
  },
  {
    why: 'two that issue at once write the same, and both believe that it was them',
    file: 'functions/round/sweep-up.ts',
    from: 'at: clock.now() };',
    to: 'at: Math.floor(clock.now() / 1e6) };',
  },
  {
    why: 'one marker for all rounds of a sweep',
    file: 'functions/round/sweep-up.ts',
    from: 'if (!swung.includes(false)) await objects.remove(markerKey.build({ sweepId, round }));',
    to: 'if (!swung.includes(false))\n      for (const own of [round, round + 1]) await objects.remove(markerKey.build({ sweepId, round: own }));',
  },
  {
    why: 'latest.json written without a look at what it says',
    file: 'functions/round/sweep-up.ts',
    from: 'if (known && !isOlder) return true;',
    to: 'void isOlder;',
  },
  {
    why: 'a report of what is there now, not of what the close counted',
    file: 'functions/reduce/collect.ts',
    from: 'await addShards(objects, manifest, members(shardSetOf(close.done, manifest.shards)), whole, read);',
    to: 'const now: number[] = [];\n    for await (const { key } of objects.list(resultKey.build({ sweepId: manifest.sweepId, shard: 0 }).slice(0, -16))) now.push(resultKey.parse(key)!.shard);\n    await addShards(objects, manifest, now, whole, read);',
  },
  {
    why: 'an index that names files before they are there',
    file: 'functions/reduce/reduce.ts',
    from: 'await createSame(objects, reportKey.build({ sweepId, round, file }), bytes, own);',
    to: 'void createSame(objects, reportKey.build({ sweepId, round, file }), bytes, own);',
  },
  {
    why: 'a resume whose marker was dropped while its machine slept',
    file: 'functions/round/resume.ts',
    from: 'await mark(round); // a marker without a record is dropped after an hour, and machines sleep',
    to: '',
  },
  {
    why: 'a resume that opens the next round while one is open',
    file: 'functions/round/resume.ts',
    from: 'if (!(await objects.head(closeKey.build({ sweepId, round: newest })))) {',
    to: 'if (newest > 9_998) {',
  },
  {
    why: 'a retry that forgets no tombstone',
    file: 'functions/round/resume.ts',
    from: "why === 'retry' ? round : before.tombstonesFrom",
    to: 'before.tombstonesFrom',
  },
  {
    why: 'a sweep submitted again whose lost marker stays lost',
    file: 'functions/plan/plan.ts',
    from: 'await objects.create(markerKey.build({ sweepId, round }), EMPTY); // a pause of an hour may have lost it',
    to: '',
  },
  {
    why: 'a manifest adopted, whatever sweep it is of',
    file: 'functions/plan/plan.ts',
    from: 'if (valid.sweepDigest !== sweepDigest && !isNightly(sweepId))',
    to: 'if (valid.sweepDigest === sweepDigest && isNightly(sweepId) && known)',
  },
  {
    why: 'shards called lost while their messages wait',
    file: 'shared/sweep/decide.ts',
    from: 'if (state.waiting > 0) return wait(11); // no news is not a stall',
    to: '',
  },
  {
    why: 'shards called lost in the last generation while their messages wait',
    file: 'shared/sweep/decide.ts',
    from: 'if (state.waiting > 0) return',
    to: 'if (state.waiting > 0 && gen < LAST_GENERATION) return',
  },
  {
    why: 'rounds that outlast their deadline',
    file: 'shared/sweep/decide.ts',
    from: "if (now > record.deadline) return { rule: 7, act: 'close', reason: 'deadline' };",
    to: '',
  },
  {
    why: 'a budget that nobody holds',
    file: 'shared/sweep/decide.ts',
    from: "if (state.spentUsd >= record.maxUsd) return { rule: 8, act: 'cancel', reason: 'budget' };",
    to: '',
  },
  {
    why: 'a round whose shards have all landed called cancelled',
    file: 'shared/sweep/decide.ts',
    from: 'const missing = count(state.done, state.failed);\n  if (missing === 0)',
    to: 'const missing = count(state.done, state.failed);\n  if (missing === 0 && !cancelled)',
  },
  {
    why: 'complete, although shards have failed',
    file: 'shared/sweep/decide.ts',
    from: "reason: state.failed.includes(1) ? 'failed' : null",
    to: 'reason: null',
  },
  {
    why: 'one attempt at the reduce, ever',
    file: 'functions/round/start-reduce.ts',
    from: 'if (clock.now() - newest < reduceEveryMs) return;',
    to: 'if (own.length > 0) return;',
  },
  {
    why: 'cells put down in the order in which they come',
    file: 'shared/sweep/fold.ts',
    from: 'if (rows[i]! >= 0) column[rows[i]! - firstRow] = cells[i]![name];',
    to: 'if (rows[i]! >= 0) column[columns.planned.indexOf(0)] = cells[i]![name];',
  },
  {
    why: 'a fold put down at the beginning of its sweep',
    file: 'shared/sweep/fold.ts',
    from: 'fold.columns[name].set(part.columns[name], part.firstRow - fold.firstRow);',
    to: 'fold.columns[name].set(part.columns[name], 0);',
  },
  {
    why: 'a report made before all of its folds are there',
    file: 'functions/round/start-reduce.ts',
    from: "if (missing.length === 0) await attempt('report', {});",
    to: "await attempt('report', {});",
  },
  {
    why: 'a fold of all shards, whatever the close counted',
    file: 'functions/reduce/fold.ts',
    from: 'members(done).filter((shard) => piece',
    to: 'members(done.fill(1)).filter((shard) => piece',
  },
];
