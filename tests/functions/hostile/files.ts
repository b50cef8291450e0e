// Files that a reader must refuse before it believes them, made byte by byte: no writer writes such.
import { gzipSync } from 'node:zlib';

const bytesOf = (...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}
const whole = (value: number): Uint8Array => varint(2n * BigInt(value));
const text = (value: string): Uint8Array => bytesOf(varint(value.length), value);

/** Types of Thrift's compact protocol. */
const [I32, I64, TEXT, LIST, STRUCT] = [5, 6, 8, 9, 12];
type FieldBytes = readonly [field: number, type: number, body: Uint8Array];

function struct(...fields: readonly FieldBytes[]): Uint8Array {
  let last = 0;
  const parts = fields.map(([field, type, body]) => {
    const head = [((field - last) << 4) | type];
    last = field;
    return bytesOf(head, body);
  });
  return bytesOf(...parts, [0]);
}

const list = (type: number, items: readonly Uint8Array[]): Uint8Array =>
  bytesOf(
    items.length < 15 ? [(items.length << 4) | type] : bytesOf([0xf0 | type], varint(items.length)),
    ...items,
  );

export interface PageMade {
  readonly kind?: 'data' | 'dictionary' | 'data-2';
  /** As its header claims. */
  readonly values: number;
  readonly encoding?: number;
  readonly decoded?: number;
  readonly more?: readonly FieldBytes[];
}

/** A page of a column chunk. */
export function page(body: Uint8Array, own: PageMade): Uint8Array {
  const { kind = 'data', values, encoding = 0, decoded = body.length, more = [] } = own;
  const counts: FieldBytes[] = [[1, I32, whole(values)]];
  const header: Record<typeof kind, FieldBytes> = {
    data: [
      5,
      STRUCT,
      struct(...counts, [2, I32, whole(encoding)], [3, I32, whole(3)], [4, I32, whole(3)], ...more),
    ],
    dictionary: [7, STRUCT, struct(...counts, [2, I32, whole(0)])],
    'data-2': [
      8,
      STRUCT,
      struct(
        ...counts,
        [2, I32, whole(0)],
        [3, I32, whole(values)],
        [4, I32, whole(encoding)],
        [5, I32, whole(0)],
        [6, I32, whole(0)],
      ),
    ],
  };
  const type = { data: 0, dictionary: 2, 'data-2': 3 }[kind];
  return bytesOf(
    struct([1, I32, whole(type)], [2, I32, whole(decoded)], [3, I32, whole(body.length)], header[kind]),
    body,
  );
}

export const doubles = (values: readonly number[]): Uint8Array =>
  new Uint8Array(Float64Array.from(values).buffer);

export interface ColumnMade {
  readonly name: string;
  readonly pages: readonly Uint8Array[];
  /** 5 is a double, 6 a text, 2 a whole number of 64 bits. */
  readonly type?: number;
  /** 0 is none, 2 gzip. */
  readonly codec?: number;
  readonly hasDictionary?: boolean;
  /** Bytes that its pages unfold to, as the file claims. */
  readonly claimed?: number;
}

/** The four columns of positions, with another one in the place of that of the same name, or beside them. */
export function columnsWith(rows: number, other?: ColumnMade): ColumnMade[] {
  const own = [-1, 10, 100, 200].map((value, k): ColumnMade => {
    const column = Array.from({ length: rows }, (_, i) => (k === 0 ? (i % 2 ? value : -value) : value));
    const name = ['side', 'quantity', 'entryPrice', 'collateral'][k]!;
    return { name, pages: [page(doubles(column), { values: rows })] };
  });
  if (!other) return own;
  const kept = own.map((column) => (column.name === other.name ? other : column));
  return kept.includes(other) ? kept : [...kept, other];
}

export interface FileMade {
  readonly rows: number;
  /** How often the row group stands in the footer, over the same bytes. */
  readonly groups?: number;
  readonly extraSchema?: readonly Uint8Array[];
}

