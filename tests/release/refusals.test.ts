// Every error text in one table: each says what, which rule, and what was there instead.
import { expect, it } from 'vitest';
import { allRefusals, refusalsIn } from '../../release/refusals.ts';

const all = allRefusals();
const FORM = / must \S.*, got \S/;

/** How often a file only passes on a text, or the beginning of one, that is made elsewhere. */
const PASSED_ON = {
  'cli/commands/validate.ts': 1,
  'cli/commands/venue.ts': 1,
  'functions/aws/caller.ts': 1,
  'functions/stored/thrift.ts': 1, // the end of `must be readable Parquet, got ...`
  'functions/stored/zstd.ts': 4, // and of `must be readable zstd`
  'shared/market/calibrate/judge.ts': 1,
  'shared/market/depth.ts': 1,
  'shared/market/inspect/inspect.ts': 1,
  'shared/market/parse.ts': 4,
};

it('has subject, rule and value, or passes on one that has', () => {
  expect(all.length).toBeGreaterThan(600);
  const others = Map.groupBy(
    all.filter(({ text }) => !FORM.test(text)),
    ({ file }) => file,
  );
  expect(Object.fromEntries([...others].map(([file, own]) => [file, own.length]))).toEqual(PASSED_ON);
});

it('says its rule once, in words, and never what a library says of itself', () => {
  const wrong = all.filter(
    ({ text }) =>
      / must must | must (undefined|$)|Invalid input|‹undefined› must|\[object/.test(text) ||
      /\s{2,}/.test(text),
  );
  expect(wrong).toEqual([]);
});

it('is found however it is written', () => {
  const source = `// refuse('in a remark', 'be left out', 1)
  if (no) refuse(\`\${a} b\`, 'be c, d', [e, f]);
  refuseRow(s, i, 'x', \`be \${rule(\`at most \${y}\`, 'z')}\`, at(1));
  throw new RangeError('x must be y, got z');
  yield { path: ['a'], rule: \`must be \${b}\`, got: c };
  const C = text('must be d', /d/);
  panel.refuse(words);`;
  expect(refusalsIn('f.ts', source).map(({ line, by, text }) => [line, by, text])).toEqual([
    [2, 'refuse', '‹a› b must be c, d, got ‹[e, f]›'],
    [3, 'refuseRow', `‹s› row ‹i› x must be ‹rule(\`at most \${y}\`, 'z')›, got ‹at(1)›`],
    [4, 'RangeError', 'x must be y, got z'],
    [5, 'law', '‹place› must be ‹b›, got ‹value›'],
    [6, 'schema', '‹place› must be d, got ‹value›'],
  ]);
});
