import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LeverageCascade } from '../../infra/stack.ts';

export const MARKET = {
  market: 'bitmex-xbtusd',
  at: '00:30',
  zone: 'UTC',
  dateOf: 'day-before',
  cutOffMinutes: 180,
};

/** The app of infra/app.ts without its bundles, which take longer than everything else. */
export function appWith(context: Readonly<Record<string, unknown>> = {}): {
  readonly app: App;
  readonly stack: LeverageCascade;
} {
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), 'cdk-')),
    context: {
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/aws-iam:minimizePolicies': true,
      markets: [MARKET],
      ...context,
    },
  });
  return { app, stack: new LeverageCascade(app, 'LeverageCascade') };
}

export const templateWith = (context?: Readonly<Record<string, unknown>>): Template =>
  Template.fromStack(appWith(context).stack);

export interface Resource {
  readonly id: string;
  /** What becomes of it when the stack goes. */
  readonly policy: string | undefined;
  // A template is whatever CloudFormation takes; each test reads the little that it is about.
  // biome-ignore lint/suspicious/noExplicitAny: the type of a template's properties is CloudFormation's
  readonly properties: any;
}

/** Resources of a type, with their logical ids. */
export const resourcesOf = (template: Template, type: string): Resource[] =>
  Object.entries(template.findResources(type)).map(([id, { Properties, DeletionPolicy }]) => ({
    id,
    policy: DeletionPolicy,
    properties: Properties,
  }));
