import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaClient } from './clients.ts';
import { persist } from './persist.ts';

/** How many invocations the account allows at the same time, of all its functions in this region. */
export async function accountConcurrency(lambda: LambdaClient = lambdaClient()): Promise<number> {
  const { AccountLimit } = await persist(() => lambda.send(new GetAccountSettingsCommand({})));
  const limit = AccountLimit?.ConcurrentExecutions;
  if (limit === undefined) throw new Error('Lambda must say what the account allows, got nothing');
  return limit;
}
