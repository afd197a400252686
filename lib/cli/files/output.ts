// Where results go: standard output, or a file that appears whole.
import { type FormatName, PRINTED_FORMAT, SAVED_FORMAT } from '../../report/index.ts';
import { PAPER, type Screen } from '../../report/screen.ts';
import { visible } from '../../text/quote.ts';
import { Failure } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';
import { outputScreen } from '../process/screen.ts';
import { endSteps } from '../process/steps.ts';
import { codeOf, reasonOf } from './file-error.ts';
import { outputTarget, written } from './targets.ts';
import { writeChunks } from './write-chunks.ts';
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
export async function deliver(
  render: (format: FormatName, screen: Screen) => Iterable<string>,
  { format, output }: OutputOptions,
): Promise<void> {
  if (output === undefined) {
    print(render(format ?? PRINTED_FORMAT, outputScreen()));
    return;
  }
  await writeResult(output, render(format ?? SAVED_FORMAT, PAPER));
  if (format === undefined) print(render(PRINTED_FORMAT, outputScreen()));
  complain(`full result written to ${output}`);
}

/** A result in a format of its own, in a file of its own. */
export interface AlsoOutput {
  readonly format: FormatName;
  readonly path: string;
}

/** Writes a result to more files, one for each. Throws a Failure where one cannot be written. */
export async function deliverAlso(
  render: (format: FormatName, screen: Screen) => Iterable<string>,
  also: readonly AlsoOutput[],
): Promise<void> {
  for (const { format, path } of also) {
    await writeResult(path, render(format, PAPER));
    complain(`${format} written to ${path}`);
  }
}

/** A plain file is written so that whoever interrupts finds nothing half-done; a device, a FIFO or a stream gets what there is. */
async function writeResult(path: string, chunks: Iterable<string>): Promise<void> {
  const { kind } = written(path, () => outputTarget(path));
  if (kind !== 'file') {
    writeText(path, chunks);
    return;
  }
  // The first chunk has most of the work before it, which ends at once when it is interrupted: nothing is there yet.
  const begun = beginning(chunks);
  await interruptible((signal) => writeChunks(path, { chunks: begun, signal }));
}

/** The same chunks, the first of which is made now. */
function beginning(chunks: Iterable<string>): Iterable<string> {
  const iterator = chunks[Symbol.iterator]();
  const first = iterator.next();
  return (function* () {
    for (let next = first; next.done !== true; next = iterator.next()) yield next.value;
  })();
}

/**
 * To standard output, whole. A reader that went away has seen enough: the work goes on, and ends with the exit status that it has. Whether
 * somebody still reads, for work that is not worth going on with otherwise.
 */
export function print(text: Text): boolean {
  if (isClosed) return false;
  try {
    writeEach(1, typeof text === 'string' ? quietly([text]) : quietly(text));
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw new Failure(`cannot write to standard output: ${reasonOf(error)}`, { cause: error });
    isClosed = true;
  }
  return !isClosed;
}

let isClosed = false;

/** The same, with nothing else on the screen once there is something to write. */
function* quietly(chunks: Iterable<string>): Iterable<string> {
  for (const chunk of chunks) {
    endSteps();
    yield chunk;
  }
  endSteps();
}

/** A line for the operator on standard error. Where that is closed or full, there is nobody left to tell. */
export function complain(line: string): void {
  endSteps();
  try {
    writeAll(2, Buffer.from(`${visible(line)}\n`));
  } catch {
    // The exit status says the rest.
  }
}
