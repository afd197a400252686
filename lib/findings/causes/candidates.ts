// What may be behind a finding, the likeliest first: the statements that give it, or whatever else it comes from.
import type { Account } from '../../access/account/account.ts';
import { ECR_UNIVERSE, MALFORMED } from '../../access/account/documents.ts';
import { statementDigest } from '../../checks/survey/statement-digest.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { actionBit, READING_MASK } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { type Grant, isCapability } from '../../model/access.ts';
import type { Reason } from '../../model/decision.ts';
import { type Drift, type MissingAccess, type PolicyFinding, reasonsIn } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import { gapPartName, gapPartParts } from '../../model/gap-part.ts';
import { arnFields } from '../../model/ids.ts';
import type { Layer, Statement } from '../../model/policy.ts';
import type { Gap } from '../../model/snapshot.ts';
import { actionsOf } from '../../policy/compile.ts';
import { type ActionMask, difference, intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';
import type { CauseParts } from '../fingerprint.ts';
import { isRolledOut, type Origin, originParts } from './origin.ts';

/** An origin with what makes up its id; equal keys are one object. */
export interface Candidate {
  readonly key: string;
  readonly parts: CauseParts;
  readonly origin: Origin;
}

export interface Candidates {
  /** Without repetition, and never empty. */
  readonly of: (finding: Finding) => readonly Candidate[];
  /** The statements of a finding that are this candidate. */
  readonly statementsOf: (finding: Finding, candidate: Candidate) => readonly Reason[];
}

/** What may be behind each of the findings of an account. */
export function candidatesIn(account: Account, findings: readonly Finding[]): Candidates {
  const known = new Map<string, Candidate>();
  const candidateOf = (origin: Origin): Candidate => {
    const parts = originParts(origin);
    const key = JSON.stringify(parts);
    return getOrCreate(known, key, () => ({ key, parts, origin }));
  };
  const digestOf = memoize((statement: Statement) => statementDigest(account, statement));
  const ofStatement = memoize((_: Statement) => new Map<unknown, Candidate>());
  // Of most kinds of policy the words of a statement tell it apart, and else the policy as well.
  const statementOf = (reason: Reason): Candidate =>
    getOrCreate(ofStatement(reason.source), isRolledOut(reason.policy) ? reason.policy.kind : reason.policy, () =>
      candidateOf({ kind: 'statement', reason, digest: digestOf(reason.source) }),
    );
  const toCrowds = new Set(findings.flatMap(({ drift }) => crowdReasons(drift).map((reason) => statementOf(reason).key)));
  const isGone = goneFrom(account);
  // Many findings have one list of statements, and some have one each: the last answer about it is kept.
  const last = new Map<Grant['via'], { readonly asked: string; readonly given: readonly Candidate[] }>();
  const givenBy = (grant: Grant, isEverywhere: boolean): readonly Candidate[] => {
    const asked = isEverywhere ? `${grant.capability} everywhere` : grant.capability;
    const before = last.get(grant.via);
    if (before?.asked === asked) return before.given;
    const all = among(givingReasons(grant, isEverywhere));
    const own = all.filter(({ key }) => !toCrowds.has(key));
    const given = own.length > 0 ? own : all;
    last.set(grant.via, { asked, given });
    return given;
  };
  // Which statement of a policy comes first tells nothing.
  const among = (reasons: readonly Reason[]): readonly Candidate[] => {
    if (reasons.length < 2) return reasons.map(statementOf);
    const byPolicy = new Map<Reason['policy'], Candidate[]>();
    for (const reason of reasons) getOrCreate(byPolicy, reason.policy, () => []).push(statementOf(reason));
    return [...new Set([...byPolicy.values()].flatMap((those) => those.sort((a, b) => compare(a.key, b.key))))];
  };
  const candidatesOf = (finding: Finding): readonly Candidate[] => {
    const { drift } = finding;
    switch (drift.kind) {
      case 'unexpected':
      case 'raised':
      case 'weakened':
      case 'forbidden': {
        const given = givenBy(drift.grant, drift.everywhere !== undefined);
        return given.length > 0 ? given : [candidateOf(besideStatements(finding))];
      }
      case 'coming': {
        const given = among(givingReasons(drift.access, false));
        const { template, access } = drift;
        if (given.length > 0) return given;
        return [
          candidateOf(template === undefined ? besideStatements(finding) : { kind: 'template', region: access.region, prefix: template }),
        ];
      }
      case 'missing':
        return drift.denials.length > 0 ? among(drift.denials) : lacksOf(drift, isGone).map(candidateOf);
      case 'unsettled':
        return drift.statements.length > 0 ? among(drift.statements) : [candidateOf(besideStatements(finding))];
      case 'unmanaged':
        return [candidateOf(drift.newly ? { kind: 'new', rule: drift.newly.id, file: drift.newly.at.file } : { kind: 'unmanaged' })];
      case 'hygiene': {
        const shown = among(provingReasons(drift));
        return shown.length > 0 ? shown : originsBeside(drift).map(candidateOf);
      }
      case 'unverified':
        return [candidateOf(gapOrigin(drift.gap))];
    }
  };
  return {
    of: candidatesOf,
    statementsOf: ({ drift }, candidate) => reasonsIn(drift).filter((reason) => statementOf(reason) === candidate),
  };
}

/** Grants of everybody, or of everybody in an organization or a unit: what they are given by goes on giving to each of them. */
function crowdReasons(drift: Drift): readonly Reason[] {
  const isGrant = drift.kind === 'unexpected' || drift.kind === 'raised' || drift.kind === 'weakened' || drift.kind === 'forbidden';
  return isGrant && CROWD.test(drift.grant.principal.name) ? drift.grant.via : [];
}

const CROWD = /^(?:\*$|org:|ou:)/;

/** Of the statements that make up a grant those that do more than let look, where it takes more; on every repository only identity policies give. */
function givingReasons({ capability, via }: Grant, isEverywhere: boolean): readonly Reason[] {
  const giving = narrowed(via, ({ layer }) => !isEverywhere || layer === 'identity');
  const telling = tellingActions(capability);
  return narrowed(giving, ({ source }) => !isEmpty(intersection(actionsOf(source.action, ECR_UNIVERSE), telling)));
}

function tellingActions(capability: string): ActionMask {
  const bit = actionBit(capability);
  if (!isCapability(capability)) return maskOf(bit === undefined ? [] : [bit]);
  const needed = CAPABILITY_ACTIONS[capability];
  const changing = difference(needed, READING_MASK);
  return isEmpty(changing) ? needed : changing;
}

/** The items that fit, or all of them where none does. */
function narrowed<T>(items: readonly T[], fits: (item: T) => boolean): readonly T[] {
  const fitting = items.filter(fits);
  return fitting.length > 0 ? fitting : items;
}

/** What lets pass what others give is not behind it. */
function provingReasons({ statement, statements = [] }: PolicyFinding): readonly Reason[] {
  const shown = statement ? [statement] : statements;
  return narrowed(shown, ({ layer, source }) => source.effect === 'Deny' || !PASSING.has(layer));
}

const PASSING: ReadonlySet<Layer> = new Set(['scp', 'rcp', 'boundary', 'session']);

/** The users and roles of the account that do not exist; nothing is said where they were not read. */
function goneFrom({ ground: { account }, snapshot, everybody }: Account): (principal: string) => boolean {
  if (snapshot.principals.kind !== 'present') return () => false;
  const there = new Set(everybody.map(({ principal }) => principal.name));
  return (principal) => {
    const fields = arnFields(principal);
    const isNamed = fields?.service === 'iam' && fields.account === account && /^(?:user|role)\//.test(fields.resource);
    return isNamed && !there.has(principal);
  };
}

/** Control policies of the organization stand over all of it; else it is lacking at the repository, or with the principal. */
function lacksOf(drift: MissingAccess, isGone: (principal: string) => boolean): readonly Origin[] {
  const { source, rule, region, repository, principal, blockedBy } = drift;
  if (isGone(principal)) return [{ kind: 'gone', what: 'principal', name: principal }];
  const guardrail = blockedBy.find((layer) => layer === 'scp' || layer === 'rcp');
  if (guardrail) return [{ kind: 'layer', layer: guardrail }];
  const of = source === 'lock' ? null : rule.id;
  return [
    { kind: 'lack', rule: of, of: 'repository', at: [region, repository] },
    { kind: 'lack', rule: of, of: 'principal', at: [principal] },
  ];
}

function originsBeside({ code, at, gone, region, repository, principal, subject }: PolicyFinding): readonly Origin[] {
  if (gone) return [{ kind: 'gone', ...gone }];
  if (at) return [{ kind: 'baseline', code, file: at.file }];
  const kind = code === 'ECRD-106' ? 'token' : 'configuration';
  const own = [
    ...(principal === null ? [] : [[null, null, principal]]),
    ...(repository === null ? [] : [[region, repository, null]]),
    ...(principal === null && repository === null ? [[region, subject]] : []),
  ];
  return own.map((of) => ({ kind, code, of }));
}

/** What a finding itself is about, where no statement is known that gives it. */
function besideStatements({ code, region, repository, principal }: Finding): Origin {
  return { kind: 'configuration', code, of: [region, repository, principal] };
}

function gapOrigin({ part, api, code }: Gap): Origin {
  if (code === MALFORMED) return { kind: 'malformed', part: gapPartParts(part), name: gapPartName(part) };
  return { kind: 'call', api, code };
}
