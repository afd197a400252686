// The program as its users run it, on an account of a company's size that an emulator holds.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { accountAt, environmentFor, makeAccount } from './support/account.ts';
import { COMPANY_REGIONS, companyAccount, companyBaseline, companyGrants } from './support/company.ts';
import { type Emulator, startEmulator } from './support/emulator.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const python = inject('python');
const why = python.kind === 'missing' ? ` (skipped: ${python.reason})` : '';

describe.runIf(python.kind === 'ready')(`300 repositories and 200 principals in three regions of moto${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-'));
  let moto: Emulator | undefined;
  let account: string;
  let audit: Run;

  beforeAll(async () => {
    if (python.kind === 'missing') return;
    execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')]);
    moto = await startEmulator('moto', python.bin);
    account = await accountAt(moto.url);
    await makeAccount(moto.url, companyAccount(account));
    writeFileSync(join(folder, 'baseline.yaml'), companyBaseline(account));
    audit = await run('audit', '--baseline', 'baseline.yaml');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await moto?.stop();
  });

  /** Does not block: somebody has to read what moto writes. */
  async function run(command: string, ...args: readonly string[]): Promise<Run> {
    const all = [join(ROOT, 'dist/cli/ecr-drift.js'), command, '--format', 'json', '--regions', COMPANY_REGIONS.join(','), ...args];
    const child = spawn(process.execPath, all, { cwd: folder, env: environmentFor(moto?.url ?? ''), stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr, status: child.exitCode };
  }

  test('access: every grant that was given, and no other', async () => {
    const { stdout } = await run('access');
    const { grants } = JSON.parse(stdout) as { readonly grants: readonly Cell[] };
    const found = grants.map(({ region, repository, principal, capability, decision }) =>
      [region, repository, principal, capability, decision].join(' '),
    );
    expect(difference(found, companyGrants(account))).toEqual([]);
  });

  test('audit: the one access that nobody meant to give, in each region, and what moto cannot be asked', () => {
    const { findings } = JSON.parse(audit.stdout) as { readonly findings: readonly Cell[] };
    const drift = findings.filter(({ code }) => code !== 'ECRD-501');
    expect(
      drift.map(({ region, repository, principal, capability }) => [region, repository, principal, capability].join(' ')).sort(),
    ).toEqual(COMPANY_REGIONS.map((region) => `${region} team-03/svc-2 arn:aws:iam::${account}:user/team-03/team-03-member-0 delete`));
    // Three calls that moto does not know, in three regions.
    expect(findings.length - drift.length).toBe(9);
    expect({ status: audit.status, gaps: / ([0-9]+) gaps$/m.exec(audit.stderr)?.[1] }).toEqual({ status: 2, gaps: '9' });
  });

  test('audit: prints what it cost, within the budget', () => {
    const { stderr } = audit;
    const [, calls, retries] = /; ([0-9]+) calls \(.*\), ([0-9]+) retries, /.exec(stderr) ?? [];
    const [repositories, regions, identityPages, single] = [300, COMPANY_REGIONS.length, 1, 2];
    expect(Number(calls) - Number(retries)).toBeLessThanOrEqual(repositories + repositories / 100 + 7 * regions + identityPages + single);
    expect(stderr).toContain('ecr:GetRepositoryPolicy 300,');
    expect(stderr).toContain('iam:GetAccountAuthorizationDetails 1,');
    expect(stderr).toContain('ecr:DescribeRepositories 3,');
  });
});

type Cell = Readonly<Record<string, string | null>>;

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function difference(found: readonly string[], expected: readonly string[]): readonly string[] {
  const missing = expected.filter((grant) => !found.includes(grant)).map((grant) => `missing: ${grant}`);
  const extra = found.filter((grant) => !expected.includes(grant)).map((grant) => `extra: ${grant}`);
  return [...missing, ...extra];
}
