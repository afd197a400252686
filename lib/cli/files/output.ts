// Where results go: standard output, or a file that appears whole.
import { type FormatName, PRINTED_FORMAT, SAVED_FORMAT } from '../../report/index.ts';
import { visible } from '../../text/quote.ts';
import { Failure } from '../process/failure.ts';
import { codeOf, reasonOf } from './file-error.ts';
import { type Text, writeAll, writeEach, writeText } from './write-file.ts';

export interface OutputOptions {
  /** Undefined when the user did not choose. */
  readonly format: FormatName | undefined;
  readonly output: string | undefined;
}

/**
 * Prints what `render` gives, or writes it to a file and says so. With a file and no format chosen, the file gets the form for programs,
 * and the one for people is printed as well. Throws a Failure where it cannot be written.
 */
export function deliver(render: (format: FormatName) => Text, { format, output }: OutputOptions): void {
  if (output === undefined) {
    print(render(format ?? PRINTED_FORMAT));
    return;
  }
  writeText(output, render(format ?? SAVED_FORMAT));
  if (format === undefined) print(render(PRINTED_FORMAT));
  complain(`full result written to ${output}`);
}

/**
 * To standard output, whole. A reader that went away has seen enough: the work goes on, and ends with the exit status that it has. Whether
 * somebody still reads, for work that is not worth going on with otherwise.
 */
export function print(text: Text): boolean {
  if (isClosed) return false;
  try {
    writeEach(1, text);
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw new Failure(`cannot write to standard output: ${reasonOf(error)}`, { cause: error });
    isClosed = true;
  }
  return !isClosed;
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
