// What the AWS SDK's clients send ends here: requests as they would go over the wire, answered by the simulation.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Starter } from '../../../functions/ports.ts';
import type { Bucket, When } from '../bucket.ts';
import type { Letter, Mailbox } from '../mailbox.ts';
import { Injected, type Process } from '../process.ts';

/** A request of any of the clients, as its last layer sees it. */
export interface WireRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

interface WireAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** What lies behind the wire. */
export interface Services {
  readonly bucket: Bucket;
  readonly pageSize: number;
  /** By the last part of its URL. */
  readonly mailboxes: ReadonlyMap<string, Mailbox>;
  /** What was taken under a receipt handle. */
  readonly taken: ReadonlyMap<
    string,
    { readonly mailbox: Mailbox; readonly letter: Letter; readonly receipt: number }
  >;
  start(task: Parameters<Starter['start']>[0]): void;
}

/** Carries a request of a process to its service, and its answer back; both may be lost on the way. */
export async function carry(services: Services, process: Process, request: WireRequest): Promise<WireAnswer> {
  try {
    if (request.hostname.startsWith('lambda.')) return await lambda(services, process, request);
    if (request.hostname.startsWith('sqs.')) return await sqs(services, process, request);
    if (request.hostname.startsWith('sns.')) return await sns(process);
    return await s3(services, process, request);
  } catch (error) {
    if (!(error instanceof Injected)) throw error;
    const { httpStatusCode } = error.$metadata;
    if (httpStatusCode !== undefined) return refusal(httpStatusCode, request);
    throw Object.assign(new Error(`the wire: ${error.name}`), { name: error.name, code: error.name });
  }
}

const answer = (
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string = '',
): WireAnswer => ({
  statusCode,
  headers,
  body: Readable.from(body.length === 0 ? [] : [Buffer.from(body)]),
});

const json = (value: unknown): WireAnswer =>
  answer(200, { 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify(value));

const CODES: Readonly<Record<number, string>> = {
  404: 'NoSuchKey',
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
};

function refusal(status: number, { hostname }: WireRequest): WireAnswer {
  const code = CODES[status] ?? 'ServiceUnavailable';
  return hostname.startsWith('lambda.') || hostname.startsWith('sqs.')
    ? answer(
        status,
        { 'content-type': 'application/x-amz-json-1.0' },
        JSON.stringify({ __type: code, message: code }),
      )
    : answer(
        status,
        { 'content-type': 'application/xml' },
        `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
      );
}

async function s3(
  { bucket, pageSize }: Services,
  process: Process,
  request: WireRequest,
): Promise<WireAnswer> {
  const { method, path, query, headers } = request;
  const key = decodeURIComponent(path.slice(1));
  if (method === 'PUT') {
    const body = new Uint8Array(Buffer.from(request.body ?? '')); // whose slices are copies
    const sum = createHash('sha256').update(body).digest('base64');
    if (headers['x-amz-checksum-sha256'] !== sum) return refusal(400, request);
    const when: When = headers['if-none-match'] ? { IfNoneMatch: '*' } : { IfMatch: headers['if-match']! };
    const status = await process.request('write', 'PUT', key, () =>
      bucket.put(key, body, when, metaOf(headers), process, process.around.kernel.now),
    );
    return status === 200 ? answer(200, {}) : refusal(status, request);
  }
  if (method === 'DELETE') {
    await process.request('write', 'DELETE', key, () => bucket.remove(key, process));
    return answer(204, {});
  }
  if (query['list-type'] === '2') {
    const prefix = query.prefix ?? '';
    const token = query['continuation-token'];
    const found = await process.request(token ? 'page' : 'read', 'LIST', prefix, (_, asOf) =>
      bucket.list(prefix, token ?? query['start-after'] ?? '', pageSize, asOf),
    );
    return answer(200, { 'content-type': 'application/xml' }, listing(found));
  }
  const isHead = method === 'HEAD';
  const found = await process.request(isHead ? 'read' : 'body', isHead ? 'HEAD' : 'GET', key, (cut, asOf) => {
    const held = bucket.at(key, asOf ?? Number.POSITIVE_INFINITY);
    return held && { held, length: Math.floor((cut?.share ?? 1) * held.body.length) };
  });
  if (!found) return isHead ? answer(404, {}) : refusal(404, request);
  const { held, length } = found;
  const told = { etag: held.etag, 'content-length': String(held.body.length), ...headersOf(held.meta) };
  return isHead ? answer(200, told) : answer(200, told, held.body.subarray(0, length));
}

const META = 'x-amz-meta-';
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const metaOf = (headers: WireRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(META))
      .map(([name, value]) => [camel(name.slice(META.length)), value]),
  );
const headersOf = (meta: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(meta).map(([name, value]) => [META + kebab(name), value]));

function listing({ page, more }: ReturnType<Bucket['list']>): string {
  const contents = page.map(
    ({ key, time, bytes }) =>
      `<Contents><Key>${key}</Key><LastModified>${new Date(time).toISOString()}</LastModified><Size>${bytes}</Size></Contents>`,
  );
  const next = more ? `<NextContinuationToken>${page.at(-1)!.key}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

async function sqs(
  services: Services,
  process: Process,
  { headers, body }: WireRequest,
): Promise<WireAnswer> {
  const asked = JSON.parse(String(body));
  const mailbox = services.mailboxes.get(asked.QueueUrl.split('/').at(-1))!;
  const target = headers['x-amz-target'];
  if (target === 'AmazonSQS.SendMessageBatch') {
    const entries: readonly { readonly Id: string; readonly MessageBody: string }[] = asked.Entries;
    const taken = await process.request('send', 'SEND', mailbox.name, (cut) => {
      const whole = entries.slice(0, cut ? Math.floor(cut.share * entries.length) : entries.length);
      for (const { MessageBody } of whole) mailbox.accept(MessageBody);
      return whole.length;
    });
    return json({
      Successful: entries.slice(0, taken).map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      })),
      Failed: entries.slice(taken).map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' })),
    });
  }
  if (target === 'AmazonSQS.GetQueueAttributes') {
    const { waiting, inFlight } = await process.request('other', 'DEPTH', mailbox.name, () => {
      process.depthAt = process.around.kernel.now;
      return mailbox.depth();
    });
    return json({
      Attributes: {
        ApproximateNumberOfMessages: String(waiting),
        ApproximateNumberOfMessagesDelayed: '0',
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
      },
    });
  }
  const own = services.taken.get(asked.ReceiptHandle)!;
  await process.request('other', 'VISIBILITY', mailbox.name, () =>
    own.mailbox.giveBack(own.letter, own.receipt),
  );
  return json({});
}

async function lambda(services: Services, process: Process, { body }: WireRequest): Promise<WireAnswer> {
  const task = JSON.parse(Buffer.from(body ?? '').toString());
  await process.request('other', 'START', task.kind, () => services.start(task));
  return answer(202, {});
}

/** Whoever subscribes hears of it; nobody here does. */
async function sns(process: Process): Promise<WireAnswer> {
  await process.request('other', 'PUBLISH', 'alerts', () => {});
  const result = '<PublishResult><MessageId>0</MessageId></PublishResult>';
  return answer(200, { 'content-type': 'text/xml' }, `<PublishResponse>${result}</PublishResponse>`);
}
