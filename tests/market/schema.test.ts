import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { snapshotJsonSchema } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited, SMALL } from './example-snapshot.ts';

const ajv = new Ajv.default({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(snapshotJsonSchema());

it('publishes the schema beside the code; `npx vitest run tests/market -u` writes it anew', async () => {
  const text = `${JSON.stringify(snapshotJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../shared/market/market-snapshot-1.schema.json');
});

it('lets other tools check a snapshot: types, ranges, unknown and missing fields', () => {
  expect(validate(JSON.parse(EXAMPLE))).toBe(true);
  expect(validate(JSON.parse(SMALL))).toBe(true);
  const broken = [
    edited({ extra: 1 }),
    edited({ depth: undefined }),
    edited({ 'market.markPrice': 0 }),
    edited({ 'rules.mechanism.name': 'gentle' }),
    edited({ 'positions.accountsPerSide.long': 1.5 }),
  ];
  for (const text of broken) expect(validate(JSON.parse(text))).toBe(false);
});

it('describes its fields', () => {
  const { rules } = snapshotJsonSchema().properties as Record<
    string,
    { properties: Record<string, { description?: string }> }
  >;
  expect(rules!.properties.feeRate!.description).toBe(
    'liquidation fee, fraction of notional, paid to the fund',
  );
});
