// What tests/architecture.test.ts holds against its limits, from the syntax tree of a file.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'rolldown/utils';

export interface Measured {
  readonly lines: number;
  readonly functions: readonly MeasuredFunction[];
  /** Files that are run before this one: imports of types alone are erased, imports later on come too late for a circle. */
  readonly runs: readonly string[];
}

export interface MeasuredFunction {
  readonly name: string;
  readonly lines: number;
  readonly parameters: number;
}

type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression;

export function measure(file: string): Measured {
  const text = readFileSync(file, 'utf8');
  const { program, errors } = parseSync(file, text, { sourceType: 'module' });
  if (errors.length > 0) throw new SyntaxError(`${file} must parse, got ${errors[0]!.message}`);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;

  const functions: MeasuredFunction[] = [];
  const names = new Map<unknown, string>();
  const named = (key: { readonly type: string }, value: unknown) => {
    if ('name' in key && typeof key.name === 'string') names.set(value, key.name);
  };
  const add = (node: AnyFunction) => {
    const name = node.id?.name ?? names.get(node) ?? 'a function without a name';
    const returned = returnedFunction(node);
    // What only takes ports and returns the use case is as long as that.
    if (returned) names.set(returned, name);
    const lines = returned ? 1 : lineOf(node.end) - lineOf(node.start) + 1;
    functions.push({ name, lines, parameters: node.params.length });
  };
  new Visitor({
    VariableDeclarator: ({ id, init }) => named(id, init),
    MethodDefinition: ({ key, value }) => named(key, value),
    PropertyDefinition: ({ key, value }) => named(key, value),
    Property: ({ key, value }) => named(key, value),
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program);

  const runs = program.body
    .flatMap((node) =>
      (node.type === 'ImportDeclaration' && node.importKind !== 'type') ||
      ((node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') &&
        node.exportKind !== 'type')
        ? [node.source?.value ?? '']
        : [],
    )
    .filter((target) => target.startsWith('.'))
    .map((target) => normalize(join(dirname(file), target)));
  return { lines: text.split('\n').length - 1, functions, runs };
}

/** The function that an arrow is nothing but a wrapper of: `(ports) => async (request) => { ... }`. */
const returnedFunction = ({ type, body }: AnyFunction): AnyFunction | undefined =>
  type === 'ArrowFunctionExpression' && body?.type === 'ArrowFunctionExpression' ? body : undefined;

/** Groups of files of which each runs before all others of its group, which cannot be: Tarjan (1972), doi:10.1137/0201010. */
export function circles(runs: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const next of runs.get(file) ?? []) {
      const reached = !order.has(next) ? visit(next) : open.includes(next) ? order.get(next)! : Infinity;
      lowest.set(file, Math.min(lowest.get(file)!, reached));
    }
    if (lowest.get(file) === order.get(file)) {
      const group = open.splice(open.indexOf(file)).sort();
      if (group.length > 1 || runs.get(file)?.includes(file)) found.push(group);
    }
    return lowest.get(file)!;
  };
  for (const file of runs.keys()) if (!order.has(file)) visit(file);
  return found;
}
