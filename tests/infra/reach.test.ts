// Whoever must reach something is let in, and lets itself out: a template says both, and deploys without either.
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { appWith, type Resource, resourcesOf, templateWith } from './synth.ts';

type Statement = Resource['properties'];

const template = templateWith({ alarmEmail: 'risk@example.com' });
const all = (type: string) => resourcesOf(template, type);
const text = (value: unknown) => JSON.stringify(value);
const listOf = <T>(value: T | T[]): T[] => [value].flat() as T[];

/** What a role may do: the statements of the policies that are attached to it. */
const statementsOf = (role: string): Statement[] =>
  all('AWS::IAM::Policy')
    .filter(({ properties }) => properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);

const may = (role: string, action: string, resource: unknown): boolean =>
  statementsOf(role).some(
    (own) =>
      own.Effect === 'Allow' &&
      listOf(own.Action).includes(action) &&
      listOf(own.Resource).some((one) => text(one) === text(resource)),
  );

/** Whether a service of AWS may publish to a topic, for whom, and that nothing in the same policy refuses it. */
function publishes(service: string, topic: string): Statement | undefined {
  const statements = all('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => properties.Topics.some(({ Ref }: { Ref: string }) => Ref === topic))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement as Statement[]);
  for (const { Effect, Condition } of statements)
    if (Effect === 'Deny') expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  return statements.find(
    (own) => own.Effect === 'Allow' && own.Principal.Service === service && own.Action === 'sns:Publish',
  );
}

it('every action of every alarm arrives, when it rings and when it is over', () => {
  const alarms = all('AWS::CloudWatch::Alarm');
  expect(alarms.length).toBeGreaterThan(10);
  for (const { id, properties } of alarms) {
    const actions = [...properties.AlarmActions, ...properties.OKActions];
    expect(actions, id).toHaveLength(2);
    for (const { Ref } of actions) {
      const statement = publishes('cloudwatch.amazonaws.com', Ref);
      expect(statement?.Condition.StringEquals, id).toEqual({
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
      });
      expect(text(statement?.Condition.ArnLike['aws:SourceArn']), id).toMatch(/":cloudwatch:".*":alarm:\*"/);
    }
  }
});

it('the budget reaches the same topic, and the topic an address', () => {
  const [budget] = all('AWS::Budgets::Budget');
  const subscribers = budget!.properties.NotificationsWithSubscribers.flatMap(
    (own: Statement) => own.Subscribers as Statement[],
  );
  expect(subscribers).toHaveLength(3);
  for (const { Address } of subscribers)
    expect(publishes('budgets.amazonaws.com', Address.Ref)?.Condition.ArnLike).toBeDefined();
  // Of the alarms, and of what nights page.
  const endpoints = all('AWS::SNS::Subscription').map(({ properties }) => properties.Endpoint);
  expect(endpoints).toEqual(['risk@example.com', 'risk@example.com']);
});

it('says at synth that nobody listens where no address is given', () => {
  const words = Match.stringLikeRegexp('nobody is told of any alarm: deploy with -c alarmEmail=');
  Annotations.fromStack(appWith().stack).hasWarning('/LeverageCascade/Observability', words);
  Annotations.fromStack(appWith({ alarmEmail: 'risk@example.com' }).stack).hasNoWarning('*', words);
});

it('every schedule may start its target, and hand over what it could not', () => {
  const schedules = all('AWS::Scheduler::Schedule');
  expect(schedules).toHaveLength(2);
  for (const { id, properties } of schedules) {
    const { Arn, RoleArn, DeadLetterConfig } = properties.Target;
    const role = RoleArn['Fn::GetAtt'][0];
    expect(may(role, 'lambda:InvokeFunction', Arn), id).toBe(true);
    expect(may(role, 'sqs:SendMessage', DeadLetterConfig.Arn), id).toBe(true);
  }
});

const roleOf = (functionId: string): string =>
  all('AWS::Lambda::Function').find(({ id }) => id === functionId)!.properties.Role['Fn::GetAtt'][0];

it('every function may take from the queues that feed it', () => {
  for (const { id, properties } of all('AWS::Lambda::EventSourceMapping')) {
    const role = roleOf(properties.FunctionName.Ref);
    for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'])
      expect(may(role, `sqs:${action}`, properties.EventSourceArn), `${id} ${action}`).toBe(true);
  }
});

it('every function may send what it failed at to its own queue, which an alarm with its own heading watches', () => {
  const settings = all('AWS::Lambda::EventInvokeConfig');
  expect(settings).toHaveLength(3);
  const headings = settings.map(({ id, properties }) => {
    const { Destination } = properties.DestinationConfig.OnFailure;
    expect(may(roleOf(properties.FunctionName.Ref), 'sqs:SendMessage', Destination), id).toBe(true);
    const queue = Destination['Fn::GetAtt'][0];
    const watching = all('AWS::CloudWatch::Alarm').filter((own) => text(own.properties).includes(queue));
    expect(watching, id).toHaveLength(1);
    return watching[0]!.properties.AlarmDescription.split(':')[0];
  });
  expect(headings.sort()).toEqual([
    'A night cannot be planned',
    'A report cannot be made',
    'A round cannot be looked at',
  ]);
});

it('no queue refuses what must come in: all that is denied is what does not come by TLS', () => {
  for (const { id, properties } of all('AWS::SQS::QueuePolicy')) {
    for (const { Effect, Condition } of properties.PolicyDocument.Statement as Statement[]) {
      expect(Effect, id).toBe('Deny');
      expect(Condition, id).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    }
  }
});

it('every function may write to its log group', () => {
  for (const { id, properties } of all('AWS::Lambda::Function')) {
    const group = { 'Fn::GetAtt': [properties.LoggingConfig.LogGroup.Ref, 'Arn'] };
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
      expect(may(roleOf(id), action, group), `${id} ${action}`).toBe(true);
  }
});

// A function knows queues and other functions by its variables.
it('every function may send to the queues, and start the functions, that it is told of', () => {
  const reached = all('AWS::Lambda::Function').flatMap(({ id, properties }) =>
    Object.entries<{ readonly Ref?: string } | string>(properties.Environment.Variables).flatMap(
      ([name, value]) => {
        const action = name.endsWith('_QUEUE_URL') ? 'sqs:SendMessage' : 'lambda:InvokeFunction';
        if (!/_(FUNCTION|QUEUE_URL)$/.test(name)) return [];
        // Plan knows sweepUp by its name, for each is told of the other.
        const isNamed = typeof value === 'string';
        const arn = isNamed ? namedArn(value) : { 'Fn::GetAtt': [value.Ref, 'Arn'] };
        return [[name, may(roleOf(id), action, arn)]];
      },
    ),
  );
  expect(Object.fromEntries(reached)).toEqual({
    SWEEP_UP_FUNCTION: true,
    PLAN_FUNCTION: true,
    REDUCE_FUNCTION: true,
    NIGHTLY_QUEUE_URL: true,
    SWEEPS_QUEUE_URL: true,
  });
});

/** The name must be that of a function that there is. */
function namedArn(name: string): unknown {
  expect(all('AWS::Lambda::Function').map(({ properties }) => properties.FunctionName)).toContain(name);
  const account = [
    'arn:',
    { Ref: 'AWS::Partition' },
    ':lambda:',
    { Ref: 'AWS::Region' },
    ':',
    { Ref: 'AWS::AccountId' },
  ];
  return { 'Fn::Join': ['', [...account, `:function:${name}`]] };
}
