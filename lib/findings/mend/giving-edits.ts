// The edits that give a principal what it is missing: a statement of the repository policy, and the token in a policy of its own.
import type { Account } from '../../access/account.ts';
import { actionBit, isRegistryAction } from '../../access/actions.ts';
import { CAPABILITY_ACTIONS } from '../../access/capabilities.ts';
import { needsLogin } from '../../access/grants.ts';
import type { Subject } from '../../access/subjects.ts';
import { possible } from '../../access/ternary.ts';
import { isCapability } from '../../baseline/judge.ts';
import type { LocalPrincipal, Repository } from '../../model/snapshot.ts';
import { type ActionMask, difference, hasBit, isEmpty, maskOf } from '../../policy/mask.ts';
import { namesOf } from './action-edit.ts';
import { isProtected } from './changeable.ts';
import { newDocument, type StatementJson } from './document.ts';
import { type Edit, isNamed } from './edit.ts';
import type { AccessGround } from './effect.ts';
import { inlineName } from './inline-names.ts';
import { withoutOrphans } from './orphans.ts';
import { elementsFor } from './principal-edit.ts';
import { sidFor } from './removal.ts';
import { readWritten } from './sources.ts';

const TOKEN = 'ecr:GetAuthorizationToken';
const LOGIN = actionBit(TOKEN) ?? 0;

/** The actions that a capability is made of; a raw action is itself. */
export function actionsFor(capability: string): ActionMask {
  const bit = actionBit(capability);
  return isCapability(capability) ? CAPABILITY_ACTIONS[capability] : maskOf(bit === undefined ? [] : [bit]);
}

/** The edits for a capability or a raw action; undefined where no policy of the account can give it. */
export function givingEdits(
  { account, cells }: AccessGround,
  subject: Subject,
  repository: Repository,
  capability: string,
): readonly Edit[] | undefined {
  const has = possible(cells.at(subject, repository).granted);
  if (isRegistryAction(capability)) return listOf(subject.local && inlineEdit(subject.local, capability));
  const wanting = difference(actionsFor(capability), has);
  const login = isCapability(capability) && needsLogin(subject, capability) && !hasBit(has, LOGIN);
  const given = isEmpty(wanting) ? [] : listOf(repositoryEdit(account, subject, repository, { capability, actions: wanting }));
  const token = login ? listOf(subject.local && inlineEdit(subject.local, TOKEN)) : [];
  return given && token && [...given, ...token];
}

function listOf(edit: Edit | undefined): readonly Edit[] | undefined {
  return edit && [edit];
}

interface Wanting {
  readonly capability: string;
  readonly actions: ActionMask;
}

/** D7: never with the token, which a repository policy cannot give. */
function repositoryEdit(account: Account, subject: Subject, { region, name, policy }: Repository, wanting: Wanting): Edit | undefined {
  const { Principal, Condition } = elementsFor(subject.principal.name, account.ground.partition);
  const { capability, actions } = wanting;
  const base = { Sid: sidFor('Allow', capability), Effect: 'Allow', Principal, Action: namesOf(actions) };
  const statement: StatementJson = Condition ? { ...base, Condition } : base;
  const place = { kind: 'repositoryPolicy', region, repository: name } as const;
  if (policy.kind === 'absent') return { ...place, before: undefined, after: newDocument(statement) };
  const written = readWritten(policy, 'resource');
  if (!written) return undefined;
  const after = { ...written.document, Statement: [...written.statements.map(({ json }) => json), statement] };
  return { ...place, before: written.text, after: withoutOrphans(account, after).document };
}

/** An action without resource, in a policy of the principal's own (B13). */
export function inlineEdit(principal: LocalPrincipal, action: string): Edit | undefined {
  if (isProtected(principal)) return undefined;
  const policy = `ecr-drift-${action.slice(action.indexOf(':') + 1)}`;
  const existing = principal.policies.find((part) => isNamed(part, inlineName(policy, principal)));
  const before = existing?.kind === 'present' ? existing.value.text : undefined;
  const statement = { Sid: sidFor('Allow', action), Effect: 'Allow', Action: action, Resource: '*' };
  return { kind: 'inlinePolicy', principal, policy, before, after: newDocument(statement) };
}
