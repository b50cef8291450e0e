// A sweep on the deployed stack, driven as a person's command line drives it.
import { readdirSync, readFileSync } from 'node:fs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { s3Objects } from '../../functions/aws/objects.ts';
import { sqsQueue } from '../../functions/aws/queue.ts';
import type { Proposal } from '../../functions/plan/plan.ts';
import { listed } from '../../functions/stored/listed.ts';
import { needRecord, writeRecord } from '../../functions/stored/records.ts';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import {
  folderOf,
  issueKey,
  manifestKey,
  markerKey,
  reportKey,
  sentKey,
  snapshotKey,
} from '../../shared/sweep/keys.ts';
import { resultOf } from '../../shared/sweep/mended.ts';
import { type Index, parseIndex } from '../../shared/sweep/records.ts';
import { SNAPSHOT, smallDigest, sweepText } from '../sweep/small.ts';
import { clients } from './aws.ts';
import type { Aws } from './setup.ts';

type Change = Parameters<typeof sweepText>[0];

export interface Submission {
  readonly change?: Change;
  readonly cellsPerShard?: number;
  readonly dryRun?: boolean;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function cloud(aws: Aws) {
  const { s3, sqs, lambda, scheduler } = clients(aws);
  const { BucketName, PlanFunction, SweepUpFunction, SweepsQueueUrl } = aws.outputs;
  const objects = s3Objects({ s3, bucket: BucketName });
  const queue = sqsQueue(sqs, SweepsQueueUrl);

  /**
   * Says that somebody has issued and sent all shards of a round, and again three times, though no message was: sweepUp
   * then sends none, and a test decides what is done when.
   */
  async function sendNothing(sweepId: string, shards: string): Promise<void> {
    for (const gen of [0, 1, 2, 3]) {
      await writeRecord(objects, issueKey.build({ sweepId, round: 1, gen }), {
        schema: 'issue/1',
        shards,
        at: 0,
      });
      await objects.create(sentKey.build({ sweepId, round: 1, gen }), new Uint8Array(0));
    }
  }

  const manifestSha256 = async (sweepId: string) =>
    sha256((await objects.get(manifestKey.build({ sweepId })))!.body);

  /** Sends messages of a first round, as sweepUp does. */
  async function send(sweepId: string, shards: readonly number[]): Promise<void> {
    const known = { v: 1 as const, sweepId, round: 1, gen: 0, manifestSha256: await manifestSha256(sweepId) };
    await queue.send(shards.map((shard) => ({ ...known, shard, notAfter: Date.now() + 60_000 })));
  }

  /** Calls a function and waits for its answer; throws what it throws. */
  async function invoke<T>(name: string, event: object): Promise<T> {
    for (;;) {
      try {
        const answer = await lambda.send(
          new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
        );
        const value = JSON.parse(new TextDecoder().decode(answer.Payload));
        if (answer.FunctionError) throw new Error(value.errorMessage);
        return value;
      } catch (error) {
        if (!(error instanceof Error && error.name === 'TooManyRequestsException')) throw error;
        await pause(300); // sweepUp runs once at a time
      }
    }
  }

  const deliver = () =>
    objects.create(
      snapshotKey.build({ digest: smallDigest(), file: 'snapshot.json' }),
      new TextEncoder().encode(canonicalJson(SNAPSHOT)),
    );

  async function submit({ change = {}, ...how }: Submission): Promise<Proposal> {
    await deliver();
    const task = { kind: 'plan', sweep: sweepText(change), snapshotDigest: smallDigest(), ...how };
    return invoke<Proposal>(PlanFunction, task);
  }

  const step = (sweepId: string, round: number) =>
    invoke<readonly Readonly<Record<string, unknown>>[]>(SweepUpFunction, {
      kind: 'sweepUp',
      sweepId,
      round,
    });

  /** Looks again until there is something, and says what it waited for when there never is. */
  async function until<T>(what: string, look: () => Promise<T | undefined>, seconds = 120): Promise<T> {
    const end = Date.now() + 1_000 * seconds;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${what} must happen within ${seconds} s`);
      await pause(500);
    }
  }

  /** Steps, as the waiting command line does, until the round has its report and `latest.json` knows it. */
  const report = (sweepId: string, round = 1, seconds = 120): Promise<Index> =>
    until(
      `report ${round} of ${sweepId}`,
      async () => {
        const index = reportKey.build({ sweepId, round, file: 'index.json' });
        const isOpen = await objects.head(markerKey.build({ sweepId, round }));
        if (!isOpen && (await objects.head(index))) return needRecord(objects, index, parseIndex);
        await step(sweepId, round);
        return undefined;
      },
      seconds,
    );

  /** Makes a copy of a deployed schedule that fires once, at a whole second. */
  async function scheduleOnce(name: string, at: number): Promise<void> {
    const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
    const Name = Schedules.find((own) => own.Name!.includes(name.replaceAll('-', '')))?.Name;
    const { Target, FlexibleTimeWindow } = await scheduler.send(new GetScheduleCommand({ Name }));
    await scheduler.send(
      new CreateScheduleCommand({
        Name: `once-${at}`,
        ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: 'UTC',
        Target,
        FlexibleTimeWindow,
      }),
    );
  }

  return {
    ...aws.outputs,
    scheduleOnce,
    objects,
    s3,
    sqs,
    sendNothing,
    send,
    invoke,
    deliver,
    submit,
    step,
    until,
    report,
    json: async (key: string) => JSON.parse(new TextDecoder().decode((await objects.get(key))!.body)),
    keys: async (prefix: string) => (await listed(objects, prefix)).map(({ key }) => key),
    results: async (sweepId: string) =>
      (await listed(objects, folderOf(sweepId, 'results'))).map(({ key }) => resultOf(key)!.shard),
  };
}

/**
 * Process numbers of the function of this LocalStack that is at work, by the processor time that it took in a moment;
 * those that wait for work are not among them.
 */
export async function busyProcessesOf(functionName: string, endpoint: string): Promise<number[]> {
  const before = ticksOf(functionName, endpoint);
  await pause(300);
  const after = ticksOf(functionName, endpoint);
  return [...after].filter(([pid, ticks]) => ticks - (before.get(pid) ?? ticks) >= 10).map(([pid]) => pid);
}

/** Hundredths of a second of processor time, by process. */
function ticksOf(functionName: string, endpoint: string): Map<number, number> {
  const { port } = new URL(endpoint);
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((own) => /^\d+$/.test(own))) {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      if (!variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)) continue;
      if (!variables.some((own) => own.startsWith('AWS_ENDPOINT_URL=') && own.endsWith(`:${port}`))) continue;
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ');
      found.set(Number(name), Number(fields[11]) + Number(fields[12]));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
