// Runs the suites that read a clock, or dates, at other times and in other time zones: libfaketime moves the clock of every process.
// usage: clocks.ts [path]...   test files or folders instead of those below
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Clock {
  readonly name: string;
  /** The day of the run is today in UTC. */
  readonly at: (today: string) => string;
  readonly zone: string;
  /** The folders and files below `test` that run at this time. */
  readonly suites: readonly string[];
}

/**
 * Far from midnight in UTC, so that no run sees two days. Each day is tried in a zone far east or far west of it, where it is another day already,
 * or still. What holds on one strange day and today holds on others: each suite has one. The engine (test/policy) is pure: test/architecture holds it to that.
 */
const CLOCKS: readonly Clock[] = [
  {
    name: 'next-spring',
    at: (today) => `${Number(today.slice(0, 4)) + 1}-04-15T18:00:00Z`,
    zone: 'Pacific/Kiritimati',
    suites: [
      ...['audit/', 'events/', 'lifecycle/', 'notify/'],
      ...['collect/', 'deployment/', 'client/start', 'server/s3', 'server/sts'].map((name) => `aws/${name}`),
      ...['edit/', 'parse/', 'read/date', 'review/'].map((name) => `baseline/${name}`),
    ],
  },
  {
    name: 'leap-day',
    at: () => '2028-02-29T06:00:00Z',
    zone: 'Pacific/Pago_Pago',
    suites: [
      'functions/',
      'checks/baseline-health/',
      ...['commands/audit', 'commands/baseline', 'first-week'].map((name) => `cli/${name}`),
    ],
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const results = fileURLToPath(new URL('../.cache/results/', import.meta.url));
const wanted = process.argv.slice(2);

mkdirSync(results, { recursive: true });
rmSync(reportOf('none'), { force: true });
process.exitCode = isInstalled() ? CLOCKS.map(runAt).find((status) => status !== 0) : skip();

function isInstalled(): boolean {
  return spawnSync('faketime', ['--version']).status === 0;
}

/** The exit status of the suites under one clock. */
function runAt({ name, at, zone, suites }: Clock): number {
  const now = new Date();
  const moment = at(now.toISOString().slice(0, 10));
  console.log(`\nclock ${name}: ${moment}, TZ=${zone}`);
  // An offset, not a moment: each process counts from the machine's clock, so that all of them agree.
  const offset = `${Math.round((Date.parse(moment) - now.getTime()) / 1000)}s`;
  const vitest = [
    'vitest',
    'run',
    '--config',
    'vitest.clocks.config.ts',
    `--outputFile.json=${reportOf(name)}`,
    ...(wanted.length > 0 ? wanted : suites.map((suite) => `test/${suite}`)),
  ];
  const { status, error } = spawnSync('faketime', ['-f', offset.startsWith('-') ? offset : `+${offset}`, ...vitest], {
    cwd: root,
    // Time outs are of the machine's clock: only what day and hour it is has changed. What properties find does not hang on the day: few rounds do.
    env: { PROPERTY_TIMES: '0.1', ...process.env, TZ: zone, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  return status ?? 1;
}

/** One skipped test for each clock, in the form that the summary of a CI run adds up. */
function skip(): number {
  console.log(`skipped: ${CLOCKS.map(({ name }) => name).join(', ')}: \`faketime\` is not installed (apt-get install faketime)`);
  const report = { numPassedTests: 0, numPendingTests: CLOCKS.length, numTodoTests: 0, testResults: [] };
  writeFileSync(reportOf('none'), JSON.stringify(report));
  return 0;
}

function reportOf(name: string): string {
  return `${results}clocks-${name}.json`;
}
