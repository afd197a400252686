// The edits that give a principal what it is missing, each where it is best kept: replication in the registry policy, what the
// account's own principals may do in their own policies, everybody else's access in the repository policy.
import type { Account } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { needsLogin } from '../access/matrix/grant-of.ts';
import { actionBit, bitOf, isRegistryAction, namesOf } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS, LOGIN, TOKEN } from '../ecr/capabilities.ts';
import { givingPlaceOf } from '../findings/giving-place.ts';
import { isCapability } from '../model/access.ts';
import type { LocalPrincipal, Repository } from '../model/snapshot.ts';
import { type ActionMask, difference, hasBit, isEmpty, maskOf } from '../policy/logic/mask.ts';
import { isProtected } from './effect/changeable.ts';
import type { EffectInput } from './effect/effect.ts';
import { type DocumentJson, newDocument, type StatementJson, statementsOf } from './policy/document.ts';
import { type Edit, isPolicy } from './policy/edit.ts';
import { inlinePolicy, isInlineOf } from './policy/inline-policy.ts';
import { withoutOrphans } from './policy/orphans.ts';
import { elementsFor } from './policy/principal-edit.ts';
import { sidFor } from './removal/removal.ts';
import { ownManaged, readWritten } from './removal/sources.ts';

/** The actions that give a capability to a principal; a raw action is itself. E15, D10: accounts replicate, principals import from upstream. */
export function actionsFor(capability: string, { local }: Subject): ActionMask {
  if (capability === 'replicate') return maskOf([bitOf(local ? 'ecr:BatchImportUpstreamImage' : 'ecr:ReplicateImage')]);
  const bit = actionBit(capability);
  return isCapability(capability) ? CAPABILITY_ACTIONS[capability] : maskOf(bit === undefined ? [] : [bit]);
}

/** Sets of edits for a capability or a raw action, each enough by itself, the best place first; none where no policy of the account can give it. */
export function givingEdits(
  { account, cells }: EffectInput,
  subject: Subject,
  repository: Repository,
  capability: string,
): readonly (readonly Edit[])[] {
  const { local } = subject;
  if (isRegistryAction(capability)) return local ? identityEdits(account, local, { capability, statements: [tokenLike(capability)] }) : [];
  const has = possible(cells.at(subject, repository).granted);
  const actions = difference(actionsFor(capability, subject), has);
  const login = isCapability(capability) && needsLogin(subject, capability) && !hasBit(has, LOGIN);
  const wanting: Wanting = { capability, actions };
  const place = givingPlaceOf(subject, account.ground.account, capability);
  if (place === 'registry') {
    const edit = registryEdit(account, subject, repository, wanting);
    if (edit) return [[edit]];
    return local ? ownEdits(account, local, repository, { ...wanting, login }) : [];
  }
  const shared = sharedEdits(account, subject, repository, { ...wanting, login });
  return place === 'identity' && local ? [...ownEdits(account, local, repository, { ...wanting, login }), ...shared] : shared;
}

interface Wanting {
  readonly capability: string;
  readonly actions: ActionMask;
}

interface WantingLogin extends Wanting {
  readonly login: boolean;
}

/** In the policies of the principal, the token with it (D7). */
function ownEdits(
  account: Account,
  local: LocalPrincipal,
  { arn }: Repository,
  { capability, actions, login }: WantingLogin,
): readonly (readonly Edit[])[] {
  const base = { Sid: sidFor('Allow', capability), Effect: 'Allow', Action: namesOf(actions), Resource: arn };
  const statements = [...(isEmpty(actions) ? [] : [base]), ...(login ? [tokenLike(TOKEN)] : [])];
  return identityEdits(account, local, { capability: isEmpty(actions) ? TOKEN : capability, statements });
}

/** In the repository policy, the token in a policy of the principal's own: a repository policy cannot give it (D7). */
function sharedEdits(
  account: Account,
  subject: Subject,
  repository: Repository,
  { login, ...wanting }: WantingLogin,
): readonly (readonly Edit[])[] {
  const given = isEmpty(wanting.actions) ? [] : listOf(repositoryEdit(account, subject, repository, wanting));
  const token = login ? listOf(subject.local && inlineEdit(subject.local, TOKEN)) : [];
  return given && token ? [[...given, ...token]] : [];
}

function listOf(edit: Edit | undefined): readonly Edit[] | undefined {
  return edit && [edit];
}

function repositoryEdit(account: Account, subject: Subject, { region, name, policy }: Repository, wanting: Wanting): Edit | undefined {
  const place = { kind: 'repositoryPolicy', region, repository: name } as const;
  const after = withStatement(account, policy, resourceStatement(account, subject, wanting));
  return after && { ...place, ...after };
}

