// Nothing is installed that is not named by its digest, and what a release is made of can be listed.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billOf, onlyInside } from '../release/bill.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const LOCALSTACK = 'tests/aws/localstack';
const REPORT = 'tests/report/python';

it('every npm package has a SHA-512 in the lock file, but those inside the archive of another', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { integrity?: string; inBundle?: boolean }>;
  };
  const own = Object.entries(packages).filter(([name, { inBundle }]) => name !== '' && !inBundle);
  expect(own.length).toBeGreaterThan(200);
  const lacking = own.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  expect(lacking.map(([name]) => name)).toEqual([]);
});

describe('what LocalStack needs of Python', () => {
  it.each([
    [`${LOCALSTACK}/build.txt`, 1],
    [`${LOCALSTACK}/requirements.txt`, 110],
    [`${REPORT}/requirements.txt`, 14],
  ])('has one version and the digests of its files: %s', (file, least) => {
    const entries = read(file)
      .replaceAll(/ *\\\n */g, ' ')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(entries.length).toBeGreaterThanOrEqual(least);
    for (const entry of entries) expect(entry).toMatch(/^[\w.-]+==[\w.]+( --hash=sha256:[0-9a-f]{64})+$/);
  });

  it('is installed with no other, neither to run nor to build', () => {
    const [install, ...others] = read(`${LOCALSTACK}/start`).match(/-m pip .*/g)!;
    expect(others).toEqual([]);
    expect(install).toContain(' --no-deps --no-build-isolation ');
    const installed = read(`${LOCALSTACK}/start`).match(/(?<=^ +install ).*/gm);
    expect(installed).toEqual([
      '--require-hashes -r "$here/build.txt"',
      '"$home/venv/plugin"', // our own
      '--require-hashes -r "$here/requirements.txt"',
    ]);
    const [alone, ...more] = read(`${REPORT}/install`).match(/(?<=-m pip ).*/g)!;
    expect(more).toEqual([]);
    expect(alone).toContain(' --no-deps --only-binary :all: --require-hashes -r "$here/requirements.txt"');
  });
});

describe('the bill of materials of a release', () => {
  const hashes = [{ alg: 'SHA-512', content: 'ab' }];
  const bill = (components: object[]) =>
    JSON.stringify({ bomFormat: 'CycloneDX', metadata: { component: { name: 'a-folder' } }, components });
  const release = { version: '1.2.3', digest: 'cd' };

  it('names the release, and the code as reports and manifests do', () => {
    const { metadata, components } = JSON.parse(billOf(bill([{ name: 'zod', hashes }]), release, 'ef'));
    expect(components).toEqual([{ name: 'zod', hashes }]);
    expect(metadata.component).toEqual({
      name: 'leverage-cascade',
      version: '1.2.3',
      properties: [
        { name: 'leverage-cascade:engine', value: 'sha256:cd' },
        { name: 'leverage-cascade:model', value: 'sha256:ef' },
      ],
    });
  });

  it('holds what is inside, and nothing that only builds', () => {
    const part = (name: string) => ({ 'bom-ref': name, name, version: '1' });
    const dependencies = [
      { ref: 'zod', dependsOn: [] },
      { ref: 'csv', dependsOn: ['zod', 'cdk'] },
      { ref: 'cdk', dependsOn: ['zod'] },
    ];
    const all = JSON.stringify({ components: ['cdk', 'csv', 'zod'].map(part), dependencies });
    expect(JSON.parse(onlyInside(all, [part('csv'), part('zod')]))).toEqual({
      components: [part('csv'), part('zod')],
      dependencies: [dependencies[0], { ref: 'csv', dependsOn: ['zod'] }],
    });
    expect(() => onlyInside(all, [part('toy')])).toThrow(
      'package toy 1 must be in package-lock.json, got nothing',
    );
  });

  it('is refused where a package has no digest', () => {
    expect(() => billOf(bill([{ name: 'zod', hashes }, { name: 'toy' }]), release, 'ef')).toThrow(
      'package toy must have a SHA-512 in package-lock.json, got none',
    );
  });
});
