import { readFileSync } from 'node:fs';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { accountAdvice, toldConcurrency } from '../../infra/check-account.ts';
import { idleUsd, sumOf } from '../../infra/cost.ts';
import { CREATE_ONCE } from '../../infra/storage.ts';
import * as keys from '../../shared/sweep/keys.ts';
import { appWith, MARKET, type Resource, resourcesOf, templateWith } from './synth.ts';

const template = templateWith();
const functions = resourcesOf(template, 'AWS::Lambda::Function');
const queues = resourcesOf(template, 'AWS::SQS::Queue');
const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule');

/** The function whose logical id has a name in it. */
const named = (name: string) => functions.find(({ id }) => id.startsWith(`Sweeps${name}Handler`))!.properties;
const isDeadLetters = ({ id }: Resource) => !id.includes('Queue');

describe('queues', () => {
  it('hide a message for six worker time-outs, and give up after five receives', () => {
    const own = queues.filter((queue) => !isDeadLetters(queue));
    expect(own).toHaveLength(2);
    for (const { properties } of own) {
      expect(properties.VisibilityTimeout).toBe(6 * named('Simulate').Timeout);
      expect(properties.RedrivePolicy.maxReceiveCount).toBe(5);
    }
  });

  it('are all encrypted and refuse what does not come by TLS', () => {
    expect(queues).toHaveLength(8);
    for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true);
    const refused = resourcesOf(template, 'AWS::SQS::QueuePolicy').flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.filter(
        (statement: Resource['properties']) =>
          statement.Effect === 'Deny' && statement.Condition.Bool['aws:SecureTransport'] === 'false',
      ).map(() => properties.Queues[0].Ref),
    );
    expect(refused.sort()).toEqual(queues.map(({ id }) => id).sort());
  });

  it('keep dead letters two weeks, and each is watched or read', () => {
    const letters = queues.filter(isDeadLetters);
    for (const { properties } of letters) expect(properties.MessageRetentionPeriod).toBe(14 * 86_400);
    const read = mappings.map(({ properties }) => properties.EventSourceArn['Fn::GetAtt'][0]);
    const watched = JSON.stringify(alarms);
    for (const { id } of letters) expect(read.includes(id) || watched.includes(id), id).toBe(true);
  });
});

describe('mappings', () => {
  const feeds = (...names: string[]) =>
    mappings.filter(({ properties }) =>
      names.some((name) => properties.FunctionName.Ref.startsWith(`Sweeps${name}Handler`)),
    );
  const workers = feeds('Simulate', 'SimulateNights');

  it('give a worker one shard at a time and take partial answers', () => {
    expect(workers).toHaveLength(2);
    for (const { properties } of workers) {
      expect(properties.BatchSize).toBe(1);
      expect(properties.MaximumBatchingWindowInSeconds).toBeUndefined();
    }
    for (const { properties } of mappings) {
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(properties.ProvisionedPollerConfig).toBeUndefined();
    }
  });

  it('bring as many workers as plan counts on, for nights and for the rest', () => {
    const { WORKERS, NIGHTLY_WORKERS } = named('Plan').Environment.Variables;
    const maxima = workers.map(({ id, properties }) => [
      id.includes('Nightly'),
      String(properties.ScalingConfig.MaximumConcurrency),
    ]);
    expect(new Map(maxima as [boolean, string][])).toEqual(
      new Map([
        [true, NIGHTLY_WORKERS],
        [false, WORKERS],
      ]),
    );
    expect(WORKERS).not.toBe(NIGHTLY_WORKERS);
  });

  it('never want more of a function than is reserved for it', () => {
    for (const name of ['Simulate', 'SimulateNights', 'DeadLetter']) {
      const maxima = feeds(name).map(({ properties }) => properties.ScalingConfig.MaximumConcurrency);
      const sum = maxima.reduce((total: number, own: number) => total + own, 0);
      expect(sum, name).toBeLessThanOrEqual(named(name).ReservedConcurrentExecutions);
    }
  });
});

