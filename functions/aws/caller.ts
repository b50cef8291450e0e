import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { persist } from './persist.ts';

/**
 * Calls a function and waits for its answer. What our code refuses there is refused here, as the range error that it
 * was; anything else that a function throws is an error without a stack, for that one lies in its log.
 */
export const lambdaCaller =
  (lambda: LambdaClient) =>
  async (name: string, event: object): Promise<unknown> => {
    const { Payload, FunctionError } = await persist(() =>
      lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) })),
    );
    const answer: unknown = JSON.parse(new TextDecoder().decode(Payload) || 'null');
    if (FunctionError === undefined) return answer;
    const { errorType, errorMessage = FunctionError } = answer as {
      errorType?: string;
      errorMessage?: string;
    };
    throw errorType === 'RangeError' ? new RangeError(errorMessage) : new Error(`${name}: ${errorMessage}`);
  };
