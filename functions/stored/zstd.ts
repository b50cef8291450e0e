import zlib from 'node:zlib';

const FRAME = 0xfd2f_b528;
/** Sixteen numbers begin what a reader skips. */
const SKIPPED = 0x184d_2a50;
/** What a frame may refer back to is held in memory; Node's own reads no more than this either. */
const MOST_WINDOW_BYTES = 1 << 27;

/** Do bytes begin as zstd does? pzstd begins with a frame to skip. */
export function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = viewOf(bytes).getUint32(0, true);
  return magic === FRAME || isSkipped(magic);
}

/**
 * Unpacks frames one after the other, of which Node's own takes the first and leaves the others without a word. Throws an error
 * whose code is `ERR_BUFFER_TOO_LARGE` where there is more than `maxOutputLength` bytes.
 */
export function unpackZstd(
  bytes: Uint8Array,
  { maxOutputLength }: { readonly maxOutputLength: number },
): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  let left = maxOutputLength;
  for (const frame of framesOf(bytes)) {
    const part = zlib.zstdDecompressSync(frame, { maxOutputLength: Math.max(left, 1) });
    left -= part.length;
    if (left < 0) throw tooLarge(maxOutputLength);
    parts.push(part);
  }
  return parts.length === 1 ? new Uint8Array(parts[0]!) : new Uint8Array(Buffer.concat(parts));
}

const tooLarge = (most: number): Error =>
  Object.assign(new RangeError(`Cannot create a Buffer larger than ${most} bytes`), {
    code: 'ERR_BUFFER_TOO_LARGE',
  });

/** Found by the lengths of their blocks (RFC 8878, 3.1.1), before anything is unpacked. */
function* framesOf(bytes: Uint8Array): Generator<Uint8Array> {
  const view = viewOf(bytes);
  for (let from = 0; from < bytes.length; ) {
    const magic = from + 8 <= bytes.length ? view.getUint32(from, true) : 0;
    if (!(magic === FRAME || isSkipped(magic)))
      throw new RangeError(`zstd of frames that follow one another: byte ${from} begins none`);
    const to = isSkipped(magic) ? from + 8 + view.getUint32(from + 4, true) : endOfFrame(bytes, from);
    if (!(to <= bytes.length)) throw new RangeError(`zstd to its end: byte ${bytes.length} is amid a frame`);
    if (magic === FRAME) yield bytes.subarray(from, to);
    from = to;
  }
}

/** Beyond the end of the bytes for a frame that is cut off. */
function endOfFrame(bytes: Uint8Array, from: number): number {
  const flags = bytes[from + 4]!;
  const isOneSegment = (flags & 0x20) !== 0;
  const sizeBytes = [isOneSegment ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const sizeAt = from + (isOneSegment ? 5 : 6) + [0, 1, 2, 4][flags & 3]!;
  const window = isOneSegment ? contentBytes(bytes, sizeAt, sizeBytes) : windowBytes(bytes[from + 5]!);
  if (!(window <= MOST_WINDOW_BYTES))
    throw new RangeError(`zstd of windows of at most ${MOST_WINDOW_BYTES} bytes: one claims ${window}`);
  let at = sizeAt + sizeBytes;
  for (let isLast = false; !isLast && at + 3 <= bytes.length; ) {
    const block = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    const isRepeated = ((block >> 1) & 3) === 1;
    isLast = (block & 1) === 1;
    at += 3 + (isRepeated ? 1 : block >> 3);
    if (isLast) return at + (flags & 4); // four bytes of checksum
  }
  return Infinity;
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentBytes(bytes: Uint8Array, at: number, size: number): number {
  let sum = size === 2 ? 256 : 0;
  for (let i = 0; i < size; i++) sum += (bytes[at + i] ?? 0) * 256 ** i;
  return sum;
}

const isSkipped = (magic: number): boolean => magic >>> 4 === SKIPPED >>> 4;
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
