// Where results go: standard output, or a file that appears whole.
import { writeSync } from 'node:fs';
import { visible } from '../text/quote.ts';
import { codeOf, pause, writeText } from './files.ts';

export type Format = 'table' | 'json' | 'markdown';

export interface OutputOptions {
  /** Undefined when the user did not choose. */
  readonly format: Format | undefined;
  readonly output: string | undefined;
}

export interface Renderers {
  readonly table: () => string;
  readonly json: () => string;
  /** Undefined where a result has no such form. */
  readonly markdown?: () => string;
}

/** Prints the result. With a file and no format chosen, the file gets JSON and the table is printed as well. */
export function deliver(renderers: Renderers, { format, output }: OutputOptions): void {
  const { table } = renderers;
  if (output === undefined) {
    print((renderers[format ?? 'table'] ?? table)());
    return;
  }
  writeText(output, (renderers[format ?? 'json'] ?? table)());
  if (format === undefined) print(table());
  complain(`full result written to ${output}`);
}

/** To standard output, whole, also into a pipe that reads slowly. A reader that went away ends the program quietly. */
export function print(text: string): void {
  write(1, text);
}

/** A line for the operator on standard error. */
export function complain(line: string): void {
  write(2, `${visible(line)}\n`);
}

function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      pause(RETRY_MILLISECONDS);
    }
  }
}

const RETRY_MILLISECONDS = 5;
