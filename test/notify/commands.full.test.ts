// The commands of messages, pasted into a shell as they stand: with the real program, and an `aws` that has the bucket in a folder.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseBaseline } from '../../lib/baseline/parse/parse.ts';
import { workplace } from '../cli/support/program.ts';
import { CLOCK_ENVIRONMENT } from '../support/clock.ts';
import { days, INTENT, OUTSIDER, type Sent } from './support/days.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/ecr-drift.js', import.meta.url));
const { path, file } = workplace();

/** A folder with the baseline, in which `aws` copies the stored audit and keeps every other call, and `npx` is the program. */
function desk(name: string, { report }: Sent) {
  const folder = join(path, name);
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  file(`${name}/baseline/team.yaml`, INTENT);
  file(`${name}/stored.json`, report);
  const script = (of: string, text: string) => {
    writeFileSync(join(bin, of), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, of), 0o755);
  };
  script('aws', `if [ "$1 $2" = "s3 cp" ]; then echo "$3" > asked; cp stored.json "$4"; else printf '%s\\n' "$@" > called; fi`);
  script('npx', `shift; exec "${process.execPath}" "${PROGRAM}" "$@"`);
  return {
    paste: (command: string) =>
      spawnSync('sh', ['-c', command], {
        cwd: folder,
        env: { ...CLOCK_ENVIRONMENT, PATH: `${bin}:${process.env['PATH']}` },
        encoding: 'utf8',
      }),
    read: (of: string) => readFileSync(join(folder, of), 'utf8'),
  };
}

/** The commands of a mail and of a Slack post by what they do. */
function commandsOf({ mail, posts }: Sent, what: 'keep' | 'undo'): readonly string[] {
  const inMail = [...(mail?.body ?? '').matchAll(new RegExp(`^ {2}${what}: ((?:aws|npx) .*)$`, 'gm'))].map(([, command = '']) => command);
  const texts = posts.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'section' ? [block.text.text] : [])));
  const label = what === 'keep' ? 'Keep' : 'Undo';
  const inSlack = texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`^\\*${label}\\*: \`(.*)\`$`, 'gm'))].map(([, command = '']) => command),
  );
  // What Slack shows and copies.
  return [...inMail, ...inSlack.map((command) => command.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))];
}

test('what keeps a finding works as it is pasted: out of the mail and out of Slack', async () => {
  const day = days();
  await day('2026-11-21');
  const sent = await day('2026-11-22', { outsiders: [OUTSIDER] });
  const commands = commandsOf(sent, 'keep');
  expect(commands).toHaveLength(2);
  expect(new Set(commands).size).toBe(1);
  const { paste, read } = desk('keep', sent);
  const { status, stdout, stderr } = paste(commands[0] ?? '');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/ECRD-202 ecrd-\w+ is accepted until /);
  expect(read('asked')).toBe('s3://ecr-drift-prod-111111111111-us-east-1/reports/111111111111/2026-11-22T06-00-00Z.json\n');
  const exceptions = { path: 'baseline/exceptions.yaml', text: read('baseline/exceptions.yaml') };
  expect(parseBaseline('baseline', [{ path: 'baseline/team.yaml', text: INTENT }, exceptions]).kind).toBe('baseline');
});

test('what undoes a finding is one call of AWS, as it is pasted', async () => {
  const day = days();
  await day('2026-11-21');
  const sent = await day('2026-11-22', { each: 1 });
  const commands = commandsOf(sent, 'undo');
  expect(new Set(commands).size).toBe(1);
  const { paste, read } = desk('undo', sent);
  expect(paste(commands[0] ?? '').status).toBe(0);
  expect(read('called').trim().split('\n')).toEqual([
    'ecr',
    'delete-repository-policy',
    '--region',
    'us-east-1',
    '--repository-name',
    'team/each-0',
  ]);
});
