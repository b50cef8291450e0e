import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refuseElsewhere } from './local/endpoint.ts';

describe('a local AWS', () => {
  it.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566', 'http://127.8.8.8'])(
    'may be at %s',
    (url) => {
      expect(() => refuseElsewhere({ AWS_ENDPOINT_URL: url })).not.toThrow();
    },
  );

  it.each([
    'https://s3.amazonaws.com',
    'http://10.0.0.1:4566',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'file:///tmp',
    'nothing',
  ])('is never at %s', (url) => {
    expect(() => refuseElsewhere({ AWS_ENDPOINT_URL: url })).toThrow(
      `AWS_ENDPOINT_URL must be a loopback address, got ${url}`,
    );
    expect(() => refuseElsewhere({ AWS_ENDPOINT_URL_S3: url })).toThrow(
      'AWS_ENDPOINT_URL_S3 must be a loopback address',
    );
  });

  it('is given no real credentials, and no message shows them', () => {
    const refused = () => refuseElsewhere({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'hunter2' });
    expect(refused).toThrow(
      'AWS_SECRET_ACCESS_KEY must be unset or "test" for a local AWS, got another value',
    );
    expect(() => refuseElsewhere({ AWS_PROFILE: 'work' })).toThrow('AWS_PROFILE must be unset');
  });

  it('is not the npm package of its name, which is a toy with push and pop', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(Object.keys(packages).filter((name) => /(^|\/)localstack$/.test(name))).toEqual([]);
  });
});
