// `--open`: where the page goes that a browser is to show.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OutputOptions } from '../files/output.ts';
import { Failure } from '../process/failure.ts';

/** The output options as `--open` has them: a page, in a file of its own where none is named. Throws a Failure where another format is asked for. */
export function pageTarget({ open, format, output }: OutputOptions & { readonly open?: boolean | undefined }): OutputOptions {
  if (open !== true) return { format, output };
  if (format !== undefined && format !== 'html') throw new Failure(`--open shows a page, which ${format} is not: leave out --format`);
  return { format: 'html', output: resolve(output ?? join(mkdtempSync(join(tmpdir(), 'ecr-drift-')), 'audit.html')) };
}
