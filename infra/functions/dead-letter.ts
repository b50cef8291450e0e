import type { Construct } from 'constructs';
import { manifestKey, poisonKey, tombstoneKey } from '../../shared/sweep/keys.ts';
import { type Base, Fn } from '../function.ts';

/** Turns messages that crashed every worker into tombstones. */
export const deadLetterFunction = (scope: Construct, base: Base): Fn =>
  new Fn(scope, 'DeadLetter', base, {
    entry: 'shard/dead-letter',
    memoryMiB: 256,
    seconds: 30,
    reserved: base.stage.concurrency.deadLetter,
    grants: {
      read: [manifestKey.pattern()],
      write: [tombstoneKey.pattern(), poisonKey.pattern()],
      list: [],
    },
  });
