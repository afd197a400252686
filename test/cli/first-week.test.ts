// docs/first-week.md, run as it stands in a folder of its own. UPDATE_GOLDEN=1 writes what the program prints into the page.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLOCK_ENVIRONMENT } from '../support/clock.ts';
import { workplace } from './program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs/first-week.md');
const EXAMPLES = join(ROOT, 'examples/first-week');
/** The day of the page on which a finding is accepted: the program does that by the clock. */
const WEDNESDAY = '2026-11-25';
const DAY_MS = 24 * 60 * 60 * 1000;
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
const FINDING = /ecrd-[a-z2-7]{20}/;

const { path } = workplace();

test('the first week of a team goes as its page says', () => {
  const page = readFileSync(PAGE, 'utf8');
  const rerun = onOneDay((days) => rerunOf(page, prepared(days), days));
  if (process.env['UPDATE_GOLDEN']) writeFileSync(PAGE, rerun);
  expect(rerun).toBe(page);
});

/** The page with what its commands print, as of the page's week; `days` is how long ago that is. */
function rerunOf(page: string, folder: string, days: number): string {
  let finding = '';
  return page.replaceAll(BLOCK, (_, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const transcript = commands.map((command) => {
      const told = command.slice(2).replace('FINDING', finding);
      const printed = run(folder, told.replace(FINDING, finding || '$&'));
      finding ||= FINDING.exec(printed)?.[0] ?? '';
      return `${command.replace('FINDING', finding)}\n${shifted(printed, -days)}`;
    });
    return `\`\`\`console\n${transcript.join('')}\`\`\``;
  });
}

/** Days of the program's clock are in UTC: what began before midnight there is done again after it. */
function onOneDay(make: (days: number) => string): string {
  const days = today();
  const made = make(days);
  return today() === days ? made : make(today());
}

/** A git repository with the snapshots as of this week. */
function prepared(days: number): string {
  const folder = mkdtempSync(join(path, 'week-'));
  cpSync(EXAMPLES, folder, { recursive: true });
  for (const name of readdirSync(EXAMPLES)) writeFileSync(join(folder, name), shifted(readFileSync(join(EXAMPLES, name), 'utf8'), days));
  run(folder, 'git init --quiet');
  return folder;
}

function run(folder: string, command: string): string {
  const program = `"${process.execPath}" "${join(ROOT, 'dist/cli/ecr-drift.js')}"`;
  const names = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Team Shop'],
    [`GIT_${who}_EMAIL`, 'shop@example.com'],
  ]);
  const { stdout, status } = spawnSync('sh', ['-c', `{ ${command.replaceAll('npx ecr-drift', program)}; } 2>&1`], {
    cwd: folder,
    env: { ...CLOCK_ENVIRONMENT, PATH: process.env['PATH'], ...Object.fromEntries(names) },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return status === 0 ? stdout : `${stdout}(exit status ${status})\n`;
}

/** Days between the page's Wednesday and today. */
function today(): number {
  return Math.round((Date.parse(new Date().toISOString().slice(0, 10)) - Date.parse(WEDNESDAY)) / DAY_MS);
}

/** A text with every day in it moved; account ids and policy versions are none. */
function shifted(text: string, days: number): string {
  return text.replaceAll(/\b20(?:2[6-9]|[3-9]\d)-\d{2}-\d{2}(?!\d)/g, (day) =>
    new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10),
  );
}
