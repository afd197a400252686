import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { acceptCommand, type ExceptOptions, exceptCommand, type FindingRef, findingsIn } from '../../../lib/cli/commands/accept.ts';
import { type CaptureOptions, captureCommand, diffCommand, lintCommand } from '../../../lib/cli/commands/baseline.ts';
import { loadSnapshot } from '../../../lib/cli/input/inputs.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { standardStreams } from '../support/standard-streams.ts';

const said = standardStreams();

const NOW = '2026-11-22T08:00:00Z' as Instant;
const ACME = 'examples/acme/snapshot.json';
const FINDING: FindingRef = { id: 'ecrd-bbbbbbbbbbbbbbbbbbbb', code: 'ECRD-202', message: 'account:333333333333 can pull', state: 'open' };
const RULES =
  'apiVersion: ecr-drift/v1\nkind: AccessPolicy\n# ours\nrules: [{ id: r, repositories: ["a/**"], allow: [{ principals: [public], capabilities: [pull] }] }]\n';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecr-drift-'));
  writeFileSync(join(folder, 'rules.yaml'), RULES);
});

describe('capture', () => {
  test('prints rules, or writes them into a folder, but never over a file that people may have changed', () => {
    const options = { snapshot: ACME, as: 'rules', output: undefined, allowPartial: false } as const;
    expect(capture(options)).toBe(0);
    expect(said.out).toContain('  - id: everywhere\n');
    expect(capture({ ...options, output: folder })).toBe(0);
    expect(readFileSync(join(folder, 'captured.yaml'), 'utf8')).toBe(said.out);
    expect(() => capture({ ...options, output: folder })).toThrow(/captured\.yaml is there already/);
  });

  test('writes a lock over the lock of before', () => {
    const output = `${join(folder, 'new')}/`;
    for (const _ of [1, 2]) expect(capture({ snapshot: ACME, as: 'lock', output, allowPartial: false })).toBe(0);
    expect(readFileSync(join(folder, 'new', 'access.lock.jsonl'), 'utf8').split('\n')[0]).toContain('lockVersion');
  });

  test('refuses an incomplete scan, naming the parts, and takes the complete regions when told to', () => {
    const snapshot = join(folder, 'snapshot.json');
    writeFileSync(snapshot, JSON.stringify(withUnreadPolicy(JSON.parse(readFileSync(ACME, 'utf8')))));
    const options = { snapshot, as: 'rules', output: undefined } as const;
    expect(() => capture({ ...options, allowPartial: false })).toThrow(
      /the scan is incomplete.*repository policy of .* in us-east-1 \(AccessDenied\).*--allow-partial/,
    );
    expect(capture({ ...options, allowPartial: true })).toBe(3);
    expect(said.err).toMatch(/not captured: us-east-1, because of repository policy of/);
    expect(said.out).not.toContain('us-east-1');
  });
});

describe('lint', () => {
  test('says where a baseline is wrong', () => {
    writeFileSync(join(folder, 'rules.yaml'), RULES.replace('pull', 'pul'));
    expect(lintCommand({ path: folder, now: NOW })).toBe(1);
    expect(said.out).toContain(`${join(folder, 'rules.yaml')}:4: unknown capability \`pul\`: did you mean \`pull\`?\n`);
  });

  test('tells what could be better in a valid one', () => {
    expect(lintCommand({ path: folder, now: NOW })).toBe(0);
    expect(said.out).toBe(
      `${join(folder, 'rules.yaml')}:4: note: nobody answers for rule \`r\`: give it an \`owner\`, or the document a \`metadata.owner\`\nvalid: 1 rule, 0 exceptions, 0 locked grants\n`,
    );
  });
});

test('diff tells what a baseline says that another does not', () => {
  const after = join(folder, 'after.yaml');
  writeFileSync(after, RULES.replace('pull', 'pull, push'));
  expect(diffCommand({ before: join(folder, 'rules.yaml'), after, output: undefined })).toBe(0);
  expect(said.out).toContain('### Newly allowed\n\n- `public`: **push** on `a/**`\n');
});

