import type { Construct } from 'constructs';
import { poisonKey, tombstoneKey } from '../../shared/sweep/keys.ts';
import { Fn, type Setting } from '../function.ts';

/** Turns messages that crashed every worker into tombstones. */
export const deadLetterFunction = (scope: Construct, setting: Setting): Fn =>
  new Fn(scope, 'DeadLetter', setting, {
    entry: 'shard/dead-letter',
    memoryMiB: 256,
    seconds: 30,
    reserved: setting.stage.concurrency.deadLetter,
    grants: { write: [tombstoneKey.pattern(), poisonKey.pattern()] },
  });
