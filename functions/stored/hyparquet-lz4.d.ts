declare module 'hyparquet-compressors/src/lz4.js' {
  export function decompressLz4Raw(input: Uint8Array, outputLength: number): Uint8Array;
}
