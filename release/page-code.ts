// Makes the code that a page carries for its what-if panel: `npm run page:code`, after every change of what it is made of.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const FOLDER = 'shared/report/whatif/';
export const PAGE_CODE = `${FOLDER}page-code.ts`;

/** The core with what runs it, for a Worker; and the panel, for the page's own script. */
export const bundles = async (): Promise<{ readonly core: string; readonly panel: string }> => ({
  core: await bundled('worker.ts'),
  panel: await bundled('panel/panel.ts'),
});

/** The file that a report carries, as text. The bytes of the gzip are whatever made them: they are committed. */
export const pageCodeText = ({ core, panel }: Awaited<ReturnType<typeof bundles>>): string =>
  `// Made by \`npm run page:code\`; not to be edited. tests/report/whatif/page-code.test.ts holds that it is fresh.

/** \`worker.ts\` and all that it imports, minified; gzip in base64. */
export const CORE =
  '${gzipSync(core, { level: 9 }).toString('base64')}';

/** \`panel/panel.ts\` and all that it imports, minified. */
export const PANEL =
  ${quoted(panel)};
`;

/** One classic script: a page opened from disk has no modules. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [FOLDER + entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
  });
  return outputFiles[0]!.text.trim();
}

/** As a text between single quotes, which no end of a script and no line end breaks. */
const quoted = (code: string): string =>
  `'${JSON.stringify(code).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('</', '<\\\\/')}'`;

if (import.meta.main) writeFileSync(PAGE_CODE, pageCodeText(await bundles()));
