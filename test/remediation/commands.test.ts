import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandOf, quoted } from '../../lib/remediation/commands.ts';
import type { Edit } from '../../lib/remediation/policy/edit.ts';
import { rounds } from '../support/property.ts';

/** The words that a shell makes of a command. */
function wordsOf(command: string): readonly string[] {
  const text = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return text.split('\0').slice(0, -1);
}

const repository: Edit = {
  kind: 'repositoryPolicy',
  region: 'eu-west-1',
  repository: 'team/app',
  before: '{}',
  after: { Version: '2012-10-17', Statement: [{ Sid: 'it\'s $(date) `id` \\ "x"\n', Effect: 'Allow' }] },
};

describe('a command', () => {
  test('is one line of words, whatever a policy holds', () => {
    const command = commandOf(repository);
    expect(command.split('\n')).toHaveLength(1);
    expect(wordsOf(command)).toEqual([
      'aws',
      'ecr',
      'set-repository-policy',
      '--region',
      'eu-west-1',
      '--repository-name',
      'team/app',
      '--policy-text',
      JSON.stringify(repository.after),
    ]);
  });

  test('deletes the policy of which nothing is left', () => {
    expect(commandOf({ ...repository, after: null })).toBe(
      'aws ecr delete-repository-policy --region eu-west-1 --repository-name team/app',
    );
  });

  test('does not take a name that begins with a dash for an option', () => {
    expect(wordsOf(commandOf({ ...repository, repository: '--force', after: null })).at(-1)).toBe('--repository-name=--force');
  });

  test('hides no character from whoever reads it before pasting', () => {
    const after = { Version: '2012-10-17', Statement: [{ Sid: 'a\u202eb\u0007\u009bc\u2028' }] };
    const command = commandOf({ ...repository, after });
    expect(command).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(wordsOf(command).at(-1) ?? '')).toEqual(after);
  });

  test('comes through a shell as it went in', () => {
    const hostile = fc.stringMatching(/^[ -~é漢\n\t]*$/).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (texts) => {
        expect(wordsOf(texts.map(quoted).join(' '))).toEqual(texts);
      }),
      { numRuns: rounds(30) },
    );
  });
});
