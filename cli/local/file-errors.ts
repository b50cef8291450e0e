import { shownText } from '../../shared/market/text.ts';

/** What a file system refused, in words: `path must rule, got what`. Not a range error: the input need not be wrong. */
export class FileError extends Error {
  /** The file system's own, `ENOENT`; undefined where we looked ourselves. */
  readonly code: string | undefined;
  /** The machine has no room, handles or sound disk; the same command may do later. */
  readonly isOfMachine: boolean;

  constructor(path: string, rule: string, got: string, code?: string) {
    super(`${shownText(path, MOST_OF_PATH)} must ${rule}, got ${shownText(got, MOST_OF_PATH)}`);
    this.code = code;
    this.isOfMachine = code !== undefined && code in OF_MACHINE;
  }
}

const MOST_OF_PATH = 1_000;

type Words = readonly [rule: string, got: string];

const OF_INPUT: Readonly<Record<string, Words>> = {
  ENOENT: ['be there', 'nothing'],
  EISDIR: ['be a file', 'a folder'],
  ENOTDIR: ['lie in a folder', 'a file in its place'],
  EACCES: ['be open to this user', 'no right to it'],
  EPERM: ['be open to this user', 'no right to it'],
  EROFS: ['lie where one can write', 'a read-only file system'],
  EEXIST: ['be absent', 'something that is there'],
  ENOTEMPTY: ['be empty', 'a folder with files'],
  ELOOP: ['be reached without a circle of links', 'such a circle'],
  ENAMETOOLONG: ['have a shorter name', 'one too long for the file system'],
  EINVAL: ['be what the file system allows', 'something else'],
  ENXIO: ['be a file', 'a device or socket that is not there'],
  ENOTSUP: ['lie where files can be linked', 'a file system that cannot'],
};

const NO_FOLDER: Words = ['be a folder', 'a file'];

const ROOM = 'have room: free some room, then the same command goes on';
const OF_MACHINE: Readonly<Record<string, Words>> = {
  ENOSPC: [ROOM, 'a full disk'],
  EDQUOT: [ROOM, 'a quota that is used up'],
  EFBIG: ['be smaller, or the limit larger (ulimit -f)', 'a file too large'],
  EMFILE: ['be opened: raise the limit of open files (ulimit -n)', 'too many open files'],
  ENFILE: ['be opened: end some other programs', 'too many open files of this machine'],
  EIO: ['be read and written: look at the disk', 'an input/output error'],
  ESTALE: ['stay reachable', 'a network folder that went away'],
  EBUSY: ['be free', 'a file that something else uses'],
};

/** Answers of a network, which have a `syscall` too. */
const OF_NETWORK = /^(connect|getaddrinfo|queryA|socket|bind|listen|accept)/;

/**
 * The words for an error of the file system; any other error as it is.
 *
 * @param path what was wanted, where the error does not say it: of an open file that is read or written Node does not know
 */
export function inWords(error: unknown, path?: string): unknown {
  if (error instanceof FileError || !(error instanceof Error)) return error;
  const { code, syscall, path: own } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || OF_NETWORK.test(syscall)) return error;
  const words = syscall === 'mkdir' && code === 'EEXIST' ? NO_FOLDER : (OF_MACHINE[code] ?? OF_INPUT[code]);
  const subject = own ?? path ?? (words && (syscall === 'uv_cwd' ? 'the working folder' : 'a file'));
  if (subject === undefined) return error;
  const [rule, got] = words ?? ['be usable', code];
  return new FileError(subject, rule, got, code);
}

/** Runs something that a file system may refuse, and says so in words. */
export async function worded<T>(path: string | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw inWords(error, path);
  }
}
