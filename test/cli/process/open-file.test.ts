// Files that the machine is asked to show.
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openFile } from '../../../lib/cli/process/open-file.ts';

describe.runIf(process.platform === 'linux')('openFile (on Linux; elsewhere another program is asked)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-open-'));

  test('hands the file to whatever shows files here, as one word', async () => {
    const [opener, told] = [join(folder, 'xdg-open'), join(folder, 'told')];
    writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$1" > ${told}.part && /bin/mv ${told}.part ${told}\n`);
    chmodSync(opener, 0o755);
    vi.stubEnv('PATH', folder);
    expect(await openFile('/tmp/an audit; touch x.html')).toBe(true);
    await expect.poll(() => existsSync(told)).toBe(true);
    expect(readFileSync(told, 'utf8')).toBe('/tmp/an audit; touch x.html');
  });

  test('says so where nothing does', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await openFile('/tmp/audit.html')).toBe(false);
  });
});
