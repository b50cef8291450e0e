import type zlib from 'node:zlib';
import { Decompress } from 'fzstd';

/**
 * Unpacks one frame of zstd where Node does not (before 22.15); its checksum is not verified. Throws what Node's own throws: an
 * error whose code is `ERR_BUFFER_TOO_LARGE` where there is more than `maxOutputLength` bytes.
 */
export const zstdDecompressSync: typeof zlib.zstdDecompressSync = (
  packed,
  { maxOutputLength = Infinity } = {},
) => {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((part) => {
    length += part.length;
    if (length > maxOutputLength)
      throw Object.assign(new RangeError(`Cannot create a Buffer larger than ${maxOutputLength} bytes`), {
        code: 'ERR_BUFFER_TOO_LARGE',
      });
    parts.push(part);
  });
  stream.push(Buffer.from(packed as Uint8Array), true);
  return Buffer.concat(parts);
};
