import { GetObjectTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { s3Objects } from '../../functions/aws/objects.ts';
import { clients, onAws } from './aws.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (body: Uint8Array | undefined) => body && new TextDecoder().decode(body);
const RESULT = (shard: number) => `sweeps/objects-test/results/${String(shard).padStart(8, '0')}.parquet`;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

onAws('a bucket', (aws) => {
  const { s3 } = clients(aws);
  const bucket = aws.outputs.BucketName;
  const objects = s3Objects({ s3, bucket, expiryTag: 'expires=90-days' });

  it('is written once: whoever comes second is told, whatever it brings', async () => {
    const key = 'sweeps/objects-test/closes/0001.json';
    expect(await objects.create(key, bytes('first'))).toBe('created');
    expect(await objects.create(key, bytes('second'))).toBe('exists');
    expect(await objects.create(key, bytes('first'))).toBe('exists');
    expect(textOf((await objects.get(key))?.body)).toBe('first');
  });

  it('lets one of many writers win', async () => {
    const key = 'sweeps/objects-test/closes/0002.json';
    const writers = Array.from({ length: 20 }, (_, i) => objects.create(key, bytes(`writer ${i}`)));
    const answers = await Promise.all(writers);
    expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
    expect(textOf((await objects.get(key))?.body)).toBe(`writer ${answers.indexOf('created')}`);
  });

  it('swaps only what was seen', async () => {
    const key = 'sweeps/objects-test/latest.json';
    expect(await objects.swap(key, bytes('1'), undefined)).toBe('swapped');
    expect(await objects.swap(key, bytes('2'), undefined)).toBe('stale');
    const seen = (await objects.get(key))!.etag;
    expect(await objects.swap(key, bytes('2'), seen)).toBe('swapped');
    expect(await objects.swap(key, bytes('3'), seen)).toBe('stale');
    expect(await objects.swap('sweeps/objects-test-2/latest.json', bytes('3'), seen)).toBe('stale');
    expect(textOf((await objects.get(key))?.body)).toBe('2');
  });

  it('keeps names of facts as they were, though header names have no capitals', async () => {
    const meta = { coreMs: '29870', sha256: 'ab', initMs: '0' };
    await objects.create(RESULT(1), bytes('x'), meta);
    expect(await objects.head(RESULT(1))).toEqual(meta);
    expect((await objects.get(RESULT(1)))?.meta).toEqual(meta);
  });

  it('marks results, and nothing else, for the lifecycle rule', async () => {
    await objects.create(RESULT(2), bytes('x'));
    await objects.create('sweeps/objects-test/rounds/0001.json', bytes('x'));
    const tags = async (Key: string) =>
      (await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }))).TagSet;
    expect(await tags(RESULT(2))).toEqual([{ Key: 'expires', Value: '90-days' }]);
    expect(await tags('sweeps/objects-test/rounds/0001.json')).toEqual([]);
  });

  it('answers absence with undefined, and removing what is not there with nothing', async () => {
    expect(await objects.get('open/absent/0001')).toBeUndefined();
    expect(await objects.head('open/absent/0001')).toBeUndefined();
    await expect(objects.remove('open/absent/0001')).resolves.toBeUndefined();
  });

  it('creates again over a deleted marker', async () => {
    const key = 'open/objects-test/0001';
    await objects.create(key, bytes(''));
    await objects.remove(key);
    expect(await objects.head(key)).toBeUndefined();
    expect(await objects.create(key, bytes(''))).toBe('created');
    await objects.remove(key); // sweepUp looks at every marker, and complains of one that is nobody's
  });

  it('lists beyond one page, in key order, after a key, with times and sizes', async () => {
    const prefix = 'sweeps/objects-many/failed/';
    const keys = Array.from({ length: 1_001 }, (_, i) => `${prefix}${String(i).padStart(8, '0')}.0001.json`);
    const before = Date.now();
    for (let i = 0; i < keys.length; i += 100) {
      await Promise.all(keys.slice(i, i + 100).map((key) => objects.create(key, bytes('{}'))));
    }
    const listed = await all(objects.list(prefix));
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(new Set(listed.map((own) => own.bytes))).toEqual(new Set([2]));
    for (const { time } of listed) expect(Math.abs(time - before)).toBeLessThan(60_000);
    const rest = await all(objects.list(prefix, keys[999]));
    expect(rest.map(({ key }) => key)).toEqual([keys[1_000]]);
  });

  it('refuses an object that is larger than its kind may be, before reading it', async () => {
    const Key = 'sweeps/objects-test/manifest.json';
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: new Uint8Array(33 << 20) }));
    await expect(objects.get(Key)).rejects.toThrow(`${Key} must be at most 33554432 bytes, got 34603008`);
  });

  it('says at a closed door that the role may have to list', async () => {
    const refusing = new S3Client({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    refusing.middlewareStack.add(
      () => async () => {
        throw Object.assign(new Error('AccessDenied'), { $metadata: { httpStatusCode: 403 } });
      },
      { step: 'deserialize' },
    );
    await expect(s3Objects({ s3: refusing, bucket }).head('control/stop.json')).rejects.toThrow(
      'control/stop.json must be allowed to this role, with s3:ListBucket on its bucket, got 403',
    );
  });
});

