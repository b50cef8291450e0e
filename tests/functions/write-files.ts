// What a world holds, as one file of `tests/golden`: each object by its name in a folder, in base64.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileObjects } from '../../cli/local/file-objects.ts';
import type { World } from './memory.ts';

/** Refused where the edition is there already. */
export async function writeEdition(name: string, world: World, sweep: string): Promise<void> {
  const file = `tests/golden/${name}.json`;
  const folder = mkdtempSync(join(tmpdir(), 'edition-'));
  const objects = fileObjects(folder);
  for (const [key, { body, meta }] of world.stored) {
    const isLarge = /\/reports\/(?!.*(report|receipt|index|tombstone)\.json$)/.test(key); // tables and page, which nobody reads back
    if (!isLarge) await objects.create(key, body, Object.keys(meta).length > 0 ? meta : undefined);
  }
  writeFileSync(join(folder, 'sweep.json'), sweep);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((own) => statSync(join(folder, own)).isFile());
  const text = files.map(
    (own) => `${JSON.stringify(own)}: "${readFileSync(join(folder, own)).toString('base64')}"`,
  );
  writeFileSync(file, `{\n${text.join(',\n')}\n}\n`, { flag: 'wx' });
  rmSync(folder, { recursive: true });
  console.log(`${file}: ${files.length} files`);
}
