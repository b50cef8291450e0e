// npm run aws:fixup: sets what the emulator's CloudFormation dropped.
import { environmentOf, refuseElsewhere } from './endpoint.ts';
import { fixUp } from './fixup.ts';

refuseElsewhere(process.env);
const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
for (const line of await fixUp(environmentOf(endpoint), 'cdk.out')) process.stdout.write(`${line}\n`);
