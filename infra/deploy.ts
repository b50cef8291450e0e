// npm run aws:deploy -- -c alarmEmail=risk@example.com
// Asks the account whether it allows what the stack would reserve, before a deployment fails half-way, and then deploys;
// npm run aws:check asks only.
import { spawnSync } from 'node:child_process';
import { accountConcurrency } from '../functions/aws/account.ts';
import { accountAdvice, toldConcurrency } from './check-account.ts';

const [command, ...args] = process.argv.slice(2);
const { ok, words } = accountAdvice(await accountConcurrency(), toldConcurrency(args));
console.log(words);
if (!ok) process.exitCode = 2;
else if (command === 'deploy') {
  const outputs = ['--outputs-file', 'cdk.out/outputs.json'];
  process.exitCode = spawnSync('cdk', ['deploy', ...outputs, ...args], { stdio: 'inherit' }).status ?? 1;
}
