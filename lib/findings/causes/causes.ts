// Findings by what made them: every finding is in exactly one cause, and as few causes as there can be account for all of them.
import type { Account } from '../../access/account/account.ts';
import { groupBy } from '../../collections/group-by.ts';
import { gathering } from '../../collections/subset.ts';
import type { Place } from '../../model/access.ts';
import type { Cause, CauseKind } from '../../model/cause.ts';
import type { Reason } from '../../model/decision.ts';
import type { Drift } from '../../model/drift.ts';
import type { Finding, FindingState } from '../../model/finding.ts';
import type { DependsOn } from '../../model/finding-definition.ts';
import { placeKey } from '../../model/ids.ts';
import { policyKey } from '../../model/policy-ref.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import type { KnownFinding } from '../../model/state.ts';
import { compare } from '../../text/order.ts';
import { dependsOn } from '../catalogue.ts';
import { causeId } from '../fingerprint.ts';
import { inReadingOrder } from '../reading-order.ts';
import { type Candidate, type Candidates, candidatesIn } from './candidates.ts';
import { covered } from './cover.ts';
import { originKind } from './origin.ts';
import { causeSentence } from './sentence.ts';
import { titleOf } from './title.ts';

/** The causes of the findings of one run and of what is remembered besides, the gravest first. The order of the findings makes no difference. */
export function causesOf(account: Account, findings: readonly Finding[], remembered: readonly KnownFinding[] = []): readonly Cause[] {
  const { candidates, chosen } = chosenFor(account, findings);
  const members = new Map<Candidate, Finding[]>();
  findings.forEach((finding, at) => {
    const candidate = chosen[at];
    if (!candidate) return;
    const among = members.get(candidate);
    if (among) among.push(finding);
    else members.set(candidate, [finding]);
  });
  const { partition, account: id } = account.snapshot;
  const known = groupBy(remembered, (each) => each.causeId ?? causeId(partition, id, ['remembered', each.cause]));
  const seen = [...members].map(([candidate, among]) => {
    const own = causeId(partition, id, candidate.parts);
    return causeOf(own, candidate, { candidates, findings: among.sort(inReadingOrder), remembered: known.get(own) ?? [] });
  });
  const present = new Set<string>(seen.map((cause) => cause.id));
  const unseen = [...known].flatMap(([own, among]) => (present.has(own) ? [] : rememberedCause(own as Cause['id'], among)));
  return [...seen, ...unseen].sort(byGravity);
}

/** What is behind each of some findings, one by one. */
interface Choice {
  readonly drifts: readonly Drift[];
  readonly candidates: Candidates;
  readonly chosen: readonly Candidate[];
}

/** The last choice of an account: a run asks about its findings before they have a state, and afterwards. */
const CHOSEN = new WeakMap<Account, Choice>();

/** INVARIANT: what is behind a finding follows from its drift. */
function chosenFor(account: Account, findings: readonly Finding[]): Choice {
  const last = CHOSEN.get(account);
  const drifts = findings.map(({ drift }) => drift);
  if (last?.drifts.length === drifts.length && last.drifts.every((drift, at) => drift === drifts[at])) return last;
  const candidates = candidatesIn(account, findings);
  const made = { drifts, candidates, chosen: covered(findings.map(candidates.of)) };
  CHOSEN.set(account, made);
  return made;
}

interface Members {
  readonly candidates: Candidates;
  readonly findings: readonly Finding[];
  readonly remembered: readonly KnownFinding[];
}

function causeOf(id: Cause['id'], candidate: Candidate, { candidates, findings, remembered }: Members): Cause {
  const { origin } = candidate;
  // Findings of one grant share their statements.
  const statements = [...new Set(findings.flatMap((finding) => candidates.statementsOf(finding, candidate)))].sort(byPlace);
  const title = titleOf(origin, statements, nameOf(findings));
  return {
    id,
    kind: originKind(origin),
    severity: severityOf([...findings, ...remembered]),
    title,
    message: causeSentence(origin, title, findings),
    statement: statements[0],
    findings,
    remembered: remembered.toSorted(inReadingOrder),
    ...counts(findings, remembered),
  };
}

function nameOf([first]: readonly Finding[]): string {
  return first ? `${first.code} ${first.name}` : '';
}

function byPlace(a: Reason, b: Reason): number {
  return compare(policyKey(a.policy), policyKey(b.policy)) || a.source.index - b.source.index;
}

/** What nothing of this run is about. INVARIANT: at least one. */
function rememberedCause(id: Cause['id'], known: readonly KnownFinding[]): readonly Cause[] {
  const remembered = known.toSorted(inReadingOrder);
  const [first] = remembered;
  if (!first) return [];
  const about = dependsOn(first.code);
  return [
    {
      id,
      kind: about === undefined ? 'configuration' : KINDS[about],
      severity: severityOf(remembered),
      title: first.cause,
      message: remembered.length === 1 ? first.message : first.cause,
      statement: undefined,
      findings: [],
      remembered,
      ...counts([], remembered),
    },
  ];
}

/** What kind of thing it is that was behind a finding which is only remembered. */
const KINDS = {
  grant: 'statement',
  cells: 'statement',
  paths: 'statement',
  statement: 'statement',
  unsettled: 'statement',
  lack: 'absence',
  unmanaged: 'rule',
  intent: 'rule',
  calendar: 'rule',
  validity: 'rule',
  document: 'configuration',
  settings: 'configuration',
  part: 'unread',
} as const satisfies Record<DependsOn, CauseKind>;

interface Standing {
  readonly severity: Severity;
  readonly state: FindingState;
}

/** That of the gravest that is open, or of all where none is. */
function severityOf(findings: readonly Standing[]): Severity {
  const open = findings.filter(({ state }) => state === 'open');
  return (open.length > 0 ? open : findings).reduce<Severity>(
    (gravest, { severity }) => (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(gravest) ? severity : gravest),
    'info',
  );
}

/** Of a grant on everything all repositories count where it is drift. */
function counts(findings: readonly Finding[], remembered: readonly KnownFinding[]): Pick<Cause, 'principals' | 'repositories'> {
  const all = [...findings, ...remembered];
  const principals = new Set(all.flatMap(({ principal }) => (principal === null ? [] : [principal])));
  const places = new Set(
    all.flatMap(({ region, repository }) => (repository === null || repository === '*' ? [] : [placeKey(region ?? '', repository)])),
  );
  const reached = [
    ...new Set(findings.flatMap(({ drift }) => ('everywhere' in drift && drift.everywhere ? [drift.everywhere.repositories] : []))),
  ];
  const [only, ...others] = reached;
  // Many causes are about nearly all repositories: where that is all that they are about, nobody has to count them again.
  if (only && others.length === 0 && places.size === 0) return { principals: principals.size, repositories: only.count };
  const gather = gathering(({ region, repository }: Place) => places.add(placeKey(region, repository)));
  for (const { parts } of reached) parts.forEach(gather);
  return { principals: principals.size, repositories: places.size };
}

/** In the order in which their first findings are read. */
function byGravity(a: Cause, b: Cause): number {
  return inReadingOrder(readAs(a), readAs(b));
}

function readAs({ id, severity, findings, remembered }: Cause): Parameters<typeof inReadingOrder>[0] {
  const { code = '', capability = null } = findings[0] ?? remembered[0] ?? {};
  return { id, severity, code, capability };
}