describe('functions', () => {
  it('run on ARM and Node 24, with a month of JSON logs each', () => {
    expect(functions).toHaveLength(6);
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    for (const { properties } of functions) {
      expect(properties.Architectures).toEqual(['arm64']);
      expect(properties.Runtime).toBe('nodejs24.x');
      expect(properties.LoggingConfig.LogFormat).toBe('JSON');
      const group = groups.find(({ id }) => id === properties.LoggingConfig.LogGroup.Ref)!;
      expect(group.properties.RetentionInDays).toBe(30);
      expect(group.policy).toBe('Retain'); // what happened is asked about after a stack is gone, too
      expect(properties.RecursiveLoop).toBeUndefined(); // stopped by default
    }
  });

  it('plan on the same processor that simulates, because plan times the cells', () => {
    const workers = ['Simulate', 'SimulateNights'].map((name) => named(name).MemorySize);
    expect([named('Plan').MemorySize, ...workers]).toEqual([1_769, 1_769, 1_769]);
  });

  it('have the memory, time and concurrency of the table in pipeline.md 4.2', () => {
    const table = Object.fromEntries(
      ['Plan', 'Simulate', 'SimulateNights', 'SweepUp', 'Reduce', 'DeadLetter'].map((name) => {
        const { MemorySize, Timeout, ReservedConcurrentExecutions } = named(name);
        return [name, [MemorySize, Timeout, ReservedConcurrentExecutions]];
      }),
    );
    expect(table).toEqual({
      Plan: [1_769, 900, 2],
      Simulate: [1_769, 240, 200],
      SimulateNights: [1_769, 240, 100],
      SweepUp: [512, 300, 1],
      Reduce: [3_008, 300, 20],
      DeadLetter: [256, 30, 4], // two mappings, and a mapping's least maximum is 2
    });
  });

  it('leave a hundred of the account to others, and say so when it is small', () => {
    const small = appWith({ accountConcurrency: 160 });
    const message = Match.stringLikeRegexp('at most 33 of 300 workers');
    Annotations.fromStack(small.stack).hasInfo('/LeverageCascade/Sweeps', message);
    const reserved = (context: Record<string, unknown>) =>
      resourcesOf(templateWith(context), 'AWS::Lambda::Function').map(
        ({ properties }) => properties.ReservedConcurrentExecutions,
      );
    expect(reserved({ accountConcurrency: 160 }).reduce((sum, own) => sum + own, 0)).toBe(60);
    expect(reserved({ accountConcurrency: 10 })).toEqual(Array(6).fill(undefined));
  });

  it('retry a plan, never an old tick, and keep what failed for good', () => {
    const settings = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(
      ({ properties }) => properties,
    );
    const of = (name: string) =>
      settings.find(({ FunctionName }) => FunctionName.Ref.startsWith(`Sweeps${name}Handler`));
    expect(of('Plan')).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600 });
    expect(of('SweepUp')).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    const failures = settings.map((own) => JSON.stringify(own.DestinationConfig.OnFailure.Destination));
    expect(new Set(failures).size).toBe(3); // a queue each, for each means something else
  });
});

