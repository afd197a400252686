// Whether a claim about a policy is true of every request. One request of each kind is looked at with the condition keys left open; what breaks
// the claim there is decided by the engine before it is told.
import { accountId } from '../model/ids.ts';
import type { PolicyRef } from '../model/policy-ref.ts';
import { indexPolicy } from '../policy/action-index.ts';
import { decide } from '../policy/decide.ts';
import { evaluateAccess, type Request } from '../policy/evaluate.ts';
import type { Layers, PolicySet } from '../policy/layers.ts';
import { all, assume, FALSE, type Formula, TRUE } from '../policy/logic/formula.ts';
import { ABSENT, type Context, known } from '../policy/match/context.ts';
import { implies, type Witness } from '../policy/theory/solve.ts';
import { callerKeys } from '../scenario/context.ts';
import { inventedIn, resourcesNamed, shownKeys, spelledAction, writtenActions } from './breaking-request.ts';
import { fillingsOf, resourceTest } from './fillings.ts';
import { actionKinds, isActionOf, isResourceOf, resourceKinds } from './kinds.ts';
import { isOutsider } from './outsiders.ts';
import { type Asker, askers, askersNamed, callerNamed, holders, namedIn, nameOf } from './principals.ts';
import type { BreakingRequest, Claim, PolicyProof } from './question.ts';
import { isPublicProvider, type ProvenPolicy, providerOf } from './read-policy.ts';

/** So many kinds of requests are looked at. */
const MOST_KINDS = 50_000;

const YES: PolicyProof = { kind: 'yes' };
const TOO_MUCH: PolicyProof = { kind: 'notShown', reason: 'there are too many kinds of requests to look at each' };

/** Whether a claim about a policy is true, or a request that breaks it. The policy counts alone; Denies count. */
export function prove(policy: ProvenPolicy, claim: Claim): PolicyProof {
  const actions = actionsAsked(policy, claim);
  if (!actions) return TOO_MUCH;
  let left = MOST_KINDS;
  let open: PolicyProof = YES;
  for (const action of actions) {
    const resources = resourcesAsked(policy, claim, action);
    if (!resources) return TOO_MUCH;
    for (const resource of resources) {
      for (const asker of askersOf(policy, claim, resource)) {
        left -= 1;
        if (left < 0) return TOO_MUCH;
        const found = proveKind({ policy, claim, action, resource, asker });
        if (found.kind === 'no') return found;
        if (found.kind === 'notShown') open = found;
      }
    }
  }
  return open;
}

function othersOf(claim: Claim): readonly ProvenPolicy[] {
  return claim.kind === 'implies' ? [claim.other] : [];
}

/** One action for each set of statements that are about it; none that no Allow is about. */
function actionsAsked(policy: ProvenPolicy, claim: Claim): readonly string[] | undefined {
  const policies = [policy, ...othersOf(claim)];
  const asked = claim.kind === 'never' ? claim.actions : [];
  const written = writtenActions(policies);
  const isAsked = claim.kind === 'never' ? isActionOf(asked) : () => true;
  const kinds = new Map<string, string>();
  const found = actionKinds([...asked, ...written], resourcesNamed(policies, claim));
  for (const action of found?.filter(isAsked) ?? []) {
    const about = policies.map(({ indexed }) => indexed.about(action).statements);
    if (!about[0]?.some(({ effect }) => effect === 'Allow')) continue;
    const kind = about.map((each) => each.map(({ source }) => source.index).join()).join(' ');
    if (!kinds.has(kind)) kinds.set(kind, action);
  }
  return found && [...kinds.values()];
}

function resourcesAsked(policy: ProvenPolicy, claim: Claim, action: string): readonly string[] | undefined {
  const policies = [policy, ...othersOf(claim)];
  const written = policies.flatMap(({ indexed }) =>
    indexed.about(action).statements.flatMap(({ source: { resource } }) => (resource.kind === 'every' ? [] : resource.of)),
  );
  const asked = claim.kind === 'never' ? [claim.resource] : [];
  const found = resourceKinds([...new Set([...asked, ...written])], partitionsOf(policies, written), action);
  // E6: no resource policy is about an action without resource.
  const every = found && (policy.type === 'identity' ? [...found, '*'] : found);
  return claim.kind === 'never' ? every?.filter(isResourceOf(claim.resource)) : every;
}

function partitionsOf(policies: readonly ProvenPolicy[], resources: readonly string[]): readonly string[] {
  const arns = [...resources, ...namedIn(policies).flatMap((each) => (each.kind === 'entity' ? [each.arn] : []))];
  return [...new Set(['aws', ...arns.flatMap((each) => /^arn:([a-z0-9-]+):/.exec(each)?.[1] ?? [])])];
}

function askersOf(policy: ProvenPolicy, claim: Claim, resource: string): readonly Asker[] {
  const partition = resource.split(':')[1] ?? 'aws';
  const named = namedIn([policy, ...othersOf(claim)]);
  const word = claim.kind === 'never' ? claim.principal : undefined;
  if (word !== undefined && word !== '*') {
    const among = (more: typeof named): readonly Asker[] => (policy.type === 'identity' ? [] : askers([...more, ...named], partition));
    return askersNamed(word, among) ?? [];
  }
  if (policy.type === 'identity') return holders(partition, accountId(resource.split(':')[4] ?? ''));
  const every = askers(named, partition);
  if (claim.kind !== 'notPublic') return every;
  // Somebody of an account that is named, and a service, is no outsider; where anybody may have a login is no party (C20).
  return every.filter(({ caller, isNamed, account }) => {
    const provider = caller.kind === 'service' ? providerOf(caller.service) : undefined;
    if (provider !== undefined) return isPublicProvider(provider);
    return !isNamed && account === undefined && caller.kind !== 'service';
  });
}

