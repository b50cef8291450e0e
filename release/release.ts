import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Release } from '../functions/ports.ts';
import { canonicalJson, sha256 } from '../shared/market/digest.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What computes: two runs with the same digest give the same numbers. */
export const modelDigest = (): string => digestOf(['shared/cascade', 'shared/market', 'shared/sweep']);

/** What computes and what reports: a report names it as its `engine`. */
export const releaseOf = (): Release => ({
  version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  digest: digestOf(['shared']),
});

/** SHA-256 over names and digests of all sources in folders, in order of name; the same with any line ends. */
function digestOf(folders: readonly string[]): string {
  const files = folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const text = (name: string) => readFileSync(join(root, name), 'utf8').replaceAll('\r\n', '\n');
  return sha256(canonicalJson(files.map((name) => [name, sha256(text(name))])));
}
