// What can be wrong with the text of a file before anything in it is looked at.
import type { SourceFile } from '../../model/baseline.ts';
import type { YamlIssue } from '../../text/yaml.ts';

/** The text without the byte order mark that some editors leave. */
export function textOf({ text }: SourceFile): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** What is wrong with the text of a file (size, emptiness, encoding) and in which line; undefined where nothing is. */
export function textProblem(text: string, mostMebibytes: number): YamlIssue | undefined {
  if (Buffer.byteLength(text) > mostMebibytes * MEBIBYTE) return { reason: `the file is larger than ${mostMebibytes} MiB`, line: 1 };
  if (text.trim() === '') return { reason: 'the file is empty', line: 1 };
  // What a decoder puts in the place of bytes that are not UTF-8.
  const undecoded = text.indexOf('\uFFFD');
  return undecoded < 0 ? undefined : { reason: 'the file is not UTF-8', line: text.slice(0, undecoded).split('\n').length };
}

const MEBIBYTE = 1024 * 1024;