/** A Parquet file of such columns. */
export function parquet(
  columns: readonly ColumnMade[],
  { rows, groups = 1, extraSchema = [] }: FileMade,
): Uint8Array {
  const parts: Uint8Array[] = [bytesOf('PAR1')];
  let at = 4;
  const chunks = columns.map(({ name, pages, type = 5, codec = 0, hasDictionary, claimed }) => {
    const bytes = bytesOf(...pages);
    const about = struct(
      [1, I32, whole(type)],
      [2, LIST, list(I32, [whole(0)])],
      [3, LIST, list(TEXT, [text(name)])],
      [4, I32, whole(codec)],
      [5, I64, whole(rows)],
      [6, I64, whole(claimed ?? bytes.length)],
      [7, I64, whole(bytes.length)],
      [9, I64, whole(at)],
      ...(hasDictionary ? ([[11, I64, whole(at)]] as FieldBytes[]) : []),
    );
    const chunk = struct([2, I64, whole(at)], [3, STRUCT, about]);
    parts.push(bytes);
    at += bytes.length;
    return chunk;
  });
  const group = struct([1, LIST, list(STRUCT, chunks)], [2, I64, whole(at)], [3, I64, whole(rows)]);
  const schema = [
    struct([4, TEXT, text('schema')], [5, I32, whole(columns.length)]),
    ...columns.map(({ name, type = 5 }) =>
      struct([1, I32, whole(type)], [3, I32, whole(0)], [4, TEXT, text(name)]),
    ),
    ...extraSchema,
  ];
  const footer = struct(
    [1, I32, whole(1)],
    [2, LIST, list(STRUCT, schema)],
    [3, I64, whole(rows * groups)],
    [
      4,
      LIST,
      list(
        STRUCT,
        Array.from({ length: groups }, () => group),
      ),
    ],
  );
  const length = new Uint8Array(Uint32Array.of(footer.length).buffer);
  return bytesOf(...parts, footer, length, 'PAR1');
}

const ten = (pages: readonly Uint8Array[], more: Partial<ColumnMade> = {}) =>
  parquet(columnsWith(10, { name: 'quantity', pages, ...more }), { rows: 10 });
const plain = doubles(Array.from({ length: 10 }, () => 10));
const packedName = (letter: string, length: number) =>
  page(
    gzipSync(
      bytesOf(
        Uint8Array.from([length & 255, (length >> 8) & 255, (length >> 16) & 255, length >> 24]),
        Buffer.alloc(length, letter),
      ),
    ),
    {
      values: 1,
      decoded: length + 4,
    },
  );
const element = (name: string, children: number) =>
  struct([3, I32, whole(0)], [4, TEXT, text(name)], [5, I32, whole(children)]);

/** By name: what it claims, and what a refusal says of it. */
export const HOSTILE_PARQUET: Readonly<Record<string, readonly [file: () => Uint8Array, refusal: RegExp]>> = {
  'a list of 2^50 statistics': [
    () => {
      const endless = struct([1, LIST, bytesOf([0xf7], varint(2n ** 50n))]);
      return ten([page(plain, { values: 10, more: [[5, STRUCT, endless]] })]);
    },
    /^p.parquet column quantity must have sound pages, got a number must have at most 32 bits/,
  ],
  'a list of 2^30 statistics': [
    () => {
      const endless = struct([1, LIST, bytesOf([0xf7], varint(2 ** 30))]);
      return ten([page(plain, { values: 10, more: [[5, STRUCT, endless]] })]);
    },
    /^p.parquet column quantity must have sound pages, got a list must lie within \d+ bytes, got 1073741824/,
  ],
  'a schema of 2^31 children': [
    () =>
      parquet(columnsWith(10), {
        rows: 10,
        extraSchema: Array.from({ length: 40 }, () => element('more', 2 ** 31 - 1)),
      }),
    /^p.parquet schema must hold 4 columns in 44 parts, got 4 parts$/,
  ],
  'a schema as deep as it is long': [
    () => {
      const deep = Array.from({ length: 3_000 }, () => element('d', 1));
      return parquet(columnsWith(10), { rows: 10, extraSchema: deep });
    },
    /^p.parquet (schema must hold 4 columns in 3004 parts|must be readable Parquet)/,
  ],
  'a footer of empty parts': [
    () =>
      parquet(columnsWith(10), {
        rows: 10,
        extraSchema: Array.from({ length: 100_000 }, () => Uint8Array.of(0)),
      }),
    /^p.parquet must be readable Parquet, got a header must have no more parts than its bytes can mean$/,
  ],
  'a thousand row groups over the same bytes': [
    () => parquet(columnsWith(10), { rows: 10, groups: 1_000 }),
    /^p.parquet columns must lie beside each other in \d+ bytes, got \d+$/,
  ],
  'a run of 2^30 in a page of ten values': [
    () => {
      const run = bytesOf([1], varint(2n ** 31n), [0]);
      return ten(
        [page(doubles([10]), { kind: 'dictionary', values: 1 }), page(run, { values: 10, encoding: 8 })],
        {
          hasDictionary: true,
        },
      );
    },
    /^p.parquet column quantity must have sound pages, got a run must hold at most the 10 values of its page/,
  ],
  'a packed run of 2^30 entries of no bits': [
    () => {
      const run = bytesOf([0], varint(2n ** 28n + 1n));
      return ten(
        [
          page(doubles([10]), { kind: 'dictionary', values: 1 }),
          page(run, { kind: 'data-2', values: 10, encoding: 8 }),
        ],
        {
          hasDictionary: true,
        },
      );
    },
    /^p.parquet column quantity must have sound pages, got a run must hold at most the 10 values of its page/,
  ],
  'differences in 2^31 small blocks': [
    () =>
      ten(
        [
          page(bytesOf(varint(2 ** 31 - 1), varint(2 ** 31 - 1), varint(10), varint(0)), {
            values: 10,
            encoding: 5,
          }),
        ],
        {
          type: 2,
        },
      ),
    /^p.parquet column quantity must have sound pages, got differences must come in blocks of whole bytes/,
  ],
  'texts that repeat their beginnings': [
    () =>
      parquet(
        columnsWith(1, { name: 'owner', type: 6, pages: [page(bytesOf([0]), { values: 1, encoding: 7 })] }),
        { rows: 1 },
      ),
    /^p.parquet column owner must have sound pages, got values must be plain, .* got encoding 7$/,
  ],
  'names of 50 MB, packed': [
    () => {
      const pages = ['a', 'b'].map((letter) => packedName(letter, 50_000_000));
      return parquet(columnsWith(2, { name: 'account', type: 6, codec: 2, pages, claimed: 100 }), {
        rows: 2,
      });
    },
    /^p.parquet column account must have sound pages, got pages must unfold to at most \d+ bytes, got 50000004$/,
  ],
  'five million rows in no bytes': [
    () =>
      parquet(
        columnsWith(10).map((column) => ({ ...column, pages: [] })),
        { rows: 5_000_000 },
      ),
    /^p.parquet decoded size must be at most \d+ bytes, got 160000000$/,
  ],
  'pages of nothing': [
    () =>
      ten([
        ...Array.from({ length: 60_000 }, () => page(new Uint8Array(0), { values: 0 })),
        page(plain, { values: 10 }),
      ]),
    /^p.parquet column quantity must have sound pages, got pages must be at most \d+/,
  ],
};

