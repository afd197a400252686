// The digest of what proves a finding. An id never changes with the proof; the digest changes whenever the proof does:
// - a grant: the decision, what it still depends on, the policies that give it and what their statements say about it, and for a
//   grant on everything the repositories where it is drift; for a forbidden or weakened one the rule;
// - access to come: the same, with the names where it is drift;
// - missing access: what asks for it, and the layers and Denies that keep it away; for open one what asks, and what leaves it open;
// - an unmanaged repository: how many grants of how many principals; a finding about a policy: what it says and its details;
// - an unread part: the call and its error code, not the error's words, which differ each time.
// The severity counts as well: a finding that has become graver is news.
import { hash } from 'node:crypto';
import { MALFORMED } from '../access/account/documents.ts';
import { eachPlace, placesDigest } from '../access/classes/places.ts';
import type { Grant } from '../model/access.ts';
import type { Reason, Residual } from '../model/decision.ts';
import type { AccountWideGrant, Drift, PlaceholderAccess, PolicyFinding } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { gapPartName } from '../model/gap-part.ts';
import type { Digest } from '../model/ids.ts';
import { policyName } from '../model/policy-ref.ts';
import { dependsOn } from './catalogue.ts';
import { type EvidenceOf, sortedByText } from './evidence-statements.ts';

/** A SHA-256 in hexadecimal digits, for each of many findings; `sayingOf` knows the statements of the account. */
export function evidenceDigests(sayingOf: EvidenceOf): (finding: Finding) => Digest {
  // The last of each list of statements: it is mostly the same again, and there can be as many lists as findings.
  const last = new Map<Grant['via'], { readonly conditions: Grant['conditions']; readonly said: string; readonly digest: Digest }>();
  return (finding) => {
    const { severity, capability, drift } = finding;
    if (!('grant' in drift) || drift.everywhere) return evidenceDigest(finding, sayingOf);
    // Many findings have one proof, and differ in their places alone.
    const { via, conditions, decision, region } = drift.grant;
    const said = `${severity} ${drift.kind} ${decision} ${capability} ${region}${ruleText(drift)}`;
    const known = last.get(via);
    if (known?.conditions === conditions && known.said === said) return known.digest;
    const digest = evidenceDigest(finding, sayingOf);
    last.set(via, { conditions, said, digest });
    return digest;
  };
}

/** Ids of rules may hold blanks, and come last. */
function ruleText(drift: GrantDrift): string {
  if (drift.kind === 'weakened') return ` ${drift.shown} ${drift.rule.id}`;
  return drift.kind === 'forbidden' ? ` ${drift.rule.id}` : '';
}

function evidenceDigest({ severity, region, capability, drift }: Finding, sayingOf: EvidenceOf): Digest {
  const say = (reason: Reason): readonly unknown[] => sayingOf(reason, { region, capability });
  return hash('sha256', JSON.stringify([severity, drift.kind, ...proofOf(drift, say, sayingOf)]), 'hex') as Digest;
}

type Say = (reason: Reason) => readonly unknown[];

function proofOf(drift: Drift, say: Say, sayingOf: EvidenceOf): readonly unknown[] {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
      return grantProof(drift, sayingOf);
    case 'forbidden':
      return [...grantProof(drift, sayingOf), drift.rule.id];
    case 'weakened':
      return [...grantProof(drift, sayingOf), drift.rule.id, drift.shown];
    case 'coming':
      return comingProof(drift, sayingOf);
    case 'missing':
      return [drift.source, drift.rule.id, drift.blockedBy.toSorted(), sortedByText(drift.denials.map(say))];
    case 'unsettled':
      return [drift.asked, drift.rule.id, drift.open, sortedByText(drift.statements.map(say))];
    case 'unmanaged':
      return drift.newly ? ['newly', drift.newly.id] : [drift.principals, drift.grants];
    case 'hygiene':
      return policyFindingProof(drift, say);
    case 'unverified': {
      const { part, api, code, message } = drift.gap;
      return [gapPartName(part), api, code, code === MALFORMED ? message : null];
    }
  }
}

/** The details of a finding about the baseline say where it is written, and lines move. Its date is news. */
function policyFindingProof({ code, subject, date, details, statement, statements }: PolicyFinding, say: Say): readonly unknown[] {
  const about = dependsOn(code);
  if (about === 'intent' || about === 'calendar') return date === undefined ? [subject] : [subject, date];
  return [subject, details, statement ? say(statement) : null, ...(statements ? [sortedByText(statements.map(say))] : [])];
}

type GrantDrift = Extract<Drift, { readonly grant: Grant }>;

/** What proves a grant on everything is in the policies of the principal: that one repository says so too adds nothing. */
function grantProof({ grant, everywhere }: GrantDrift, sayingOf: EvidenceOf): readonly unknown[] {
  const { region, capability, decision, conditions } = grant;
  const via = everywhere ? grant.via.filter(({ layer }) => layer === 'identity') : grant.via;
  const said = via.map((reason) => sayingOf(reason, { region, capability }));
  return [decision, sortedByText(conditions.map(residual)), sortedByText(said), everywhere ? reachProof(everywhere) : null];
}

/** Up to here the places prove themselves, one by one. */
const MOST_LISTED = 100;

function reachProof({ repositories }: AccountWideGrant): readonly unknown[] {
  if (repositories.count > MOST_LISTED) return [placesDigest(repositories)];
  return sortedByText(eachPlace(repositories).map(({ region, repository }) => [region, repository]));
}

/** A template is no part of the account: what its statements say shows in what they give. */
function comingProof({ verdict, access, among, rule, more }: PlaceholderAccess, sayingOf: EvidenceOf): readonly unknown[] {
  const { region, capability, decision, conditions, via } = access;
  const said = via.map((reason) => sayingOf(reason, { region, capability }));
  return [verdict, decision, sortedByText(conditions.map(residual)), sortedByText(said), among, rule?.id ?? null, more];
}

/** Without the position of its statement. */
function residual(condition: Residual): readonly unknown[] {
  if ('account' in condition) return [condition.account];
  const { effect, operator, key, values, policy } = condition;
  return [effect, operator, key.toLowerCase(), values.toSorted(), policyName(policy)];
}
