// The documents say what is there: every page and section that a comment cites, every link, every command, every word.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const ROOMS = ['shared', 'functions', 'cli', 'infra', 'tests', 'examples'];

const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
const read = (file: string) => readFileSync(file, 'utf8');
const lines = (file: string) => read(file).trimEnd().split('\n').length;

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', ...ROOMS].flatMap((folder) => filesIn(folder, /\.md$/)),
];
const sources = [
  ...filesIn('docs', /\.md$/),
  ...ROOMS.flatMap((folder) => filesIn(folder, /\.(ts|js|json|jsonc|md)$/)),
].filter((file) => !file.startsWith('tests/golden/'));

/** Headings of a page that are not inside a block of code. */
const headingsOf = (file: string): string[] =>
  read(file)
    .replace(/^```[\s\S]*?^```/gm, '')
    .match(/(?<=^#{1,4} ).*$/gm) ?? [];

/** As GitHub makes anchors of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Numbers under which a page can be cited: its headings, and the rows of facts F1, F2, ... */
const sectionsOf = (file: string): Set<string> =>
  new Set([
    ...headingsOf(file).flatMap((heading) => /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1] ?? []),
    ...[...read(file).matchAll(/^\| (F\d+) \|/gm)].map(([, fact]) => fact!),
  ]);

const NUMBER = String.raw`F?\d+(?:\.\d+)*`;
/** A page and its sections: a number, a list of them, a range; with "section", with a part in quotes or brackets. */
const CITATION = new RegExp(
  String.raw`(?<![\w-])([a-z][a-z-]*)\.md\b\`?(?:,? (?:end of )?(?:sections? )?(${NUMBER}(?:(?: "[^"]*"| \([^)]*\))?(?:,| and| to) ${NUMBER})*))?`,
  'g',
);

/** What a text cites: pages, and of each the sections. A comment's line may end anywhere. */
function citationsIn(text: string): { page: string; sections: string[] }[] {
  const joined = text.replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ');
  return [...joined.matchAll(CITATION)].map(([, page, numbers = '']) => ({
    page: page!,
    sections: numbers.replace(/"[^"]*"|\([^)]*\)/g, '').match(new RegExp(NUMBER, 'g')) ?? [],
  }));
}

describe('a citation', () => {
  it('is understood in every form that comments use', () => {
    expect(citationsIn('(model.md 2.5 "End of path", 5.5, 7). Next 3')).toEqual([
      { page: 'model', sections: ['2.5', '5.5', '7'] },
    ]);
    expect(citationsIn(' * (report.md\n * 2.1, 3.8): 4')).toEqual([
      { page: 'report', sections: ['2.1', '3.8'] },
    ]);
    expect(citationsIn('model.md 2.1 (decay) and 3 (rules)')).toEqual([
      { page: 'model', sections: ['2.1', '3'] },
    ]);
    expect(citationsIn('model.md, end of section 9; pipeline.md F16')).toEqual([
      { page: 'model', sections: ['9'] },
      { page: 'pipeline', sections: ['F16'] },
    ]);
  });

  it('names a page of docs/ and a section that it has', () => {
    let followed = 0;
    const strays = sources.flatMap((file) =>
      citationsIn(read(file).replace(/\]\([^)]*\)/g, ']')).flatMap(({ page, sections }) => {
        const target = `docs/${page}.md`;
        followed++;
        if (!existsSync(target)) return [`${file} must cite a page of docs/, got ${page}.md`];
        const known = sectionsOf(target);
        return sections
          .filter((section) => !known.has(section))
          .map((section) => `${file} must cite a section of ${target}, got ${section}`);
      }),
    );
    expect(strays).toEqual([]);
    expect(followed).toBeGreaterThan(200);
  });

  it('of the groups that validation runs finds the section of the report page', () => {
    const { groups } = JSON.parse(read('tests/golden/risk.json')) as { groups: { section?: string }[] };
    const known = sectionsOf('docs/report.md');
    const cited = groups.flatMap(({ section }) => section ?? []);
    expect(cited.filter((section) => !known.has(section))).toEqual([]);
  });
});

describe('a page', () => {
  it.each(pages)('%s links to files and headings that are there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = links
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), path!));
        if (!existsSync(file)) return true;
        return anchor !== undefined && !headingsOf(file).map(anchorOf).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names commands that are there', (page) => {
    const runs = [...read(page).matchAll(/\bnpm run ([a-z:]+)/g)].map(([, name]) => name!);
    expect(runs.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const commands = filesIn('cli/commands', /\.ts$/).map(read).join('\n');
    const called = [...read(page).matchAll(/--no-install cascade ([a-z]+)/g)].map(([, name]) => name!);
    expect(called.filter((name) => !commands.includes(`'${name}'`))).toEqual([]);
  });

  it('is as short as its readers have time for', () => {
    expect(lines('README.md')).toBeLessThanOrEqual(160);
    expect(lines('shared/cascade/README.md')).toBeLessThanOrEqual(40);
  });

  it('of every decision is in the index, oldest first', () => {
    const files = readdirSync('docs/decisions').filter((name) => name !== 'README.md');
    const listed = [...read('docs/decisions/README.md').matchAll(/^\| (\S+) \| \[.*\]\((.*)\) \|$/gm)];
    expect(listed.map(([, , file]) => file).sort()).toEqual(files.sort());
    const dates = listed.map(([, date]) => date!);
    expect(dates).toEqual([...dates].sort());
    for (const [, date, file] of listed) expect(file!.startsWith(`${date}-`), file).toBe(true);
  });
});

describe('the glossary', () => {
  const glossary = read('docs/architecture.md').split('\n## 5. Glossary')[1]!;
  const words = new Set([...glossary.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word]) => word!.toLowerCase()));

  it('has every folder', () => {
    const folders = ROOMS.flatMap((room) => [
      room,
      ...readdirSync(room, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
    ]);
    expect(folders.filter((folder) => !words.has(folder))).toEqual([]);
  });

  // The rooms whose words have a table of their own; one more room is one more name here.
  it.each(['cascade', 'market', 'sweep'])('has every word of an exported type of shared/%s', (room) => {
    const types = filesIn(`shared/${room}`, /\.ts$/)
      .flatMap((file) => [...read(file).matchAll(/^export (?:interface|type|class) (\w+)/gm)])
      .flatMap(([, name]) => name!.match(/[A-Z][a-z]*/g)!.map((word) => word.toLowerCase()));
    const isThere = (word: string) =>
      [word, word.replace(/ies$/, 'y'), word.replace(/s$/, '')].some((form) => words.has(form));
    expect([...new Set(types)].filter((word) => !isThere(word)).sort()).toEqual([]);
  });
});