const snapshotWith = (more: string): Uint8Array => bytesOf(`{"schema":"market-snapshot/1",${more}}`);
export const HOSTILE_TEXTS: Readonly<
  Record<string, readonly [name: string, file: () => Uint8Array, refusal: RegExp]>
> = {
  'a million lists': [
    'a.json',
    () => snapshotWith(`"tiers":[${'[],'.repeat(1e6)}1]`),
    /^snapshot must hold at most \d+ lists and objects/,
  ],
  'a million numbers': [
    'a.json',
    () => snapshotWith(`"tiers":[${'1,'.repeat(1e6)}1]`),
    /^snapshot must hold at most \d+ values/,
  ],
  'a hundred thousand empty rows': [
    'a.json',
    () => snapshotWith(`"positions":{"kind":"accounts","rows":[${'{},'.repeat(200_000)}{}]}`),
    /^snapshot/,
  ],
  'a hundred thousand names': [
    'a.json',
    () => snapshotWith(`"tiers":[${Array.from({ length: 1e5 }, (_, i) => `{"n${i}":1}`).join()}]`),
    /^snapshot must hold at most 5000 different names/,
  ],
  'a text of two million characters': [
    'a.json',
    () => snapshotWith(`"market":"${'x'.repeat(2e6)}"`),
    /^snapshot/,
  ],
  'a million brackets': [
    'a.json',
    () => bytesOf('['.repeat(1e6)),
    /^snapshot must nest at most 8 deep, got 1000000$/,
  ],
  'a header of thousands of columns': [
    'a.csv',
    () => bytesOf(`${Array.from({ length: 20_000 }, (_, i) => i).join()}\n`),
    /^a.csv must have at most 1000 columns, got/,
  ],
  'a quote that never ends': [
    'a.csv',
    () => bytesOf(`side,quantity\n"${'x'.repeat(1e6)}`),
    /^a.csv row \d+ must be a whole CSV row/,
  ],
  'a million rows of one digit': [
    'a.csv',
    () => bytesOf(`side\n${'1\n'.repeat(5e5)}`),
    /^a.csv must have the column/,
  ],
  'half a million empty lines': ['a.csv', () => bytesOf('\n'.repeat(5e5)), /^a.csv must have a header/],
};
