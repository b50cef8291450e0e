import { refuse } from '../shared/market/parse.ts';

/** Which commands take a file of a schema. */
const TAKERS: Readonly<Record<string, string>> = {
  'sweep/1': 'cascade nightly and cascade sweep take it',
  'sweep/2': 'cascade contagion and cascade sweep take it',
  'lending-sweep/1': 'cascade lending and cascade sweep take it',
  'market-snapshot/1':
    'cascade check takes it, and cascade nightly and cascade contagion a sweep file that names it',
  'market-snapshot/2': 'cascade check takes it, and cascade contagion a sweep file that names it',
  'bank-grid/1': 'cascade banks takes it',
  'pool-run/1': 'cascade pools takes it',
  'wallet/1': 'cascade wallet takes it',
};

const OF_SCHEMA = /\.schema must .*, got "?([a-z-]+\/\d+)"?$/;

/** A refusal of a file's schema, and who takes what it is. */
export function withTaker(message: string): string {
  const schema = OF_SCHEMA.exec(message)?.[1];
  return schema !== undefined && Object.hasOwn(TAKERS, schema) ? `${message}: ${TAKERS[schema]}` : message;
}

/** Refuses what says that it is something else than a scenario, which has no schema. */
export function needScenario(subject: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('schema' in value) || 'config' in value) return;
  refuse(`${subject}.schema`, 'be left out of a scenario', value.schema);
}
