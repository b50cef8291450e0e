import { accessSync, constants, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BIN, cascade, command, older } from './cascade.ts';

const COMMANDS = [
  'init',
  'check',
  'nightly',
  'sweep',
  'venue',
  'simulate',
  'contagion',
  'banks',
  'lending',
  'pools',
  'wallet',
  'report',
  'diff',
  'archive',
  'hindcast',
  'import',
  'snapshot',
  'calibrate',
  'deliver',
  'validate',
  'status',
  'cancel',
  'resume',
  'retry',
  'stop',
  'start',
];
const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));

it('says its version and, with every exit code, what it can do', async () => {
  const version = await cascade(['--version']);
  expect(version).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  const help = await cascade(['--help']);
  expect(help.code).toBe(0);
  for (const name of COMMANDS) expect(help.stdout).toContain(`  ${name} `);
  for (const code of ['0 done', '1 a check', '2 bad input', '3 partial', '130 interrupted'])
    expect(help.stdout.replaceAll('\n', ' ')).toContain(code);
});

it.each(COMMANDS)('shows examples of %s that start with its name', async (name) => {
  const { code, stdout } = await command([name, '--help']);
  expect(code).toBe(0);
  const examples = stdout.slice(stdout.indexOf('Examples:')).match(/^ {2}\$ .*$/gm) ?? [];
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) expect(example).toMatch(new RegExp(`^ {2}\\$ cascade ${name}\\b`));
});

it.each([
  [[], 'Usage: cascade'],
  [['sweeep'], "error: unknown command 'sweeep'\n(Did you mean sweep?)\n"],
  [['nightly'], 'nightly must have either a SWEEP.json or --inbox, got neither\n'],
  [['validate', '--loud'], "error: unknown option '--loud'\n"],
  [['nightly', 'x', '--workers', '0'], 'workers must be a whole number from 1 to 1024, got 0'],
  [['nightly', 'no-such.json'], 'no-such.json must be there, got nothing\n'],
  [['validate', 'shared'], 'shared must be a file, got a folder\n'],
  [['simulate'], 'simulate must have either a FILE or a --cell, got neither\n'],
  [['simulate', 'x', '--path', '3'], '--path must stand beside a --cell, got 3 alone\n'],
  [['report', 'shared'], 'shared must hold a sweep, got none\n'],
  [['import', '--base', 'package.json', '--out', 'never'], 'package.json.asOf must be a UTC time'],
])('refuses %j with exit code 2 and no stack', async (args, message) => {
  const { code, stdout, stderr } = await command(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

it('ends the process with the code, and what it refuses on standard error', async () => {
  expect(await cascade(['simulate'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'simulate must have either a FILE or a --cell, got neither\n',
  });
});

it('is the bin of the package, and npm scripts start it', () => {
  expect(packageJson.bin).toEqual({ cascade: 'cli/cascade.js' });
  accessSync(BIN, constants.X_OK);
  expect(readFileSync(BIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(packageJson.scripts.nightly).toBe(
    'node cli/cascade.js nightly examples/xbtusd-2021-07-22/sweep.json',
  );
});

if (!older) console.warn('skipped: no Node before 24 on the PATH to start the binary with');

describe.skipIf(!older)('started by an older Node', () => {
  it('runs on the Node 24 of node_modules, with arguments, input and exit code', async () => {
    const node = older!;
    expect(await cascade(['--version'], { node })).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
    const refused = await cascade(['simulate', '-'], { node, input: '{' });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^scenario must be JSON, got /);
  });
});