interface Kind {
  readonly policy: ProvenPolicy;
  readonly claim: Claim;
  readonly action: string;
  readonly resource: string;
  readonly asker: Asker;
}

/** Whether no request of one kind breaks the claim. */
function proveKind(kind: Kind): PolicyProof {
  const { policy, claim, action, resource, asker } = kind;
  const first = broken(kind, asker);
  if (first.kind !== 'unconfirmed') return first.kind === 'none' ? YES : { kind: 'no', request: first.request };
  const compiled = [policy, ...othersOf(claim)].flatMap(({ indexed }) => indexed.about(action).statements);
  for (const filled of fillingsOf(compiled, resource, asker)) {
    const again = broken(kind, filled);
    if (again.kind === 'broken') return { kind: 'no', request: again.request };
  }
  const name = nameOf(asker.caller);
  return { kind: 'notShown', reason: `whether ${name} may ${action} on ${resource} was not found out` };
}

type Broken = { readonly kind: 'none' } | { readonly kind: 'broken'; readonly request: BreakingRequest } | { readonly kind: 'unconfirmed' };

function broken({ policy, claim, action, resource }: Kind, asker: Asker): Broken {
  const accessTo = (of: ProvenPolicy): Formula => {
    const request = requestOf(of, { caller: asker.caller, resource, context: asker.context });
    return assume(evaluateAccess(request, layersOf(of, action)).access, (atom) => resourceTest(atom, resource, asker.context));
  };
  const outside = claim.kind === 'notPublic' ? isOutsider(policy, asker.context) : TRUE;
  const allowed = claim.kind === 'implies' ? accessTo(claim.other) : FALSE;
  const found = implies(all(accessTo(policy), asker.given, outside), allowed, 'ofKind');
  if (found.kind === 'yes') return { kind: 'none' };
  if (found.kind === 'unknown') return { kind: 'unconfirmed' };
  const made = madeOf(found.witness, asker);
  if (!made) return { kind: 'unconfirmed' };
  const decisionOf = (of: ProvenPolicy) => decide(requestOf(of, { ...made, resource }), layersOf(of, action)).kind;
  if (decisionOf(policy) !== 'allowed') return { kind: 'unconfirmed' };
  if (claim.kind === 'implies' && !['implicitDeny', 'explicitDeny'].includes(decisionOf(claim.other))) return { kind: 'unconfirmed' };
  const policies = [policy, ...othersOf(claim)];
  const spelled = spelledAction(action, policies, claim);
  return {
    kind: 'broken',
    request: {
      principal: nameOf(made.caller),
      action: spelled ?? action,
      resource,
      context: shownKeys(found.witness, asker.context, policies),
      invented: inventedIn(spelled, resource, resourcesNamed(policies, claim)),
    },
  };
}

interface Made {
  readonly caller: Asker['caller'];
  readonly context: Context;
}

/** A request that a witness is of, with all that is known of who asks. */
function madeOf({ values }: Witness, { caller, context, isNamed }: Asker): Made | undefined {
  const [arn] = values.get('aws:principalarn') ?? [];
  const [service] = values.get('aws:principalservicename') ?? [];
  const other = caller.kind === 'service' ? { kind: 'service' as const, service: service ?? caller.service } : arn && callerNamed(arn);
  const made = isNamed ? caller : (other ?? (caller.kind === 'anyone' ? caller : undefined));
  if (!made) return undefined;
  const keys = new Map(callerKeys(made));
  return {
    caller: made,
    context: (key) => {
      const shownValues = values.get(key);
      if (shownValues) return known(...shownValues);
      const given = context(key);
      return given.kind === 'values' ? given : (keys.get(key) ?? ABSENT);
    },
  };
}

const REF: PolicyRef = { kind: 'scenario', name: 'policy' };
const NONE: PolicySet = { policies: [], gaps: [] };

const EVERYTHING = indexPolicy(
  {
    variables: false,
    statements: [
      {
        index: 0,
        sid: null,
        effect: 'Allow',
        principal: { kind: 'every' },
        action: { kind: 'every' },
        resource: { kind: 'every' },
        conditions: [],
      },
    ],
  },
  'identity',
);

/** A resource policy is asked as if the principal's own policies allowed everything. */
function layersOf({ type, indexed }: ProvenPolicy, action: string): Layers {
  const set: PolicySet = { policies: [{ ref: REF, compiled: indexed.about(action) }], gaps: [] };
  const none = { boundary: undefined, session: undefined, scp: [], rcp: NONE };
  if (type === 'identity') return { ...none, identity: set, resource: NONE };
  return { ...none, identity: { policies: [{ ref: REF, compiled: EVERYTHING.about(action) }], gaps: [] }, resource: set };
}

/** The account of a resource whose policy has to allow: nobody's own. */
const RESOURCE_ACCOUNT = 'another';

function requestOf({ type }: ProvenPolicy, { caller, resource, context }: Made & { readonly resource: string }): Request {
  const own = 'account' in caller ? caller.account : RESOURCE_ACCOUNT;
  return { caller, action: 0, resource, resourceAccount: type === 'identity' ? own : RESOURCE_ACCOUNT, context };
}