describe('permissions', () => {
  const all = resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ id, properties }) =>
    properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({
      id,
      effect: statement.Effect as 'Allow' | 'Deny',
      actions: [statement.Action].flat() as string[],
      resources: JSON.stringify(statement.Resource),
      prefixes: statement.Condition?.StringLikeIfExists?.['s3:prefix'] as string | string[] | undefined,
    })),
  );
  /** Of functions and schedules; the role that restores is for people. */
  const statements = all.filter(({ id, effect }) => effect === 'Allow' && !id.startsWith('StorageRestorer'));

  it('name every action, and no resource that is everything', () => {
    for (const { id, actions, resources } of statements) {
      for (const action of actions) expect(action, id).not.toContain('*');
      expect(resources, id).not.toMatch(/^"\*"$|"\/\*"/);
    }
  });

  it('let only sweepUp delete, and only markers', () => {
    const deleting = statements.filter(({ actions }) =>
      actions.some((action: string) => action.startsWith('s3:Delete')),
    );
    expect(deleting.map(({ id }) => id)).toEqual([expect.stringMatching(/^SweepsSweepUp/)]);
    expect(deleting[0]!.resources.match(/"\/[^"]+"/g)).toEqual(['"/open/*/*"']);
  });

  it('let every role that asks "is it there?" list, or absence would read as refusal; by prefix what it needs', () => {
    const listing = statements.filter(({ actions }) => actions.includes('s3:ListBucket'));
    const prefixes = listing.map(({ id, prefixes: own }) => [
      /^Sweeps([A-Z][a-z]+(?:Up|Nights|Letter)?)/.exec(id)?.[1],
      [own].flat(),
    ]);
    const none = ['-'];
    expect(Object.fromEntries(prefixes)).toEqual({
      Plan: ['sweeps/*/rounds/*'],
      Simulate: none,
      SimulateNights: none,
      DeadLetter: none,
      Reduce: ['sweeps/*/issues/*', 'sweeps/*/results/*'],
      SweepUp: expect.arrayContaining(['open/*', 'sweeps/*/results/*', 'sweeps/*/damages/*']),
    });
  });

  it('keep the workers of one class from the sweeps of the other', () => {
    const writing = (name: string, effect: string) =>
      all
        .filter((own) => own.id.startsWith(`Sweeps${name}Role`) && own.effect === effect)
        .filter(({ actions }) => actions.includes('s3:PutObject'))
        .flatMap(({ resources }) => resources.match(/(?<="\/)sweeps\/[^"]+/g) ?? []);
    const nights = ['anomalies/*.*.json', 'failed/*.*.json', 'results/*.parquet'].map(
      (own) => `sweeps/nightly-*/${own}`,
    );
    expect(writing('SimulateNights', 'Allow')).toEqual(nights);
    expect(writing('Simulate', 'Deny')).toEqual(nights);
  });

  it('let a person restore, with a second factor, and take nothing but versions away', () => {
    const [role] = resourcesOf(template, 'AWS::IAM::Role').filter(({ id }) =>
      id.startsWith('StorageRestorer'),
    );
    expect(role!.properties.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    });
    const actions = all.filter(({ id }) => id.startsWith('StorageRestorer')).flatMap((own) => own.actions);
    expect(actions.sort()).toEqual([
      's3:DeleteObjectVersion',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
    ]);
  });

  it('bind the schedules to this account and to one function each', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('Nightly'));
    expect(roles).toHaveLength(2);
    for (const { properties } of roles) {
      const [statement] = properties.AssumeRolePolicyDocument.Statement;
      expect(statement.Condition.StringEquals).toMatchObject({
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
      });
      const source = JSON.stringify(statement.Condition.StringEquals['aws:SourceArn']);
      expect(source).toMatch(/":scheduler:".*":schedule-group\/default"/);
    }
  });
});

describe('the bucket', () => {
  const [bucket] = resourcesOf(template, 'AWS::S3::Bucket').map(({ properties }) => properties);

  it('is closed to the public, versioned, encrypted, and outlives the stack', () => {
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(bucket.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('forgets results after 90 days, poison and old versions after 30, unfinished uploads after one', () => {
    const days = bucket.LifecycleConfiguration.Rules.map((rule: Resource['properties']) => [
      rule.Id,
      rule.ExpirationInDays ?? rule.NoncurrentVersionExpiration?.NoncurrentDays,
      rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
    ]);
    expect(days).toEqual([
      ['results', 90, undefined],
      ['poison', 30, undefined],
      ['leftovers', 30, 1],
    ]);
  });

  it('refuses to write over anything that is written once: all but what points to the newest, markers and the stop', () => {
    const policy = resourcesOf(template, 'AWS::S3::BucketPolicy')[0]!.properties.PolicyDocument;
    const once = policy.Statement.find(({ Sid }: { Sid?: string }) => Sid === 'CreateOnce');
    expect(once).toMatchObject({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
    expect(
      JSON.stringify(once.Resource)
        .match(/"\/[^"]+"/g)!
        .sort(),
    ).toEqual(CREATE_ONCE.map((key) => `"/${key}"`).sort());

    const parts = {
      sweepId: 'abcdef',
      round: 1,
      gen: 0,
      shard: 0,
      attempt: 0,
      fold: 0,
      part: 'a',
      file: 'a.json',
      digest: 'a'.repeat(64),
      market: 'ab',
      businessDate: '2026-01-31',
    };
    const isShape = (value: unknown): value is keys.KeyShape<typeof parts> =>
      typeof value === 'object' && value !== null && 'build' in value;
    const built = Object.values(keys)
      .filter(isShape)
      .map(({ build }) => build(parts));
    const covering = (key: string) =>
      CREATE_ONCE.filter((pattern) =>
        new RegExp(`^${pattern.replaceAll('*', '[^/]+').replace(/\[\^\/\]\+$/, '.+')}$`).test(key),
      );
    for (const key of built) {
      const isOnce = !/^(latest|open|control)\/|\/latest\.json$/.test(key);
      expect([key, covering(key).length]).toEqual([key, isOnce ? 1 : 0]);
    }
    const used = new Set(built.flatMap(covering));
    expect(CREATE_ONCE.filter((pattern) => !used.has(pattern))).toEqual([]);
  });
});

it('nobody deletes more than markers and the stop, but with the role that restores', () => {
  const policy = resourcesOf(template, 'AWS::S3::BucketPolicy')[0]!.properties.PolicyDocument;
  const kept = policy.Statement.find(({ Sid }: { Sid?: string }) => Sid === 'KeepForever');
  expect(kept).toMatchObject({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  });
  expect(JSON.stringify(kept.NotResource).match(/"\/[^"]+"/g)).toEqual(['"/open/*"', '"/control/stop.json"']);
  expect(JSON.stringify(kept.Condition)).toMatch(
    /^\{"ArnNotEquals":\{"aws:PrincipalArn":\{"Fn::GetAtt":\["StorageRestorer/,
  );
});

describe('schedules', () => {
  const night = schedules.find(({ properties }) => properties.Target.Input.includes('"night"'))!.properties;

  it('start a night in its zone, exactly on time, with retries, dead letters and the scheduled time', () => {
    expect(night).toMatchObject({
      ScheduleExpression: 'cron(30 0 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3_600 } },
    });
    expect(JSON.parse(night.Target.Input)).toEqual({
      kind: 'night',
      market: 'bitmex-xbtusd',
      scheduledTime: '<aws.scheduler.scheduled-time>',
    });
    expect(night.Target.DeadLetterConfig.Arn).toBeDefined();
  });

  it('tick every minute', () => {
    const ticks = schedules.filter(({ properties }) => properties.ScheduleExpression === 'rate(1 minute)');
    expect(ticks).toHaveLength(1);
  });

  it('refuse a market twice, an unknown zone, a time that some day lacks', () => {
    const refused = (markets: unknown[]) => () => templateWith({ markets });
    expect(refused([MARKET, MARKET])).toThrow('markets must name each market once, got bitmex-xbtusd');
    expect(refused([{ ...MARKET, zone: 'Europe/Atlantis' }])).toThrow(
      'must be an IANA time zone, got Europe/Atlantis',
    );
    expect(refused([{ ...MARKET, at: '02:30', zone: 'Europe/Berlin' }])).toThrow(
      /must exist once on every day, got 02:30 in Europe\/Berlin, which does not exist on \d{4}-03-\d\d/,
    );
    expect(refused([{ ...MARKET, at: '24:00' }])).toThrow('markets.0.at must be HH:MM, got "24:00"');
  });
});

describe('alarms', () => {
  it('each name and link a heading of the runbook', () => {
    const headings = readFileSync('docs/runbook.md', 'utf8').match(/(?<=^## ).*$/gm)!;
    const links = headings.map(
      (heading) => `${heading}: docs/runbook.md#${heading.toLowerCase().replaceAll(' ', '-')}`,
    );
    const wanted = alarms.map(({ properties }) => properties.AlarmDescription);
    expect(wanted).toHaveLength(13);
    expect(wanted.filter((description) => !links.includes(description))).toEqual([]);
  });

  it('tell somebody, and a silent sweepUp is an alarm as well', () => {
    for (const { properties } of alarms) expect(properties.AlarmActions).toHaveLength(1);
    const breaching = alarms.filter(({ properties }) => properties.TreatMissingData === 'breaching');
    expect(breaching.map(({ properties }) => properties.AlarmDescription)).toEqual([
      'The night is late: docs/runbook.md#the-night-is-late',
    ]);
  });

  it('watch at most ten custom metrics, on stage and class only', () => {
    const text = JSON.stringify(alarms) + JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Dashboard'));
    const own = alarms
      .flatMap(
        ({ properties }) =>
          (properties.Metrics ?? []) as {
            MetricStat?: {
              Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string }[] };
            };
          }[],
      )
      .flatMap(({ MetricStat }) =>
        MetricStat?.Metric.Namespace === 'LeverageCascade' ? [MetricStat.Metric] : [],
      );
    for (const { Dimensions } of own)
      expect(Dimensions.map(({ Name }) => Name).sort()).toEqual(['class', 'stage']);
    const names = new Set([
      ...own.map(({ MetricName }) => MetricName),
      ...[...text.matchAll(/LeverageCascade\\",\\"(\w+)/g)].map(([, name]) => name),
    ]);
    expect(names.size).toBeLessThanOrEqual(10);
  });
});

