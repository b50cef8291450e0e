import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { versionAt } from './endpoint.ts';

const run = promisify(execFile);
const tool = join(import.meta.dirname, '../localstack');

export interface LocalStack {
  readonly endpoint: string;
  readonly version: string;
  stop(): Promise<void>;
}

/** Starts LocalStack from its Python packages, which are installed once; its functions run on this Node. */
export async function startLocalStack(port: number, folder?: string): Promise<LocalStack> {
  const env = {
    ...process.env,
    NODE: process.execPath,
    LOCALSTACK_PORT: String(port),
    ...(folder !== undefined && { LOCALSTACK_RUN: folder }),
  };
  const starting = run(join(tool, 'start'), { env, timeout: 600_000 });
  starting.child.stderr?.pipe(process.stderr, { end: false }); // what it waits for
  await starting;
  const endpoint = `http://127.0.0.1:${port}`;
  const version = await versionAt(endpoint);
  if (version === undefined) throw new Error(`LocalStack must answer at ${endpoint}, got nothing`);
  return { endpoint, version, stop: async () => void (await run(join(tool, 'stop'), { env })) };
}

/** A sentence about what this machine lacks for it; undefined if it lacks nothing. */
export async function lackingForLocalStack(): Promise<string | undefined> {
  const python = process.env.PYTHON ?? 'python3';
  try {
    await run(python, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))']);
    await run('bash', ['-c', 'command -v curl flock setsid']);
    return undefined;
  } catch {
    return `needs Python 3.11 or newer with venv (${python}; set PYTHON), bash, curl, flock and setsid`;
  }
}

/** A port of the loopback address that nobody uses just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
