import { basename } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type IDestination,
  Function as Lambda,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundled } from './bundled.ts';
import type { Stage } from './stage.ts';
import type { Grants, Storage } from './storage.ts';

/** MiB at which Lambda grants one full vCPU. */
export const ONE_CPU = 1_769;

/** What all functions share. */
export interface Base {
  readonly storage: Storage;
  readonly stage: Stage;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FunctionSettings {
  /** File in `functions/` without `.lambda.ts`; its last word is the service that logs name. */
  readonly entry: string;
  readonly memoryMiB: number;
  /** Time limit, before a stage shortens it. */
  readonly seconds: number;
  /** How many may run at the same time, where the account can reserve them; else they share what it has left. */
  readonly reserved: number;
  /** Besides what all functions are told. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A physical name, where two functions must know each other. */
  readonly name?: string;
  /** Of asynchronous invocations. */
  readonly retry?: {
    readonly attempts: 0 | 1 | 2;
    readonly maxAge: Duration;
    readonly onFailure: IDestination;
  };
  /** Its row of pipeline.md 4.4. */
  readonly grants: Grants;
}

/** One of our functions: its code, its own role, its own log group, and nothing that it did not ask for. */
export class Fn extends Construct {
  readonly handler: Lambda;
  readonly role: Role;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, { storage, stage, environment }: Base, own: FunctionSettings) {
    super(scope, id);
    const { entry, memoryMiB, seconds, reserved, name, retry } = own;
    this.logs = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN, // what happened is asked about after a stack is gone, too
    });
    // Our own role, because the one that CDK makes has a managed policy that may write to every log group.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logs.grantWrite(this.role);
    this.handler = new Lambda(this, 'Handler', {
      code: bundled(entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64, // a fifth cheaper; the report is the same to the byte
      memorySize: memoryMiB,
      timeout: stage.limit(seconds),
      ...(stage.concurrency.reserved && { reservedConcurrentExecutions: reserved }),
      ...(name !== undefined && { functionName: name }),
      role: this.role,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment, ...own.environment, POWERTOOLS_SERVICE_NAME: basename(entry) },
      ...(retry && { retryAttempts: retry.attempts, maxEventAge: retry.maxAge, onFailure: retry.onFailure }),
    });
    storage.allow(this.role, own.grants);
  }

  /** May tell a topic. */
  mayPublish(topicArn: string): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [topicArn] }));
  }

  /** May start another function, and not a version or alias of it. */
  mayInvoke(functionArn: string): void {
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
    );
  }
}