it('says what a month costs: idle less than twenty dollars, most of it for alarms and metrics, and with its nights', () => {
  const { stack } = appWith({ markets: [MARKET, { ...MARKET, market: 'bitmex-ethusd' }] });
  const usd = idleUsd(stack);
  expect(sumOf(usd)).toBeLessThan(20);
  expect(usd.alarms + usd.metrics + usd.dashboard).toBeGreaterThan(sumOf(usd) / 2);
  // Each alarm on one metric is ten cents; those on several have more, and none has less.
  expect(usd.alarms).toBeGreaterThan(0.1 * alarms.length);
  const month = (nights: number) => `\\$${(sumOf(usd) + 60 * nights).toFixed(2)}`;
  const words = Match.stringLikeRegexp(
    `${month(0)} idle .*; ${month(0.01)} with 2 nights a day like the bundled example, and at most ${month(5)} where`,
  );
  Annotations.fromStack(stack).hasInfo('/LeverageCascade', words);
});

it('says of an account whether it is large enough for what is told of it, and what to do if it is not', () => {
  expect(accountAdvice(1_000, toldConcurrency([]))).toEqual({
    ok: true,
    words: 'the account allows 1000 invocations at a time, and the stack needs 427',
  });
  const { ok, words } = accountAdvice(160, toldConcurrency([]));
  expect(ok).toBe(false);
  expect(words).toMatch(/-c accountConcurrency=160: 11 workers for nights and 22 for sweeps, reserved/);
  expect(words).toContain('--quota-code L-B99A9384');
  expect(accountAdvice(10, 1_000).words).toContain(
    '2 workers for nights and 2 for sweeps, with nothing reserved',
  );
  // As it advises, it then finds.
  for (const limit of [10, 160, 300]) {
    const told = toldConcurrency(['-c', 'alarmEmail=me@example.com', '-c', `accountConcurrency=${limit}`]);
    expect(accountAdvice(limit, told).ok).toBe(true);
  }
  expect(toldConcurrency([], '{"context": {"accountConcurrency": 50}}')).toBe(50);
  expect(() => toldConcurrency(['--context', 'accountConcurrency=many'])).toThrow(
    'must be a number > 0, got NaN',
  );
});

