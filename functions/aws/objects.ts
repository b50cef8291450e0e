import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { foldKey, reportKey } from '../../shared/sweep/keys.ts';
import { resultOf } from '../../shared/sweep/mended.ts';
import type { Listed, Meta, Objects, Stored } from '../ports.ts';
import { persist, statusOf, TruncatedBody } from './persist.ts';

export interface S3Settings {
  readonly s3: S3Client;
  readonly bucket: string;
  /** `key=value` put on results, which lifecycle rules could not find by their keys. */
  readonly expiryTag?: string;
}

/** A bucket as the use cases see it. */
export function s3Objects({ s3, bucket, expiryTag }: S3Settings): Objects {
  type Precondition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

  /**
   * Writes if the condition holds. A time-out may hide that an attempt was carried out: then the next one is refused
   * by its own predecessor, so equal bytes count as written by us.
   */
  function put(key: string, body: Uint8Array, when: Precondition, meta: Meta = {}): Promise<boolean> {
    const expires = resultOf(key) ?? foldKey.parse(key);
    const tagged = expiryTag !== undefined && expires !== undefined;
    return persist(async (unsure) => {
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ...when,
            ChecksumSHA256: createHash('sha256').update(body).digest('base64'), // S3 refuses what arrives otherwise
            Metadata: toHeaders(meta),
            ...(tagged && { Tagging: expiryTag }),
          }),
        );
        return true;
      } catch (error) {
        const status = statusOf(error);
        const isRefused = status === 412 || (status === 404 && 'IfMatch' in when);
        if (!isRefused) throw explained(error, key);
        return unsure && isSame((await get(key))?.body, body);
      }
    });
  }

  const get = (key: string) => getObject(s3, bucket, key);
  return {
    create: async (key, body, meta) =>
      (await put(key, body, { IfNoneMatch: '*' }, meta)) ? 'created' : 'exists',
    swap: async (key, body, seen) => {
      const when: Precondition = seen === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen };
      return (await put(key, body, when)) ? 'swapped' : 'stale';
    },
    get,
    head: (key) =>
      persist(async () => {
        try {
          return fromHeaders((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).Metadata);
        } catch (error) {
          return undefinedIfAbsent(error, key);
        }
      }),
    list: (prefix, after) => listObjects(s3, bucket, prefix, after),
    remove: async (key) => {
      await persist(() => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },
  };
}

function getObject(s3: S3Client, bucket: string, key: string): Promise<Stored | undefined> {
  return persist(async () => {
    try {
      const { Body, ContentLength, ETag, Metadata } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: key }),
      );
      const limit = maxBytes(key);
      if (!(ContentLength !== undefined && ContentLength <= limit)) {
        if (Body instanceof Readable) Body.destroy(); // before a byte of it is kept
        throw new RangeError(`${key} must be at most ${limit} bytes, got ${ContentLength}`);
      }
      const body = await Body!.transformToByteArray();
      if (body.byteLength !== ContentLength) {
        throw new TruncatedBody(`${key} must have ${ContentLength} bytes, got ${body.byteLength}`);
      }
      return { body, meta: fromHeaders(Metadata), etag: ETag! };
    } catch (error) {
      return undefinedIfAbsent(error, key);
    }
  });
}

async function* listObjects(
  s3: S3Client,
  bucket: string,
  prefix: string,
  after?: string,
): AsyncGenerator<Listed> {
  let from: string | undefined;
  do {
    const page = await persist(() =>
      s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(from === undefined ? { StartAfter: after } : { ContinuationToken: from }),
        }),
      ),
    );
    for (const { Key, LastModified, Size } of page.Contents ?? []) {
      yield { key: Key!, time: LastModified!.getTime(), bytes: Size! };
    }
    from = page.NextContinuationToken;
  } while (from !== undefined);
}

const MIB = 1 << 20;

/** pipeline.md section 7: snapshots and results may be large, folds and tables larger, decisions and records may not. */
function maxBytes(key: string): number {
  if (foldKey.parse(key) || reportKey.parse(key)) return 1_024 * MIB;
  return key.startsWith('snapshots/') || resultOf(key) ? 256 * MIB : 32 * MIB;
}

/** S3 hands header names back in lower case, so `coreMs` travels as `core-ms`. */
const toHeaders = (meta: Meta): Record<string, string> =>
  Object.fromEntries(
    Object.entries(meta).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
const fromHeaders = (headers: Record<string, string> = {}): Meta =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

const isSame = (stored: Uint8Array | undefined, own: Uint8Array): boolean =>
  stored !== undefined && Buffer.compare(stored, own) === 0;

function undefinedIfAbsent(error: unknown, key: string): undefined {
  if (statusOf(error) === 404) return undefined;
  throw explained(error, key);
}

/** A 403 on a read usually means "absent, and the role may not list" (pipeline.md F16): never taken for absence. */
function explained(error: unknown, key: string): unknown {
  if (statusOf(error) !== 403) return error;
  return new Error(`${key} must be allowed to this role, with s3:ListBucket on its bucket, got 403`, {
    cause: error,
  });
}