onAws('a request that fails on its way', (aws) => {
  const { s3 } = clients(aws);
  const bucket = aws.outputs.BucketName;

  /** Answers to the next requests: a status that S3 never sees, or a lost answer to one that it carried out. */
  function faulty(...faults: (number | 'lost')[]): S3Client {
    const client = clients(aws).s3;
    client.middlewareStack.add(
      (next) => async (args) => {
        const fault = faults.shift();
        if (typeof fault === 'number')
          throw Object.assign(new Error('no'), { $metadata: { httpStatusCode: fault } });
        const answer = await next(args);
        if (fault === 'lost') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
        return answer;
      },
      { step: 'deserialize' },
    );
    return client;
  }

  it('is tried again after 409, 503 and 500', async () => {
    const objects = s3Objects({ s3: faulty(409, 503, 500), bucket });
    expect(await objects.create('sweeps/objects-fail/closes/0001.json', bytes('a'))).toBe('created');
  });

  it('counts as written when only the answer was lost', async () => {
    const key = 'sweeps/objects-fail/closes/0002.json';
    expect(await s3Objects({ s3: faulty('lost'), bucket }).create(key, bytes('a'))).toBe('created');
    expect(await s3Objects({ s3, bucket }).create(key, bytes('a'))).toBe('exists');
  });

  it('does not count as written when somebody else wrote meanwhile', async () => {
    const key = 'sweeps/objects-fail/closes/0003.json';
    await s3Objects({ s3, bucket }).create(key, bytes('theirs'));
    expect(await s3Objects({ s3: faulty(503), bucket }).create(key, bytes('ours'))).toBe('exists');
  });

  it('swaps once though the answer was lost', async () => {
    const key = 'sweeps/objects-fail/latest.json';
    await s3Objects({ s3, bucket }).swap(key, bytes('1'), undefined);
    const seen = (await s3Objects({ s3, bucket }).get(key))!.etag;
    expect(await s3Objects({ s3: faulty('lost'), bucket }).swap(key, bytes('2'), seen)).toBe('swapped');
  });

  it('is given up after five attempts, and at once when it is our own fault', async () => {
    const key = 'sweeps/objects-fail/closes/0004.json';
    await expect(
      s3Objects({ s3: faulty(503, 503, 503, 503, 503), bucket }).create(key, bytes('a')),
    ).rejects.toThrow('no');
    expect(await s3Objects({ s3: faulty(503, 503, 503, 503), bucket }).create(key, bytes('a'))).toBe(
      'created',
    );
    await expect(s3Objects({ s3: faulty(400), bucket }).head(key)).rejects.toThrow('no');
  });
});
