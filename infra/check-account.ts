// npm run aws:check: whether the account allows what the stack would reserve, before a deployment fails half-way.
import { pathToFileURL } from 'node:url';
import { accountConcurrency } from '../functions/aws/account.ts';
import { concurrencyOf, WANTED_OF_ACCOUNT } from './concurrency.ts';

/** What to do about an account's limit; `ok` if nothing. */
export function accountAdvice(limit: number): { readonly ok: boolean; readonly words: string } {
  if (limit >= WANTED_OF_ACCOUNT)
    return { ok: true, words: `the account allows ${limit} invocations at a time; the stack wants ${WANTED_OF_ACCOUNT}` };
  const { nightly, sweeps, reserved } = concurrencyOf(limit);
  return {
    ok: false,
    words: `the account allows ${limit} invocations at a time, and the stack wants ${WANTED_OF_ACCOUNT}. Either deploy
  with -c accountConcurrency=${limit}: ${nightly} workers for nights and ${sweeps} for sweeps, ${reserved ? 'reserved' : 'with nothing reserved'}
or ask for more, which takes hours to days:
  aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ok, words } = accountAdvice(await accountConcurrency());
  console.log(words);
  process.exitCode = ok ? 0 : 1;
}
