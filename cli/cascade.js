#!/usr/bin/env node
// Plain JavaScript, because any Node must be able to read it. In the package that `npm pack` makes it starts what was built; in a
// clone it finds a Node that runs TypeScript, and starts cli/main.ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isClone = existsSync(new URL('./main.ts', import.meta.url));
const NEEDED = isClone ? 24 : 20;
const major = Number(process.versions.node.split('.')[0]);

if (major >= NEEDED) {
  module.enableCompileCache?.(); // stripping types takes longer than most commands
  await import(isClone ? './main.ts' : '../dist/main.js');
} else if (isClone) runBy(nodeOfPackage());
else fail(`cascade must run on Node ${NEEDED} or later, got ${process.version}`);

function fail(why) {
  console.error(why);
  process.exit(2);
}

/** The Node that `npm ci` put beside us, if its install script was allowed to. */
function nodeOfPackage() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const folder = dirname(module.createRequire(import.meta.url).resolve('node/package.json'));
    const file = join(folder, 'bin', name);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined; // not installed, which the caller says
  }
}

/** Same arguments, same terminal; ends as the other one ends. */
function runBy(node) {
  if (!node) {
    const got = `${process.version} and no Node in node_modules`;
    fail(`cascade must run on Node ${NEEDED} or later, got ${got}: run npm ci with install scripts allowed`);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us, another process to one: the other one decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} must start, got ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
