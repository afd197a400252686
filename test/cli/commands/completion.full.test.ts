// The scripts of `completion`, run by the shells that they are for.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsBelow, program } from '../../../lib/cli/program.ts';
import { formatsOf } from '../../../lib/report/index.ts';
import { expectRefusal, workplace } from '../support/program.ts';

const { run, file, path } = workplace();

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** What a shell prints of a script in which `$SCRIPT` is the completion. */
function printedBy(shell: 'bash' | 'zsh' | 'fish', script: string): readonly string[] {
  const completion = file(`completion.${shell}`, run(['completion', shell]).stdout);
  const name = file(`test.${shell}`, script);
  const plain = { bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config'] }[shell];
  const { stdout, stderr, status } = spawnSync(shell, [...plain, join(path, name)], {
    cwd: path,
    env: { PATH: process.env['PATH'], HOME: path, SCRIPT: join(path, completion), TERM: 'dumb' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').slice(0, -1);
}

const NAMES = program({ exit: 0 }).commands.map((command) => command.name());

/** The words before the cursor, and what is offered there. */
const OFFERED: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [[''], NAMES],
  [['aud'], ['audit']],
  [['audit', '--format', ''], [...formatsOf('audit')]],
  [['audit', '--fail-on', 'c'], ['critical']],
  [
    ['baseline', ''],
    ['capture', 'lint', 'diff', 'publish'],
  ],
  [
    ['baseline', 'capture', '--as', ''],
    ['rules', 'lock'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['alert', ''], ['test']],
];

describe.skipIf(!has('bash'))('bash (skipped where there is none)', () => {
  const asked = (words: readonly string[]): string => {
    const list = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(ecr-drift ${list}); COMP_CWORD=${words.length}; COMPREPLY=(); _ecr_drift; echo "\${COMPREPLY[*]}"`;
  };
  const offers = (all: readonly (readonly string[])[]) => printedBy('bash', ['source "$SCRIPT"', ...all.map(asked), ''].join('\n'));

  test('offers what may come next', () => {
    expect(offers(OFFERED.map(([words]) => words))).toEqual(OFFERED.map(([, offered]) => offered.join(' ')));
  });

  test('knows values that are joined to their option, and leaves files to the shell', () => {
    const asking = [
      ['audit', '--format', '=', 'ma'],
      ['audit', '--snapshot', ''],
      ['baseline', 'lint', ''],
    ];
    expect(offers(asking)).toEqual(['markdown', '', '']);
  });

  test('offers every option of every command, and no other', () => {
    const paths = pathsOf();
    const options = paths.map(({ options: own }) => own.join(' '));
    expect(offers(paths.map(({ names }) => [...names, '--']))).toEqual(options);
  });
});

/** Each command by the words that lead to it, with its options. */
function pathsOf(): readonly { readonly names: readonly string[]; readonly options: readonly string[] }[] {
  return commandsBelow(program({ exit: 0 })).map((command) => {
    const names: string[] = [];
    for (let each: typeof command | null = command; each?.parent; each = each.parent) names.unshift(each.name());
    const own = command.options.flatMap(({ long }) => long ?? []);
    return { names, options: [...own, ...(names.length === 0 ? [] : ['--debug', '--no-color']), '--help'] };
  });
}

describe.skipIf(!has('fish'))('fish (skipped where there is none)', () => {
  test('offers what may come next', () => {
    const lines = OFFERED.map(([words]) => `echo (complete -C 'ecr-drift ${words.join(' ')}' | string replace -r '\\t.*' '')`);
    const printed = printedBy('fish', ['source $SCRIPT', ...lines, ''].join('\n'));
    expect(printed.map((line) => line.split(' ').toSorted())).toEqual(OFFERED.map(([, offered]) => offered.toSorted()));
  });
});

/** Only somebody who types gets completions of zsh: a machine without pseudo-terminals has nobody who does. */
function hasTerminalOfZsh(): boolean {
  return spawnSync('zsh', ['-f', '-c', 'zmodload zsh/zpty && zpty probe true && zpty -d probe']).status === 0;
}

describe.skipIf(!hasTerminalOfZsh())('zsh (skipped where there is none, or no pseudo-terminal)', () => {
  const TYPED: readonly (readonly [typed: string, meant: string])[] = [
    ['ecr-drift comp', 'completion'],
    ['ecr-drift audit --fail-on=cri', 'audit --fail-on=critical'],
    ['ecr-drift audit --format ma', 'audit --format markdown'],
    ['ecr-drift baseline cap', 'baseline capture'],
    ['ecr-drift baseline capture --as l', 'baseline capture --as lock'],
    ['ecr-drift completion f', 'completion fish'],
    ['ecr-drift alert t', 'alert test'],
    ['ecr-drift audit --snapshot completion.z', 'audit --snapshot completion.zsh'],
  ];

  test('finishes what somebody has begun to type', () => {
    const start = `PROMPT=; autoload -U compinit && compinit -u -D; source $SCRIPT; ecr-drift() { print -r -- "RAN:$*:" }; print REA''DY`;
    const lines = TYPED.map(
      ([typed]) => `zpty -w -n shell '${typed}'$'\\t\\n'; zpty -r shell line '*RAN:*:*'; print -r -- "\${\${line##*RAN:}%%:*}"`,
    );
    const script = [
      'zmodload zsh/zpty',
      'zpty shell zsh -f -i',
      `zpty -w shell ${quoted(start)}`,
      "zpty -r shell line '*READY*'",
      ...lines,
      'zpty -d shell',
      '',
    ];
    expect(printedBy('zsh', script.join('\n'))).toEqual(TYPED.map(([, meant]) => meant));
  });
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

test('of another shell is refused in one line', () => {
  expectRefusal(run(['completion', 'powershell']), ["'powershell' is invalid for argument 'shell'", 'use bash, zsh, fish']);
});
