import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ACCOUNT, concurrencyOf, neededOf } from './concurrency.ts';

/** What to do about an account's limit; `ok` if nothing. */
export interface Advice {
  readonly ok: boolean;
  readonly words: string;
}

/** Whether an account that allows so many invocations at a time has room for a stack that is told it has `told`. */
export function accountAdvice(limit: number, told: number): Advice {
  const needed = neededOf(concurrencyOf(told));
  const allows = `the account allows ${limit} invocations at a time, and the stack needs ${needed}`;
  if (limit >= needed) return { ok: true, words: allows };
  const { nightly, sweeps, reserved } = concurrencyOf(limit);
  return {
    ok: false,
    words: `${allows}. Either deploy
  with -c accountConcurrency=${limit}: ${nightly} workers for nights and ${sweeps} for sweeps, ${reserved ? 'reserved' : 'with nothing reserved'}
or ask for more, which takes hours to days:
  aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${ACCOUNT}`,
  };
}

/** What a deployment with these arguments tells the stack its account has: `-c accountConcurrency=N`, or cdk.json. */
export function toldConcurrency(args: readonly string[], cdkJson = readFileSync('cdk.json', 'utf8')): number {
  const options = { context: { type: 'string', short: 'c', multiple: true } } as const;
  const { values } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  const given = (values.context ?? []).flatMap(
    (own) => /^accountConcurrency=(.*)$/.exec(`${own}`)?.[1] ?? [],
  );
  const told = Number(given.at(-1) ?? JSON.parse(cdkJson).context.accountConcurrency ?? ACCOUNT);
  if (!(told > 0)) throw new RangeError(`context accountConcurrency must be a number > 0, got ${told}`);
  return told;
}
