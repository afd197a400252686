// The IAM actions by which a principal may change its own policies.
import type { Account } from '../../access/account.ts';
import { isTaggingKey, isTagKey, scanContext } from '../../access/scan-context.ts';
import type { Subject } from '../../access/subjects.ts';
import type { Layer, PolicyDocument } from '../../model/policy.ts';
import type { Collected, Gap, LocalPrincipal } from '../../model/snapshot.ts';
import { type CompiledPolicy, compilePolicy, type Universe } from '../../policy/compile.ts';
import { ANYTHING, type Context } from '../../policy/context.ts';
import { decisionOf } from '../../policy/decide.ts';
import { type AttachedPolicy, evaluate, type Layers, type PolicySet } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { isCustomerManaged } from './policy-names.ts';

const OF_USER = ['iam:PutUserPolicy', 'iam:AttachUserPolicy'] as const;
const OF_ROLE = ['iam:PutRolePolicy', 'iam:AttachRolePolicy'] as const;
const OF_POLICY = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'] as const;
const ACTIONS: readonly string[] = [...OF_USER, ...OF_ROLE, ...OF_POLICY];
const UNIVERSE: Universe = ACTIONS.map((action) => action.toLowerCase());

/** D13: in words, `iam:PutRolePolicy on itself`. Only what is allowed whatever the request brings along. */
export function selfRightsOf(account: Account): (subject: Subject) => readonly string[] {
  const compiled = compiler(account);
  const scp = controlLevels(account, compiled);
  return (subject) => {
    const { local } = subject;
    if (!local?.policies.some((part) => part.kind === 'present' && compiled.allowsSome(part.value))) return [];
    const layers: Layers = {
      identity: setOf(compiled, 'identity', local.policies),
      boundary: local.boundary.kind === 'absent' ? undefined : setOf(compiled, 'boundary', [local.boundary]),
      session: undefined,
      scp,
      resource: NONE,
      rcp: NONE,
    };
    return targetsOf(local)
      .filter((target) => isAllowed(account, subject, layers, target))
      .map(({ text }) => text);
  };
}

const NONE: PolicySet = { policies: [], gaps: [] };

interface Target {
  readonly action: string;
  readonly resource: string;
  readonly text: string;
}

function targetsOf({ kind, arn, policies }: LocalPrincipal): readonly Target[] {
  const own = (kind === 'user' ? OF_USER : OF_ROLE).map((action): Target => ({ action, resource: arn, text: `${action} on itself` }));
  const managed = policies.flatMap((part) => (part.kind === 'present' && isCustomerManaged(part.value) ? [part.value.name] : []));
  return [
    ...own,
    ...[...new Set(managed)].flatMap((name) => OF_POLICY.map((action) => ({ action, resource: name, text: `${action} on ${name}` }))),
  ];
}

function isAllowed({ ground }: Account, subject: Subject, layers: Layers, { action, resource }: Target): boolean {
  const scanned = scanContext(ground, subject.keys, { region: '', repository: undefined, tagging: false });
  // IAM has tags and a region of its own.
  const context: Context = (key) => (isTagKey(key) || isTaggingKey(key) || key === 'aws:requestedregion' ? ANYTHING : scanned(key));
  const request = { caller: subject.caller, action: ACTIONS.indexOf(action), resource, resourceAccount: ground.account, context };
  return decisionOf(evaluate(request, layers), request).kind === 'allowed';
}

interface Compiler {
  readonly policy: (document: PolicyDocument, layer: Layer) => CompiledPolicy | undefined;
  readonly allowsSome: (document: PolicyDocument) => boolean;
}

/** Each text once; undefined where it is malformed. */
function compiler(account: Account): Compiler {
  const known = new Map<string, CompiledPolicy | undefined>();
  const policy: Compiler['policy'] = (document, layer) => {
    const key = `${layer} ${document.text}`;
    if (known.has(key)) return known.get(key);
    const reading = parsePolicy(document.text, layer);
    const made = reading.kind === 'policy' ? compilePolicy(reading.policy, layer, UNIVERSE) : undefined;
    known.set(key, made);
    return made;
  };
  const allowing = new Map<PolicyDocument, boolean>();
  const allowsSome = (document: PolicyDocument): boolean => {
    const before = allowing.get(document);
    if (before !== undefined) return before;
    const allows =
      maySpeakOfIam(account, document) && (policy(document, 'identity')?.statements.some(({ effect }) => effect === 'Allow') ?? false);
    allowing.set(document, allows);
    return allows;
  };
  return { policy, allowsSome };
}

/** Most policies name other services only: they are not worth a second parse. Statements that allow `*` also speak of ECR. */
function maySpeakOfIam({ documents }: Account, document: PolicyDocument): boolean {
  if (/"[iI?*][^":]*:|"NotAction"/.test(document.text)) return true;
  const { statements } = documents.compiled(document, 'identity').policy;
  return statements.some(({ source: { action } }) => action.kind === 'only' && action.of.some((pattern) => !pattern.includes(':')));
}

function setOf(compiled: Compiler, layer: Layer, parts: readonly Collected<PolicyDocument>[]): PolicySet {
  const policies: AttachedPolicy[] = [];
  const gaps: Gap[] = [];
  for (const part of parts) {
    if (part.kind === 'unknown') gaps.push(part.gap);
    if (part.kind !== 'present') continue;
    const policy = compiled.policy(part.value, layer);
    if (policy) policies.push({ name: part.value.name, compiled: policy });
    else gaps.push({ part: part.value.name, api: '', code: 'MalformedPolicy', message: '' });
  }
  return { policies, gaps };
}

/** A8: the management account is exempt. */
function controlLevels({ snapshot }: Account, compiled: Compiler): readonly PolicySet[] {
  const { organization, account } = snapshot;
  if (organization.kind !== 'present' || organization.value.managementAccount === account) return [];
  const levels = organization.value.serviceControlPolicies;
  if (levels.kind !== 'present') return [];
  return levels.value.map((level) =>
    setOf(
      compiled,
      'scp',
      level.map((value) => ({ kind: 'present', value })),
    ),
  );
}
