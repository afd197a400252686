// A small account that is audited again and again, and what tests ask of each run.
import { judgeSnapshot } from '../../lib/audit.ts';
import { type Followed, followFindings } from '../../lib/lifecycle/follow.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { Baseline, Exception, ExceptionMatch, PrincipalSelector, Rule, RuleEntry } from '../../lib/model/baseline.ts';
import { type AccountId, type Digest, type FindingId, type Instant, instant } from '../../lib/model/ids.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState, KnownFinding, Observed } from '../../lib/model/state.ts';
import { identity, present, read, region, repository, role, snapshotFile } from '../snapshot/support/files.ts';

export const ACCOUNT = '111111111111' as AccountId;
export const OTHER = 'account:222222222222';
const START = at('2026-11-01');

/** Midnight of a day; a test has no clock. */
export function at(day: string): Instant {
  const found = instant(day.includes('T') ? day : `${day}T00:00:00Z`);
  if (!found) throw new Error(`no time: ${day}`);
  return found;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

export function statements(...of: readonly object[]): object {
  return { Version: '2012-10-17', Statement: of };
}

export const PULLING = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
export const LOGIN = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

/** A role with one inline policy. */
export function roleWith(name: string, ...of: readonly object[]) {
  return role(name, { RolePolicyList: [{ PolicyName: 'Own', PolicyDocument: statements(...of) }] });
}

/** Allows another account to pull. */
export function sharing(principal: string | readonly string[] = '222222222222', fields: object = {}) {
  return present(statements({ Sid: 'Share', Effect: 'Allow', Principal: { AWS: principal }, Action: PULLING, ...fields }));
}

export function pulling(name: string, ...repositories: readonly string[]) {
  const resources = repositories.map((each) => (each === '*' ? '*' : `arn:aws:ecr:*:${ACCOUNT}:repository/${each}`));
  return roleWith(name, LOGIN, { Sid: 'Pull', Effect: 'Allow', Action: PULLING, Resource: resources });
}

export interface Shape {
  readonly roles?: readonly object[];
  readonly repositories?: readonly object[];
  /** Fields of the one region beside its repositories, and of the file. */
  readonly regional?: Readonly<Record<string, unknown>>;
  readonly regions?: readonly object[];
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly collectedAt?: string;
}

export function account(shape: Shape): AccountSnapshot {
  return read(accountFile(shape));
}

/** One region, us-east-1, unless `regions` says otherwise. */
export function accountFile({ roles = [], repositories = [], regional = {}, regions, fields = {}, collectedAt }: Shape) {
  return snapshotFile({
    identity: present(identity({ RoleDetailList: roles })),
    regions: regions ?? [region('us-east-1', repositories, regional)],
    collectedAt: collectedAt ?? START,
    ...fields,
  });
}

/** `app` is shared with another account and pulled by `dev`; `web` is pulled by `dev`; `ops` pulls everything. */
export const TYPICAL: Shape = {
  roles: [pulling('dev', 'team/app', 'team/web'), pulling('ops', '*')],
  repositories: [repository('team/app', { policy: sharing() }), repository('team/web')],
};

const HERE = { file: 'baseline/a.yaml', line: 1 };

export function entry(fields: Partial<RuleEntry>): RuleEntry {
  return {
    verb: 'allow',
    principals: [],
    capabilities: [],
    policy: undefined,
    when: [],
    expires: undefined,
    except: [],
    reason: undefined,
    owner: undefined,
    ticket: undefined,
    at: HERE,
    ...fields,
  };
}

export function rule(id: string, names: readonly string[], ...entries: readonly RuleEntry[]): Rule {
  return { id, owner: undefined, repositories: { names, accounts: [], regions: [], tags: [] }, entries, at: HERE };
}

export function arn(glob: string): PrincipalSelector {
  return { kind: 'arn', glob };
}

export function allowing(principal: string, capability = 'pull'): RuleEntry {
  return entry({ principals: [arn(principal)], capabilities: [capability] });
}

/** A rule about everything that allows nobody anything, so that every grant is drift by itself. */
const NOTHING = rule('nothing', ['**'], allowing(roleArn('nobody'), 'list'));

export function baseline(fields: Partial<Baseline> = {}): Baseline {
  return {
    path: 'baseline',
    sha256: 'f'.repeat(64) as Digest,
    rules: [NOTHING],
    exceptions: [],
    lock: [],
    hasLock: false,
    reviews: [],
    maxExceptionDays: 400,
    ...fields,
  };
}

/** The baseline that also allows a principal to pull. */
export function alsoAllowing(selector: PrincipalSelector, names: readonly string[] = ['**']): Baseline {
  return baseline({ rules: [NOTHING, rule('also', names, entry({ principals: [selector], capabilities: ['pull'] }))] });
}

export function exception(match: Partial<ExceptionMatch> & Pick<ExceptionMatch, 'kind'>, expires: string, id = 'EXC-1'): Exception {
  const whole = { code: undefined, repositories: [], principals: [], capabilities: [], ...match } as ExceptionMatch;
  return { id, match: whole, reason: 'because', owner: 'team', ticket: undefined, expires: at(expires), at: HERE };
}

export interface Day {
  readonly snapshot: AccountSnapshot;
  readonly baseline?: Baseline | undefined;
  readonly known?: AccountState;
  readonly now?: Instant;
}

/** Audits a snapshot and follows its drift; `baseline: undefined` is none, left out it allows nothing. */
export function follow(day: Day): Followed {
  const { snapshot, known = emptyState(snapshot.account), now = snapshot.collectedAt } = day;
  const intent = 'baseline' in day ? day.baseline : baseline();
  const { matrix, findings } = judgeSnapshot(snapshot, intent);
  return followFindings({ matrix, findings: findings.filter(({ drift }) => drift.kind !== 'hygiene'), baseline: intent, known, now });
}

/** `resolved access-removed ECRD-202 account:222222222222 team/app pull`, sorted. */
export function told({ events }: Pick<Followed, 'events'>): readonly string[] {
  return events.map(({ kind, finding }) => [kind, ...becauseOf(finding), nameOf(finding)].join(' ')).sort();
}

function becauseOf(finding: KnownFinding): readonly string[] {
  return finding.state === 'resolved' ? [finding.because] : [];
}

/** `ECRD-202 account:222222222222 team/app pull`; of the account's own principals only the name. */
export function nameOf({ code, principal, repository: name, capability, part }: Observed): string {
  const who = principal?.replace(/^arn:aws:iam::111111111111:/, '');
  return [code, who, name, capability, part?.name].filter((each) => each !== null && each !== undefined).join(' ');
}

/** The state of every finding that is not over, by its name. */
export function standing({ state }: Pick<Followed, 'state'>): Readonly<Record<string, string>> {
  return Object.fromEntries(state.findings.flatMap((finding) => (finding.state === 'resolved' ? [] : [[nameOf(finding), finding.state]])));
}

export function observed(fields: Partial<Observed> = {}): Observed {
  return {
    id: `ecrd-${'a'.repeat(20)}` as FindingId,
    code: 'ECRD-202',
    severity: 'high',
    region: 'us-east-1',
    repository: 'team/app',
    principal: OTHER,
    principalId: null,
    capability: 'pull',
    part: null,
    regions: [],
    unreadOrganization: [],
    evidence: 'e'.repeat(64) as Digest,
    causeId: null,
    cause: 'repository policy of team/app in us-east-1',
    message: 'account:222222222222 can pull from team/app in us-east-1: no rule allows it',
    ...fields,
  };
}