/** E15: what lets another account replicate stands in the registry policy, for the repositories that it names. */
function registryEdit(account: Account, subject: Subject, { region, arn }: Repository, wanting: Wanting): Edit | undefined {
  const policy = account.snapshot.registries.find((each) => each.region === region)?.policy;
  const after = policy && withStatement(account, policy, { ...resourceStatement(account, subject, wanting), Resource: arn });
  return after && { kind: 'registryPolicy', region, ...after };
}

function resourceStatement({ ground }: Account, subject: Subject, { capability, actions }: Wanting): StatementJson {
  const { Principal, Condition } = elementsFor(subject.principal.name, ground.partition);
  const base = { Sid: sidFor('Allow', capability), Effect: 'Allow', Principal, Action: namesOf(actions) };
  return Condition ? { ...base, Condition } : base;
}

/** Undefined where what is there was not read. */
function withStatement(
  account: Account,
  policy: Repository['policy'],
  statement: StatementJson,
): { readonly before: string | undefined; readonly after: DocumentJson | null } | undefined {
  if (policy.kind === 'absent') return { before: undefined, after: newDocument(statement) };
  const written = readWritten(policy, 'resource');
  return written && { before: written.text, after: withoutOrphans(account, appended(written.document, [statement])).document };
}

interface Giving {
  readonly capability: string;
  readonly statements: readonly StatementJson[];
}

/** In one of the principal's own policies that already speaks of ECR, or else in a new inline policy. */
function identityEdits(account: Account, local: LocalPrincipal, { capability, statements }: Giving): readonly (readonly Edit[])[] {
  if (isProtected(local)) return [];
  const existing = local.policies.flatMap((part): readonly Edit[] => {
    const written = readWritten(part, 'identity');
    if (part.kind !== 'present' || !written || !speaksOfEcr(written.document)) return [];
    const [{ ref }, before, after] = [part.value, written.text, appended(written.document, statements)];
    if (isInlineOf(ref, local)) return [{ kind: 'inlinePolicy', principal: local, policy: ref.name, before, after }];
    const own = ownManaged(account, local, ref);
    return own === undefined ? [] : [{ kind: 'managedPolicy', arn: own, before, after }];
  });
  const policy = `ecr-drift-${capability.slice(capability.indexOf(':') + 1)}`;
  const isTaken = local.policies.some((part) => isPolicy(part, inlinePolicy(policy, local)));
  const [first, ...others] = statements;
  const fresh = first && { ...newDocument(first), Statement: [first, ...others] };
  const added: readonly Edit[] =
    fresh && !isTaken ? [{ kind: 'inlinePolicy', principal: local, policy, before: undefined, after: fresh }] : [];
  return [...existing, ...added].map((edit) => [edit]);
}

function speaksOfEcr(document: DocumentJson): boolean {
  return statementsOf(document).some(({ Effect: effect, Action: action }) => {
    const texts = [action ?? []].flat().filter((text) => typeof text === 'string');
    return effect === 'Allow' && texts.some((text) => text.toLowerCase().startsWith('ecr:'));
  });
}

/** The document with statements at its end; a Sid occurs once. */
function appended(document: DocumentJson, added: readonly StatementJson[]): DocumentJson {
  const statements = [...statementsOf(document)];
  for (const each of added) statements.push(withFreeSid(each, statements));
  return { ...document, Statement: statements };
}

function withFreeSid(statement: StatementJson, others: readonly StatementJson[]): StatementJson {
  const taken = new Set(others.map((each) => each['Sid']));
  const { Sid: sid, ...rest } = statement;
  if (!taken.has(sid)) return statement;
  const numbers = Array.from({ length: taken.size + 1 }, (_, at) => `${String(sid)}${at + 2}`);
  return { Sid: numbers.find((each) => !taken.has(each)), ...rest };
}

function tokenLike(action: string): StatementJson {
  return { Sid: sidFor('Allow', action), Effect: 'Allow', Action: action, Resource: '*' };
}

/** An action without resource, in a policy of the principal's own (B13). */
export function inlineEdit(principal: LocalPrincipal, action: string): Edit | undefined {
  if (isProtected(principal)) return undefined;
  const policy = `ecr-drift-${action.slice(action.indexOf(':') + 1)}`;
  const existing = principal.policies.find((part) => isPolicy(part, inlinePolicy(policy, principal)));
  const before = existing?.kind === 'present' ? existing.value.text : undefined;
  return { kind: 'inlinePolicy', principal, policy, before, after: newDocument(tokenLike(action)) };
}
