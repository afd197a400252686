// `show`: one cause or finding in whole, judged again or out of a saved audit.
import { describe, expect, test } from 'vitest';
import { auditSchema } from '../../../lib/report/schema.ts';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const { run, file } = workplace();
const SOURCE = ['--snapshot', ACME, '--baseline', ACME_BASELINE];

function audited() {
  const { stdout } = run(['audit', ...SOURCE, '--fail-on', 'never', '--output', 'audit.json']);
  const { causes } = auditSchema.parse(JSON.parse(run(['audit', ...SOURCE, '--fail-on', 'never', '--format', 'json']).stdout));
  const several = causes.find(({ findings }) => findings.length > 1);
  if (!several) throw new Error('no cause of several findings');
  return { stdout, cause: several };
}

/** The command that ends a screen, as a shell takes it. */
function printedCommand(stdout: string): readonly string[] {
  return (/ecr-drift (show .*)/.exec(stdout)?.[1] ?? '').split(' ');
}

describe('show', () => {
  test('is what the first screen says, and has proof, risk, change and commands', () => {
    const { status, stdout, stderr } = run(printedCommand(audited().stdout));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^CRITICAL {2}ECRD-103 ForbiddenAccess, ECRD-307 PrivilegePathToAdmin {2}ecrc-qapfhdnq3idvsjylzohs\n/);
    for (const line of [
      '  risk: whoever has this access, or steals its credentials, can rewrite the policy of the repository: let anybody in, and lock its owners out',
      '  through repository policy, statement 1 (ContractorSelfService)',
      '      -        "ecr:SetRepositoryPolicy"',
    ])
      expect(stdout.split('\n')).toContain(line);
    expect(stdout).toMatch(/^ {4}run: aws ecr set-repository-policy /m);
    expect(stdout).toMatch(/^ {4}keep it instead: /m);
  });

  test('says the same of an audit that is done again and of one that was saved, but for where they are found again', () => {
    const { cause } = audited();
    const again = run(['show', cause.id, ...SOURCE]);
    const saved = run(['show', cause.id, '--audit', 'audit.json']);
    const calm = (text: string) => text.replaceAll(/(?<=ecr-drift accept \S+ ).*/g, '');
    expect({ ...saved, stdout: calm(saved.stdout) }).toEqual({ ...again, stdout: calm(again.stdout) });
  });

  test('knows an id by its beginning, with its kind or without', () => {
    const { cause } = audited();
    const { stdout } = run(['show', cause.id, '--audit', 'audit.json']);
    for (const id of [cause.id.slice(0, 12), cause.id.slice(5, 12)]) expect(run(['show', id, '--audit', 'audit.json']).stdout).toBe(stdout);
  });

  test('of one finding among others has its own words, and says where the others are', () => {
    const { cause } = audited();
    const [, second = ''] = cause.findings;
    const { stdout } = run(['show', second, '--audit', 'audit.json']);
    expect(stdout.split('\n')[0]).toContain(second);
    expect(stdout).toContain(`  one of ${cause.findings.length} findings of ${cause.id}, which \`ecr-drift fix\` ends together\n`);
  });

  test.each<readonly [string, readonly string[], string]>([
    ['an id that nothing has', ['ecrc-zzzzzzzzzzzz', '--audit', 'audit.json'], 'no finding or cause `ecrc-zzzzzzzzzzzz` among'],
    [
      'an audit and what would be read again',
      ['qapfhd', '--audit', 'audit.json', '--snapshot', ACME],
      'leave out what would be read again',
    ],
    [
      'what is no audit',
      ['qapfhd', '--audit', 'no-audit.json'],
      'no-audit.json is no saved audit: make one with ecr-drift audit --output FILE',
    ],
    ['what is no JSON', ['qapfhd', '--audit', 'no-json.json'], 'no-json.json is not JSON'],
  ])('refuses %s in one line', (_, args, message) => {
    audited();
    file('no-audit.json', { findings: [] });
    file('no-json.json', 'audit');
    expectRefusal(run(['show', ...args]), [message]);
  });
});
