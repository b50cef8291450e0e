// npm run aws:tick: starts sweepUp every five seconds, where no schedule fires or a minute is too long to wait.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readOutputs } from './deploy.ts';
import { environmentOf, refuseElsewhere } from './endpoint.ts';

refuseElsewhere(process.env);
const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
const { AWS_REGION } = environmentOf(endpoint);
const lambda = new LambdaClient({
  endpoint,
  region: AWS_REGION!,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const { SweepUpFunction } = await readOutputs();
for (;;) {
  const Payload = JSON.stringify({ kind: 'tick' });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: SweepUpFunction, Payload }));
  process.stdout.write(`${new TextDecoder().decode(answer.Payload)}\n`);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}
