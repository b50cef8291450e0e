// One execution environment: loads the handler as Lambda's Node.js runtime does, and answers one invocation after the
// other, as JSON lines on the socket whose descriptor is the first argument. Ends when the socket closes.
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const socket = new Socket({ fd: Number(process.argv[2]) });
const answer = (message, then) => socket.write(`${JSON.stringify(message)}\n`, then);
const describe = (error, errorType = error?.name ?? 'Error') => ({
  errorType,
  errorMessage: error?.message ?? String(error),
  trace: String(error?.stack ?? '').split('\n'),
});
let requestId;

// Lines as CloudWatch shows them: one event per call, whatever line breaks it holds.
const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
for (const [method, level] of Object.entries({
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
  trace: 'TRACE',
})) {
  console[method] = (...values) => {
    const timestamp = new Date().toISOString();
    const message = format(...values);
    const line = json
      ? JSON.stringify({ timestamp, level, requestId, message })
      : `${timestamp}\t${requestId}\t${level}\t${message}`.replaceAll('\n', '\r');
    process.stdout.write(`${line}\n`);
  };
}

function die(error, errorType) {
  console.error(error);
  if (!requestId) process.exit(1);
  answer({ error: describe(error, errorType), ended: true }, () => process.exit(1));
}
process.on('uncaughtException', (error) => die(error));
process.on('unhandledRejection', (error) => die(error, 'Runtime.UnhandledPromiseRejection'));

async function load() {
  const [, directory = '', module, path] = /^(.*\/)?([^./]+)\.(.+)$/.exec(process.env._HANDLER) ?? [];
  const base = join(process.env.LAMBDA_TASK_ROOT, directory, module ?? '');
  const file = ['.js', '.mjs', '.cjs'].map((end) => base + end).find(existsSync);
  if (!file)
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: 'Runtime.ImportModuleError' });
  const loaded = await import(pathToFileURL(file));
  const find = (start) => path.split('.').reduce((value, name) => value?.[name], start);
  const handler = find(loaded) ?? find(loaded.default);
  if (typeof handler === 'function') return handler;
  throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

async function invoke(handler, invocation) {
  requestId = invocation.requestId;
  process.env._X_AMZN_TRACE_ID = invocation.trace;
  const context = {
    awsRequestId: requestId,
    invokedFunctionArn: invocation.arn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.floor(invocation.deadline - Date.now()),
  };
  let message;
  try {
    message = { result: JSON.stringify((await handler(JSON.parse(invocation.payload), context)) ?? null) };
  } catch (error) {
    console.error('Invoke Error', error);
    message = { error: describe(error) };
  }
  requestId = undefined;
  answer(message);
}

try {
  const handler = await load();
  createInterface({ input: socket })
    .on('line', (line) => invoke(handler, JSON.parse(line)))
    .on('close', () => process.exit());
  answer({ ready: true });
} catch (error) {
  console.error(error);
  answer({ error: describe(error) }, () => process.exit(1));
}