describe('stages', () => {
  const local = templateWith({ stage: 'local' });

  it('leave out the budget on an emulator, and nothing else', () => {
    const typesOf = (which: typeof template) =>
      Object.values(which.toJSON().Resources as Record<string, { Type: string }>)
        .map(({ Type }) => Type)
        .sort();
    expect(typesOf(template).filter((type) => type !== 'AWS::Budgets::Budget')).toEqual(typesOf(local));
    expect(typesOf(template).length).toBe(typesOf(local).length + 1);
  });

  it('shorten the time limits twentyfold for tests, and keep their proportions', () => {
    const fast = templateWith({ stage: 'local', fast: '1' });
    const timeouts = resourcesOf(fast, 'AWS::Lambda::Function').map(({ properties }) => properties.Timeout);
    expect(timeouts.sort((a, b) => a - b)).toEqual([5, 12, 12, 15, 15, 45]);
    const visible = resourcesOf(fast, 'AWS::SQS::Queue').map(
      ({ properties }) => properties.VisibilityTimeout,
    );
    expect(visible.filter((seconds) => seconds === 6 * 12)).toHaveLength(2);
  });

  it('refuse a context that is not understood', () => {
    expect(() => templateWith({ stage: 'Prod!' })).toThrow(
      'context stage must be 1 to 16 of a-z, 0-9 and -, got Prod!',
    );
    expect(() => templateWith({ usdPerHour: 'much' })).toThrow(
      'context usdPerHour must be a number > 0, got much',
    );
  });
});
