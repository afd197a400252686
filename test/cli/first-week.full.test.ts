// docs/first-week.md, run as it stands in a folder of its own. UPDATE_GOLDEN=1 writes what the program prints into the page.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLOCK_ENVIRONMENT } from '../support/clock.ts';
import { workplace } from './support/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs/first-week.md');
const EXAMPLES = join(ROOT, 'examples/first-week');
const CLOCK = fileURLToPath(new URL('../support/fixed-clock.ts', import.meta.url));
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
const FINDING = /ecrd-[a-z2-7]{20}/;
const SNAPSHOT = /--snapshot (\S+)/;

const { path } = workplace();

test('the first week of a team goes as its page says', () => {
  const page = readFileSync(PAGE, 'utf8');
  const folder = prepared();
  let finding = '';
  let time = '';
  const rerun = page.replaceAll(BLOCK, (_, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const transcript = commands.map((command) => {
      time = timeOf(folder, command) ?? time;
      const asked = command.slice(2).replace('FINDING', finding);
      const printed = run(folder, asked.replace(FINDING, finding || '$&'), time);
      finding ||= FINDING.exec(printed)?.[0] ?? '';
      return `${command.replace('FINDING', finding)}\n${printed}`;
    });
    return `\`\`\`console\n${transcript.join('')}\`\`\``;
  });
  if (process.env['UPDATE_GOLDEN']) writeFileSync(PAGE, rerun);
  expect(rerun).toBe(page);
});

/** A git repository with the snapshots. */
function prepared(): string {
  const folder = join(path, 'week');
  mkdirSync(folder);
  cpSync(EXAMPLES, folder, { recursive: true });
  run(folder, 'git init --quiet', '');
  return folder;
}

/** Each snapshot is judged when it was taken; what people then do about it, they do at once. */
function timeOf(folder: string, command: string): string | undefined {
  const [, name] = SNAPSHOT.exec(command) ?? [];
  const { collectedAt } = (name === undefined ? {} : JSON.parse(readFileSync(join(folder, name), 'utf8'))) as {
    readonly collectedAt?: string;
  };
  return collectedAt;
}

function run(folder: string, command: string, time: string): string {
  const program = `"${process.execPath}" --import "${CLOCK}" "${join(ROOT, 'dist/cli/ecr-drift.js')}"`;
  const names = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Team Shop'],
    [`GIT_${who}_EMAIL`, 'shop@example.com'],
  ]);
  const { stdout, status } = spawnSync('sh', ['-c', `{ ${command.replaceAll('npx ecr-drift', program)}; } 2>&1`], {
    cwd: folder,
    env: { ...CLOCK_ENVIRONMENT, PATH: process.env['PATH'], ECR_DRIFT_TEST_TIME: time, ...Object.fromEntries(names) },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return status === 0 ? stdout : `${stdout}(exit status ${status})\n`;
}
