import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { stripComments } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { sweepJsonSchema } from '../../shared/risk/metrics/sweep-schema.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SWEEP } from '../sweep/small.ts';

const ajv = new Ajv.default({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(sweepJsonSchema());
const bundled = stripComments(readFileSync('examples/xbtusd-2021-07-22/sweep.json', 'utf8'));

it('publishes the schema beside the code; `npx vitest run tests/risk/sweep-schema -u` writes it anew', async () => {
  const text = `${JSON.stringify(sweepJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../shared/sweep/sweep-1.schema.json');
});

it('lets editors check what a sweep reads: defaults left out, limits, and the schema named', () => {
  expect(validate(JSON.parse(bundled))).toBe(true);
  const limits = [{ id: 'p_ruin', op: '<=', value: 0.002 }];
  const named = { ...JSON.parse(JSON.stringify(SWEEP)), $schema: './sweep-1.schema.json', limits };
  expect(validate(named)).toBe(true);
  expect(parseSweep(JSON.stringify(named)).limits).toEqual([
    { ...limits[0], owner: null, since: null, note: null },
  ]);
  expect(parseSweep(JSON.stringify(named))).not.toHaveProperty('$schema');
  for (const broken of [
    { limits: { p_ruin: 0.002 } },
    { limits: [{ id: 'ruin', op: '<=', value: 0.002 }] },
    { limits: [{ id: 'p_ruin', op: '>=', value: 0.002 }] },
    { paths: undefined },
    { more: 1 },
  ])
    expect(validate(JSON.parse(JSON.stringify({ ...named, ...broken })))).toBe(false);
});

it('explains every limit: id, direction, unit and default', () => {
  const { limits } = sweepJsonSchema().properties as unknown as {
    limits: { items: { oneOf: { description: string; properties: { id: { const: string } } }[] } };
  };
  const words = Object.fromEntries(
    limits.items.oneOf.map(({ properties, description }) => [properties.id.const, description]),
  );
  expect(Object.keys(words)).toEqual([
    'coverage',
    'p_ruin',
    'cover2',
    'distance',
    'es_draw',
    'lar',
    'p_adl',
    'thin_accounts',
  ]);
  expect(words.p_ruin).toMatch(/^P\(need > fund\), probability; default <= 0\.001\. Share of paths/);
  expect(words.lar).toContain('held against nothing unless a limit is set');
});

it('shows one limit as it should be where something else stands', () => {
  const text = JSON.stringify({ ...SWEEP, limits: { p_ruin: 0.001 } });
  expect(() => parseSweep(text)).toThrow(
    'sweep.limits must be a list of 0 to 100 entries like {"id": "p_ruin", "op": "<=", "value": 0.001, "owner": "risk committee"}, got {',
  );
});
