// What a command that runs in this process writes to its standard streams.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, vi } from 'vitest';

/** Kept from the terminal while a test runs, and empty at the start of each. */
export function standardStreams(): { readonly out: string; readonly err: string } {
  const said = { out: '', err: '' };
  const { writeSync } = fs;
  beforeEach(() => {
    Object.assign(said, { out: '', err: '' });
    vi.spyOn(fs, 'writeSync').mockImplementation((descriptor: number, content: string | NodeJS.ArrayBufferView, from?: number | null) => {
      if ((descriptor !== 1 && descriptor !== 2) || !(content instanceof Uint8Array))
        return Reflect.apply(writeSync, fs, [descriptor, content, from]);
      said[descriptor === 1 ? 'out' : 'err'] += Buffer.from(content.subarray(from ?? 0)).toString();
      return content.length - (from ?? 0);
    });
    // Modules that took `writeSync` by its name follow.
    syncBuiltinESMExports();
  });
  afterEach(() => {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  });
  return said;
}