describe('accept', () => {
  const terms = { reason: 'partner integration test', owner: 'team-a', ticket: 'SEC-1', expires: '90d', now: NOW };

  test('writes an exception for a finding, and shows the change and the date', () => {
    expect(acceptCommand({ ...terms, baseline: folder, finding: FINDING.id }, [FINDING])).toBe(0);
    const file = join(folder, 'exceptions.yaml');
    expect(said.out.split('\n')).toEqual([
      '--- /dev/null',
      `+++ ${file}`,
      '@@ -0,0 +1,10 @@',
      ...readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}`),
      'ECRD-202 ecrd-bbbbbbbbbbbbbbbbbbbb is accepted until 2027-02-20: account:333333333333 can pull',
      '',
    ]);
  });

  test('a baseline that is one file takes the exception itself, its comments kept', () => {
    const file = join(folder, 'rules.yaml');
    acceptCommand({ ...terms, baseline: file, finding: FINDING.id }, [FINDING]);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^apiVersion: ecr-drift\/v1\nkind: AccessPolicy\n# ours\nrules: .*\n---\napiVersion: .*\nkind: Exception\nitems:\n {2}- id: /,
    );
  });

  test.each([
    [
      'an unknown finding',
      { finding: 'ecrd-bbbbbbbbbbbbbbbbbbba' },
      /no finding .* among the 1 that are known: did you mean `ecrd-bbbbbbbbbbbbbbbbbbbb`\?/,
    ],
    ['a date in the past', { expires: '2026-01-01' }, /`2026-01-01` is over already/],
    [
      'a reason that is none',
      { reason: 'because' },
      /^not written, because the baseline would be invalid: `because` is too short for a reason/,
    ],
  ])('%s changes nothing', (_, change, reason) => {
    expect(() => acceptCommand({ ...terms, baseline: folder, finding: FINDING.id, ...change }, [FINDING])).toThrow(reason);
    expect(existsSync(join(folder, 'exceptions.yaml'))).toBe(false);
  });

  test('what is accepted already, or resolved, cannot be accepted', () => {
    const accept = (state: FindingRef['state']): unknown =>
      acceptCommand({ ...terms, baseline: folder, finding: FINDING.id }, [{ ...FINDING, state }]);
    expect(() => accept('resolved')).toThrow(/is resolved: there is nothing to accept/);
    accept('open');
    expect(() => accept('accepted')).toThrow(/exception `ecrd-bbbbbbbbbbbbbbbbbbbb` is for the same and holds until 2027-02-20T23:59:59Z/);
  });

  test('an invalid baseline is not edited', () => {
    writeFileSync(join(folder, 'rules.yaml'), RULES.replace('pull', 'pul'));
    expect(() => acceptCommand({ ...terms, baseline: folder, finding: FINDING.id }, [FINDING])).toThrow(/unknown capability `pul`/);
  });

  test('except writes an exception for whatever a selector means', () => {
    const options: ExceptOptions = {
      ...terms,
      baseline: folder,
      code: 'ECRD-202',
      repositories: ['payments/**'],
      principals: ['account:333333333333'],
      capabilities: [],
    };
    expect(exceptCommand(options)).toBe(0);
    expect(readFileSync(join(folder, 'exceptions.yaml'), 'utf8')).toContain(
      '  - id: ecrd-202-payments\n    match:\n      code: ECRD-202\n      repositories: [ "payments/**" ]\n      principals: [ "account:333333333333" ]\n',
    );
    expect(said.out).toContain('findings like that are accepted until 2027-02-20\n');
    expect(() => exceptCommand({ ...options, code: undefined, repositories: [], principals: [] })).toThrow(
      /an exception accepts findings of one code, and not all of them/,
    );
  });
});

describe('where findings are looked up', () => {
  test('in a saved audit', () => {
    const audit = join(folder, 'audit.json');
    writeFileSync(audit, JSON.stringify({ schemaVersion: 1, findings: [{ ...FINDING, severity: 'high' }] }));
    expect(findingsIn({ audit, state: undefined })).toEqual([FINDING]);
    writeFileSync(audit, '{');
    expect(() => findingsIn({ audit, state: undefined })).toThrow(/is not JSON/);
    writeFileSync(audit, '{}');
    expect(() => findingsIn({ audit, state: undefined })).toThrow(/is no saved audit/);
  });

  test('in the state of all accounts of a folder', () => {
    const state = join(folder, 'state');
    mkdirSync(state);
    writeFileSync(
      join(state, '111111111111.json'),
      JSON.stringify({ schemaVersion: 1, account: '111111111111', collectedAt: null, findings: [], unsent: [] }),
    );
    expect(findingsIn({ audit: undefined, state })).toEqual([]);
    writeFileSync(join(state, '222222222222.json'), '{}');
    expect(() => findingsIn({ audit: undefined, state })).toThrow(/222222222222\.json is no state of ecr-drift/);
  });

  test('in one of the two', () => {
    expect(() => findingsIn({ audit: undefined, state: undefined })).toThrow(/say where the finding is/);
    expect(() => findingsIn({ audit: undefined, state: join(folder, 'nowhere') })).toThrow(/no such folder/);
  });
});

interface Snapshot {
  readonly regions: readonly { readonly region: string; readonly repositories: { readonly value: readonly object[] } }[];
}

function capture({ snapshot, ...options }: CaptureOptions & { readonly snapshot: string }): number {
  return captureCommand(loadSnapshot(snapshot), options);
}

function withUnreadPolicy(file: Snapshot): unknown {
  const policy = { status: 'unknown', error: { code: 'AccessDenied' } };
  const regions = file.regions.map((region) => {
    if (region.region !== 'us-east-1') return region;
    const [first, ...others] = region.repositories.value;
    return { ...region, repositories: { ...region.repositories, value: [{ ...first, policy }, ...others] } };
  });
  return { ...file, regions };
}
