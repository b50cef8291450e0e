import { describe, expect, it } from 'vitest';
import { type Kind, kindsOf, REAL_KEYS } from '../sweep/real-keys.ts';
import { type Resource, resourcesOf, templateWith } from './synth.ts';

type Action = 'GetObject' | 'PutObject' | 'PutObjectTagging' | 'DeleteObject';

const template = templateWith();
const policies = [
  ...resourcesOf(template, 'AWS::IAM::Policy'),
  ...resourcesOf(template, 'AWS::IAM::ManagedPolicy'),
];

/** Patterns of keys that whoever holds a policy may do something with. */
function patternsOf(name: string, action: Action): string[] {
  const { properties } = policies.find(({ id }) => id.startsWith(name))!;
  return properties.PolicyDocument.Statement.filter(
    (statement: Resource['properties']) =>
      statement.Effect === 'Allow' && [statement.Action].flat().includes(`s3:${action}`),
  ).flatMap((statement: Resource['properties']) =>
    [...JSON.stringify(statement.Resource).matchAll(/"\/([^"]+)"/g)].map(([, pattern]) => pattern!),
  );
}

/** pipeline.md 4.4, in the words of the keys; what sweepUp reads of a report is its index, and its value to announce it. */
const TABLE: Readonly<Record<string, Readonly<Record<Action, readonly Kind[]>>>> = {
  SweepsPlan: {
    GetObject: ['snapshot', 'inbox', 'manifest', 'report', 'latest', 'stop'],
    PutObject: ['marker', 'manifest'],
    PutObjectTagging: [],
    DeleteObject: [],
  },
  SweepsSimulateRole: {
    GetObject: ['snapshot', 'manifest', 'cancel', 'result', 'mended', 'stop'],
    PutObject: ['result', 'mended', 'tombstone', 'anomaly', 'poison'],
    PutObjectTagging: ['result', 'mended'],
    DeleteObject: [],
  },
  SweepsSweepUp: {
    GetObject: [
      'manifest',
      'round',
      'issue',
      'sent',
      'cancel',
      'result',
      'mended',
      'close',
      'damage',
      'latest',
      'marketLatest',
      'told',
      'archive',
      'nights',
      'stop',
    ],
    PutObject: [
      'marker',
      'round',
      'issue',
      'sent',
      'cancel',
      'close',
      'try',
      'latest',
      'marketLatest',
      'told',
      'archive',
      'nights',
    ],
    PutObjectTagging: [],
    DeleteObject: ['marker'],
  },
  SweepsReduce: {
    GetObject: ['snapshot', 'manifest', 'issue', 'result', 'mended', 'tombstone', 'close', 'fold', 'report'],
    PutObject: ['damage', 'fold', 'report'],
    PutObjectTagging: ['fold'],
    DeleteObject: [],
  },
  SweepsDeadLetter: {
    GetObject: ['manifest'],
    PutObject: ['tombstone', 'poison'],
    PutObjectTagging: [],
    DeleteObject: [],
  },
};

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  it.each(Object.entries(row) as [Action, readonly Kind[]][])(
    'may %s these kinds of keys only',
    (action, kinds) => {
      const patterns = patternsOf(name, action);
      expect(kindsOf(patterns)).toEqual(kinds);
      // None is there for nothing: each covers a kind, or is one file of a report.
      const idle = patterns.filter((pattern) => kindsOf([pattern]).length === 0);
      expect(idle).toEqual(
        name === 'SweepsSweepUp' && action === 'GetObject'
          ? ['sweeps/*/reports/*/index.json', 'sweeps/*/reports/*/report.json']
          : [],
      );
    },
  );
});

it('people may read, or deliver, or operate; and take back nothing but the stop', () => {
  const may = (name: string, action: Action) => kindsOf(patternsOf(`Operator${name}`, action));
  expect(may('Read', 'PutObject')).toEqual([]);
  expect(may('Read', 'GetObject')).toHaveLength(Object.keys(REAL_KEYS).length);
  expect(may('Deliver', 'GetObject')).toEqual(['snapshot', 'inbox']);
  expect(may('Deliver', 'PutObject')).toEqual(['snapshot', 'inbox']);
  expect(may('Operate', 'PutObject')).toEqual(['snapshot', 'marker', 'round', 'cancel', 'stop']);
  expect(may('Operate', 'DeleteObject')).toEqual(['stop']);
  expect([...may('Read', 'DeleteObject'), ...may('Deliver', 'DeleteObject')]).toEqual([]);
});
