// The part of an account in which edits can change what is found about policies.
import type { Account } from '../../access/account/account.ts';
import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { mayTakePaths } from '../../checks/escalation/iam-documents.ts';
import { bitOf } from '../../ecr/actions.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { LocalPrincipal, Repository } from '../../model/snapshot.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { type Edit, isPolicy } from '../policy/edit.ts';
import type { AccessEffect } from './effect.ts';
import type { OpenFindings } from './open-findings.ts';
import { isAboutLocals, isEdited, speaksOf, statementsAt } from './reach.ts';

export interface AffectedPart {
  /** Names of users and roles. */
  readonly principals: ReadonlySet<string>;
  /** ARNs. */
  readonly repositories: ReadonlySet<string>;
  /**
   * Those among them where the edits change something, where that is enough to look at first: what holds of a principal or a registry
   * as soon as it holds at one repository stays as it is where it stays so at these.
   */
  readonly near: ReadonlySet<string> | undefined;
}

/** Undefined where nothing can change. */
export function affectedPart(
  account: Account,
  edits: readonly Edit[],
  effect: AccessEffect,
  { policyFindings }: OpenFindings,
): AffectedPart | undefined {
  const cells = [...effect.lost, ...effect.gained, ...effect.altered, ...effect.lostActions, ...effect.alteredActions];
  const touched = new Set(cells.map(({ subject }) => subject.principal.name));
  const changed = new Set<string>(cells.map(({ repository }) => repository.arn));
  const owners = account.locals.filter(({ principal }) => touched.has(principal.name));
  const about = policyFindings.filter(({ finding }) => isAbout(finding, touched, owners));
  const all = repositoriesOf(account);
  const places = all.filter((each) => changed.has(each.arn) || isEdited(each, edits));
  const judged = places.filter((each) => isEdited(each, edits) || policyFindings.some(({ finding }) => isAt(finding, each)));
  // Where nobody's access changes and what changes is about outsiders, a statement gives the account's own what it gave before.
  const reported = new Set<string>(effect.unreported.map(({ repository }) => repository.arn));
  const giving = judged.filter((each) => changed.has(each.arn) || reported.has(each.arn) || isAboutLocals(account, effect.after, each));
  const isNamed = namedAt(account, judged);
  const speaking = [...new Set(giving.flatMap((each) => statementsAt(account, each)))];
  const isSpokenOf = (subject: Subject): boolean => speaking.some((statement) => speaksOf(statement, subject, account.ground.account));
  const spokenOf = judged.length === 0 ? [] : account.locals.filter((subject) => isNamed(subject) || isSpokenOf(subject));
  const spokenNames = new Set(spokenOf.map(({ principal }) => principal.name));
  const isWide =
    about.length > 0 ||
    owners.some((owner) => mayGainAccess(account, owner)) ||
    edits.some(({ kind }) => kind === 'registryPolicy') ||
    policyFindings.some(({ finding }) => BESIDE_EVERYBODY.has(finding.code) && isAbout(finding, spokenNames, []));
  if (judged.length === 0 && !isWide) return undefined;
  // A finding about access on everything is about all repositories together; the ways to more access begin at any of them.
  const isLocal = edits.every(({ kind }) => kind === 'repositoryPolicy') && about.every(({ finding }) => finding.code === 'ECRD-307');
  // What others have bears on whoever can act as them.
  const paths = new Set(policyFindings.flatMap(({ finding }) => (finding.code === 'ECRD-307' ? [finding.principal] : [])));
  const acting =
    owners.length === 0
      ? []
      : account.locals.filter(
          (subject) => paths.has(subject.principal.name) || (effect.gained.length > 0 && mayGainAccess(account, subject)),
        );
  const holders = account.locals.filter(({ local }) => about.some(({ finding }) => local && holds(local, finding)));
  return {
    principals: new Set([...owners, ...spokenOf, ...holders, ...acting].map(({ principal }) => principal.name)),
    repositories: new Set(
      (isWide || judged.some((each) => policyFindings.some(({ finding }) => isOfRegistry(finding, each))) ? all : places).map(
        ({ arn }) => arn,
      ),
    ),
    near: isLocal ? new Set([...places, ...firstOfEach(account)].map(({ arn }) => arn)) : undefined,
  };
}

/** Findings about many repositories that leave out where somebody has access as everybody has: it may be so where nobody's access changes. */
const BESIDE_EVERYBODY: ReadonlySet<PolicyFinding['code']> = new Set(['ECRD-106', 'ECRD-107']);

/** Who has everything is told by all regions with repositories. */
function firstOfEach({ snapshot }: Account): readonly Repository[] {
  return snapshot.registries.flatMap(({ repositories }) => (repositories.kind === 'present' ? repositories.value.slice(0, 1) : []));
}

/** Of a principal wherever it is, or of a policy that it has. */
function isAbout(finding: PolicyFinding, touched: ReadonlySet<string>, owners: readonly Subject[]): boolean {
  if (finding.repository !== null && finding.repository !== '*') return false;
  return touched.has(finding.principal ?? '') || owners.some(({ local }) => local !== undefined && holds(local, finding));
}

function holds({ policies }: LocalPrincipal, { statement }: PolicyFinding): boolean {
  return statement?.layer === 'identity' && policies.some((part) => isPolicy(part, statement.policy));
}

function isAt(finding: PolicyFinding, { region, name }: Repository): boolean {
  return finding.region === region && (finding.repository === name || finding.repository === null);
}

function isOfRegistry({ region, repository }: PolicyFinding, place: Repository): boolean {
  return repository === null && region === place.region;
}

/** Who is named in the policies of repositories and of their registries, even where that comes to nothing: others than those are left of somebody deleted. */
function namedAt({ snapshot, documents }: Account, repositories: readonly Repository[]): (subject: Subject) => boolean {
  const regions = new Set(repositories.map(({ region }) => region));
  const registries = snapshot.registries.filter(({ region }) => regions.has(region));
  const parts = [...repositories, ...registries].flatMap(({ policy }) => (policy.kind === 'present' ? [policy.value] : []));
  const patterns = parts
    .flatMap((document) => documents.compiled(document, 'resource').written)
    .flatMap(({ source: { principal } }) => (principal.kind === 'every' ? [] : principal.of));
  const names = new Set(patterns.flatMap((each) => principalNamed(each) ?? []));
  return (subject) => namesOf(subject).some((name) => names.has(name));
}

const SET = bitOf('ecr:SetRepositoryPolicy');
const PUT = bitOf('ecr:PutRegistryPolicy');

/** Whoever may write policies has something to gain as soon as something is taken away. */
function mayGainAccess(account: Account, { local }: Subject): boolean {
  const texts = (local?.policies ?? []).flatMap((part) => (part.kind === 'present' ? [part.value] : []));
  return texts.some((document) => {
    const { statements } = account.documents.compiled(document, 'identity').policy;
    const writes = statements.some(({ effect, actions }) => effect === 'Allow' && (hasBit(actions, SET) || hasBit(actions, PUT)));
    return writes || mayTakePaths(account, document, 'identity');
  });
}
