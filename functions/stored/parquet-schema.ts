import type { FileMetaData, SchemaElement } from 'hyparquet';
import { refuse } from '../../shared/market/parse.ts';

/** A column below the root of a schema. */
export interface TopColumn {
  readonly name: string;
  /** Physical type, `DECIMAL` of numbers with a scale, `list` of lists of leaves; else what it means or how it is built. */
  readonly type: string;
  /** Highest level of repetition and of definition that its pages carry. */
  readonly levels: Levels;
  readonly elements: readonly SchemaElement[];
}

export interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

/** The columns of a schema in file order; it is a tree written depth first, each element with the number of its children. */
export function topColumns(subject: string, { schema }: FileMetaData): TopColumn[] {
  const columns: TopColumn[] = [];
  const wanted = schema[0]?.num_children;
  let from = 1;
  while (from < schema.length && columns.length < (wanted ?? 0)) {
    let open = 1; // elements that must still come
    let to = from;
    for (; open > 0 && to < schema.length; to++) open += childrenOf(schema[to]!) - 1;
    if (open > 0) refuse(`${subject} schema`, 'hold the children that it claims', `${open} too few`);
    columns.push(columnOf(schema.slice(from, to)));
    from = to;
  }
  if (columns.length !== wanted || from !== schema.length)
    refuse(`${subject} schema`, `hold ${wanted} columns in ${schema.length - 1} parts`, `${from - 1} parts`);
  const twice = columns.find(({ name }, k) => columns.findIndex((other) => other.name === name) < k);
  if (twice) refuse(subject, 'name each column once', twice.name);
  return columns;
}

/** As the file claims; what is less than none is none. */
const childrenOf = ({ num_children: own = 0 }: SchemaElement): number => Math.max(0, own);

function columnOf(elements: readonly SchemaElement[]): TopColumn {
  const count = (of: readonly string[]) =>
    elements.filter(({ repetition_type: own }) => own !== undefined && of.includes(own)).length;
  const levels = { repetition: count(['REPEATED']), definition: count(['REPEATED', 'OPTIONAL']) };
  return { name: elements[0]!.name, type: typeOf(elements), levels, elements };
}

function typeOf(elements: readonly SchemaElement[]): string {
  const [top, list, leaf] = elements;
  const isRepeated = (element: SchemaElement | undefined) => element?.repetition_type === 'REPEATED';
  if (elements.length === 1) return isRepeated(top) ? 'REPEATED' : meaningOf(top!);
  const isList =
    elements.length === 3 && !isRepeated(top) && isRepeated(list) && !isRepeated(leaf) && !leaf!.num_children;
  return isList ? 'list' : 'nested';
}

/** What leaves a number a number, and a text a text. */
const PLAIN = /^(U?INT_\d+|INTEGER|UTF8|STRING|ENUM)$/;

function meaningOf({ type, converted_type, logical_type }: SchemaElement): string {
  const meaning = converted_type ?? logical_type?.type;
  return meaning === undefined || PLAIN.test(meaning) ? (type ?? 'nothing') : meaning;
}
