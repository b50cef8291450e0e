import { readdirSync, readFileSync } from 'node:fs';
import type { Release } from '../functions/ports.ts';
import { canonicalJson, sha256 } from '../shared/market/digest.ts';
import { shipped } from './root.ts';

// Texts that `stamps` puts in where sources are bundled; as sources they are not there.
declare const __MODEL_DIGEST__: string;
declare const __RELEASE_VERSION__: string;
declare const __RELEASE_DIGEST__: string;
const isBundle = typeof __MODEL_DIGEST__ === 'string';

/** What computes: two runs with the same digest give the same numbers. */
export const modelDigest = (): string =>
  isBundle ? __MODEL_DIGEST__ : digestOf(['shared/cascade', 'shared/market', 'shared/sweep']);

/** What computes and what reports: a report names it as its `engine`. */
export const releaseOf = (): Release =>
  isBundle
    ? { version: __RELEASE_VERSION__, digest: __RELEASE_DIGEST__ }
    : {
        version: JSON.parse(readFileSync(shipped('package.json'), 'utf8')).version,
        digest: digestOf(['shared']),
      };

/** What a bundler puts in place of names, where no console can change it: which release this is. */
export function stamps(): Readonly<Record<string, string>> {
  const { version, digest } = releaseOf();
  return {
    __MODEL_DIGEST__: JSON.stringify(modelDigest()),
    __RELEASE_VERSION__: JSON.stringify(version),
    __RELEASE_DIGEST__: JSON.stringify(digest),
  };
}

/** SHA-256 over names and digests of all sources in folders, in order of name; the same with any line ends. */
function digestOf(folders: readonly string[]): string {
  const files = folders
    .flatMap((folder) =>
      readdirSync(shipped(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const text = (name: string) => readFileSync(shipped(name), 'utf8').replaceAll('\r\n', '\n');
  return sha256(canonicalJson(files.map((name) => [name, sha256(text(name))])));
}
