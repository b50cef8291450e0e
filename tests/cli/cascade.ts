// The real binary, as a person or a script starts it; and what it runs, without starting it each time.
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  /** Given on standard input. */
  readonly input?: string;
  /** Called with what stands on standard error so far; may send a signal. */
  readonly watch?: (stderr: string, signal: (name: NodeJS.Signals) => void) => void;
  readonly node?: string;
  /** Variables besides those of the test run. */
  readonly env?: Readonly<Record<string, string>>;
}

export const BIN = join(import.meta.dirname, '../../cli/cascade.js');

export function cascade(
  args: readonly string[],
  { input = '', watch, node, env = {} }: Start = {},
): Promise<Ended> {
  const child = spawn(node ?? process.execPath, [BIN, ...args], {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    watch?.(stderr, (name) => child.kill(name));
  });
  child.stdin.on('error', () => {}); // a refusal may come before the input is read
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

let server: Promise<ChildProcess> | undefined;

/** The same command line, but in a process that has loaded it before: without standard input, signals or an older Node. */
export async function command(args: readonly string[]): Promise<Ended> {
  server ??= started();
  const child = await server;
  return new Promise((resolve, reject) => {
    child.once('message', (ended: Ended) => resolve(ended));
    child.once('exit', (code) =>
      reject(new Error(`${args} must not end the process, got exit code ${code}`)),
    );
    child.send(args);
  });
}

function started(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'command-server.ts'), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.setMaxListeners(0);
  // It ends when we do, and does not keep us from it.
  child.unref();
  child.channel?.unref();
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('error', reject);
  });
}

export const folder = (): string => mkdtempSync(join(tmpdir(), 'cascade-cli-'));

export function file(inFolder: string, name: string, content: unknown): string {
  const path = join(inFolder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A Node before 24 on this machine's PATH, if there is one. */
export const older = (process.env.PATH ?? '')
  .split(delimiter)
  .map((place) => join(place, 'node'))
  .find((node) => {
    try {
      return (
        Number(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]) < 24
      );
    } catch {
      return false; // not there, or not a Node
    }
  });
