// Adds up the reports in .cache/results, names each test that failed, and prints the last line of a CI run.
// A property runs in several suites, for fewer or more rounds, and a test under each clock: it counts once for each report that it is in.
// usage: ci-summary.ts [check]...   the checks that failed; one without a failed test in its report counts as one failure
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const folder = fileURLToPath(new URL('../.cache/results/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const reports = new Map(files.map((name) => [basename(name, '.json'), readReport(join(folder, name))]));

const failures = new Map([...reports].map(([check, report]) => [check, failuresIn(report)]));
for (const check of process.argv.slice(2))
  if (!isCounted(check)) failures.set(check, [`the suite ended with an error, and no test of its report failed`]);
for (const [check, lines] of failures) for (const line of lines) console.log(`failed in ${check}: ${line}`);

const passed = sum([...reports.values()].map((report) => report.numPassedTests));
const failed = sum([...failures.values()].map((lines) => lines.length));
const skipped = sum([...reports.values()].map((report) => report.numPendingTests + report.numTodoTests));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** A report that was cut off, by a full disk or by whoever ended its suite, is one failure and says which one it is. */
function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const cutOff = { name: path, status: 'failed', message: String(error), assertionResults: [] };
    return { numPassedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [cutOff] };
  }
}

/** Whether a report of the check has a failure: `quick`, or one of several as `clocks-leap-day`. */
function isCounted(check: string): boolean {
  return [...failures].some(([name, lines]) => lines.length > 0 && (name === check || name.startsWith(`${check}-`)));
}

/** A line for each test that failed; a file that could not be loaded has no tests and is one failure. */
function failuresIn({ testResults }: Report): string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failing = assertionResults.filter(({ status }) => status === 'failed');
      if (failing.length === 0) return [`${name}: ${firstLine(message)}`];
      return failing.map(({ fullName, failureMessages }) => `${name} ${fullName}: ${firstLine(failureMessages[0] ?? '')}`);
    });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
