// Why a file could not be used, in words.

/** A file that is not what it has to be. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: string;

  constructor(code: keyof typeof OWN_REASONS | 'EISDIR') {
    super(code);
    this.code = code;
  }
}

/** What this program finds wrong by itself. */
const OWN_REASONS = {
  TOO_LARGE: 'it is more than 256 MiB of text: give less at once, such as fewer regions or fewer scenarios',
  NO_FILE: 'it is no plain file but a FIFO, a socket or a device: put a plain file there',
  LINK_OUT: 'it is a link out of the folder of the baseline: put a copy of the file there',
  INPUT: 'it is an input of this command: give another name',
} as const;

const REASONS: Readonly<Record<string, string>> = {
  ...OWN_REASONS,
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'nothing can be written there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  EEXIST: 'something else is there',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  EFBIG: 'the file would be too large there',
  EBUSY: 'it is in use: choose another place',
  ENXIO: 'it is a socket, or a device that is not there',
  EPIPE: 'its reader has gone away',
  EMFILE: 'too many files are open',
};

/** Why a file could not be used, in words where there are words for it. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? code;
}

/** The code of the system or of a FileError. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
