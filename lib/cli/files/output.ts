// Where results go: standard output, or a file that appears whole.
import { visible } from '../../text/quote.ts';
import { Failure } from '../process/failure.ts';
import { codeOf, reasonOf } from './file-error.ts';
import { type Text, writeAll, writeEach, writeText } from './write-file.ts';

export type Format = 'table' | 'json' | 'markdown';

export interface OutputOptions {
  /** Undefined when the user did not choose. */
  readonly format: Format | undefined;
  readonly output: string | undefined;
}

export interface Renderers {
  readonly table: () => Text;
  readonly json: () => Text;
  /** Undefined where a result has no such form. */
  readonly markdown?: () => Text;
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

/** To standard output, whole. A reader that went away has seen enough: the work goes on, and ends with the exit status that it has. */
export function print(text: Text): void {
  if (isClosed) return;
  try {
    writeEach(1, text);
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw new Failure(`cannot write to standard output: ${reasonOf(error)}`, { cause: error });
    isClosed = true;
  }
}

let isClosed = false;

/** A line for the operator on standard error. Where that is closed or full, there is nobody left to tell. */
export function complain(line: string): void {
  try {
    writeAll(2, Buffer.from(`${visible(line)}\n`));
  } catch {
    // The exit status says the rest.
  }
}
