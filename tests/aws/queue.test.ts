import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqsQueue } from '../../functions/aws/queue.ts';
import { parseShardMessage } from '../../shared/sweep/messages.ts';
import { clients, onAws } from './aws.ts';

const message = (shard: number) => ({
  v: 1 as const,
  sweepId: 'queue-test',
  round: 1,
  gen: 0,
  shard,
  manifestSha256: 'a'.repeat(64),
  notAfter: 1,
});

onAws('a queue', (aws) => {
  const { sqs } = clients(aws);
  let url = '';
  beforeAll(async () => {
    url = (await sqs.send(new CreateQueueCommand({ QueueName: `queue-test-${process.pid}` }))).QueueUrl!;
  });
  afterAll(() => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));

  it('takes more messages than fit a request, each once, and counts them', async () => {
    const queue = sqsQueue(sqs, url);
    await queue.send(Array.from({ length: 25 }, (_, shard) => message(shard)));
    expect(await queue.depth()).toEqual({ waiting: 25, inFlight: 0 });

    const taken: number[] = [];
    while (taken.length < 25) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['MessageGroupId'],
        }),
      );
      for (const { Body, Attributes } of Messages) {
        taken.push(parseShardMessage(Body!).shard);
        expect(Attributes?.MessageGroupId).toBe('queue-test'); // what fair queues are fair by
        expect(Body!.length).toBeLessThan(300);
      }
    }
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, shard) => shard));
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 25 });
  });

  it('sends nothing when there is nothing to send', async () => {
    await expect(sqsQueue(sqs, url).send([])).resolves.toBeUndefined();
  });

  it('sends again only what the queue did not take', async () => {
    const client = clients(aws).sqs;
    const sent: string[][] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const { Entries } = args.input as { readonly Entries: readonly { readonly Id: string }[] };
        sent.push(Entries.map(({ Id }) => Id));
        const answer = await next(args);
        const refused = [{ Id: '1', Code: 'ServiceUnavailable', SenderFault: false }];
        return sent.length === 1 ? { ...answer, output: { Failed: refused, $metadata: {} } } : answer;
      },
      { step: 'initialize' },
    );
    await sqsQueue(client, url).send([message(1), message(2), message(3)]);
    expect(sent).toEqual([['0', '1', '2'], ['1']]);
  });

  it('says why a queue takes nothing', async () => {
    await expect(sqsQueue(sqs, `${url}-absent`).send([message(1)])).rejects.toThrow();
  });
});
