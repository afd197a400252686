// The step that checks: runs the program with the inputs, and leaves summary, outputs and the text of the comment. It always succeeds where it could say how the check ended.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkArguments, commentId, idProblem } from './inputs.ts';
import { jsonOf } from './json.ts';
import { type ActionResult, isWorthTelling, resultOf } from './result.ts';
import { annotation, outputText, quietLines } from './runner.ts';
import { endLine, FAILED_COMMENT, failedSummary, summaryOf } from './summary.ts';

const PROGRAM = join(import.meta.dirname, '../cli/ecr-drift.js');
const FAILED = 1;

process.exitCode = await main();

async function main(): Promise<number> {
  const { env } = process;
  if (commentId(env) === undefined) {
    process.stdout.write(annotation('error', idProblem(env)));
    return FAILED;
  }
  const folder = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'ecr-drift-check-'));
  const paths = { json: join(folder, 'check.json'), markdown: join(folder, 'check.md'), sarif: join(folder, 'check.sarif') };
  const outputs = [`--output=${paths.json}`, `--also=markdown=${paths.markdown}`, `--also=sarif=${paths.sarif}`];
  const { status: ended, lines } = await run([...checkArguments(env), ...outputs]);
  const result = ended === FAILED ? undefined : resultIn(paths.json);
  // A result that cannot be read is no result.
  const status = result ? ended : FAILED;
  const markdown = result ? readFileSync(paths.markdown, 'utf8') : undefined;
  const comment = join(folder, 'comment.md');
  const text = result && markdown !== undefined ? commentOf(status, result, markdown) : FAILED_COMMENT;
  writeFileSync(comment, text);
  append('GITHUB_STEP_SUMMARY', result && markdown !== undefined ? summaryOf(markdown, result) : failedSummary(lines));
  append(
    'GITHUB_OUTPUT',
    outputText({
      'exit-status': String(status),
      ...(result ? countsOf(result) : {}),
      ...(result ? paths : {}),
      comment,
    }),
  );
  process.stdout.write(annotation(status === 0 ? 'notice' : 'warning', endLine(status, result)));
  return 0;
}

/** Empty where nothing is left to say. */
function commentOf(status: number, result: ActionResult, markdown: string): string {
  return isWorthTelling(status, result) ? markdown : '';
}

function countsOf({ opened, resolved, gained, lost, changed, unresolved }: ActionResult): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ opened, resolved, gained, lost, changed, unresolved }).map(([name, count]) => [name, String(count)]),
  );
}

function resultIn(path: string): ActionResult | undefined {
  try {
    return resultOf(jsonOf(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

interface Ended {
  readonly status: number;
  /** What it said on standard error. */
  readonly lines: readonly string[];
}

/** Runs the program without a shell, its words in the log as they come. */
function run(args: readonly string[]): Promise<Ended> {
  const quiet = quietLines();
  process.stdout.write(quiet.begin);
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(process.stdout, { end: false });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    process.stdout.write(chunk);
  });
  return new Promise((resolve) => {
    const end = (status: number, last: string): void => {
      process.stdout.write(`\n${quiet.end}`);
      resolve({ status, lines: `${said}${last}`.split('\n').filter((line) => line !== '') });
    };
    child.on('error', (error) => end(FAILED, `the program cannot be started: ${error.message}`));
    child.on('close', (status, signal) => end(status ?? FAILED, signal === null ? '' : `the program was ended by ${signal}`));
  });
}

/** Outside of a runner there is no such file. */
function append(name: string, text: string): void {
  const path = process.env[name];
  if (path !== undefined && path !== '') appendFileSync(path, text);
}
