import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Starter } from '../ports.ts';
import { persist } from './persist.ts';

type Task = Parameters<Starter['start']>[0];

/** Starts use cases as functions, by the name of each; Lambda answers before they run. */
export const lambdaStarter = (
  lambda: LambdaClient,
  functions: Partial<Record<Task['kind'], string>>,
): Starter => ({
  async start(task) {
    const name = functions[task.kind];
    if (name === undefined) throw new Error(`a ${task.kind} must have a function to start, got none here`);
    const Payload = JSON.stringify(task);
    await persist(() =>
      lambda.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload })),
    );
  },
});
