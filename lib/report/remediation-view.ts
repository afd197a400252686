// The remediations of an audit's causes as they leave the product, and what each finding has of them.
import { inReadingOrder } from '../findings/reading-order.ts';
import type { Cause } from '../model/cause.ts';
import type { Finding } from '../model/finding.ts';
import { type CauseRemediation, causeRemediations } from '../remediation/cause.ts';
import { keeping, type RemediationInput } from '../remediation/remediation.ts';
import type { CauseView, RemediationView } from './schema.ts';

/** Where more is wrong than that, a remediation of the gravest changes what the others need. */
const MOST_REMEDIED = 100;
const LEAST_REMEDIED = 5;
/** A remediation is tried out on the account: the larger it is, the fewer, so that an audit never waits long for them. */
const CELLS_TRIED = 8_000_000;

function mostRemediated({ account, repositoryClasses }: RemediationInput['matrix']): number {
  const repositories = repositoryClasses.reduce((sum, { members }) => sum + members.length, 0);
  const cells = Math.max(1, repositories * account.locals.length);
  return Math.min(MOST_REMEDIED, Math.max(LEAST_REMEDIED, Math.floor(CELLS_TRIED / cells)));
}

export interface RemediationViews {
  /** Null where nothing of it is left. */
  readonly ofCause: (cause: Cause) => CauseView['remediation'];
  /** That of its cause, where it ends the finding; null for what is over. */
  readonly ofFinding: (finding: Finding) => RemediationView | null;
}

/** The remediations of the gravest causes. A text says so where there is none, or where it is told elsewhere. */
export function remediationViews(input: RemediationInput, causes: readonly Cause[]): RemediationViews {
  const remediationOf = causeRemediations(input);
  const most = mostRemediated(input.matrix);
  const present = causes.filter(isPresent);
  const worked = new Map(present.slice(0, most).map((cause) => [cause, remediationOf(cause)]));
  const causeOf = new Map(causes.flatMap((cause) => cause.findings.map(({ id }) => [id, cause] as const)));
  // The same change again and again makes a result long and says nothing new.
  const shown = new Set(
    [...worked.keys()]
      .flatMap(({ findings }) => findings)
      .filter(isCurrent)
      .sort(inReadingOrder)
      .slice(0, most),
  );
  const later = `worked out for the ${most} gravest causes: mend those first, and audit again`;
  return {
    ofCause: (cause) => {
      const remediation = worked.get(cause);
      if (remediation) return causeRemediationView(remediation);
      const first = cause.findings.find(isCurrent);
      return first ? { why: later, accept: keeping(first), leaves: cause.findings.map(({ id }) => id) } : null;
    },
    ofFinding: (finding) => {
      if (!isCurrent(finding)) return null;
      const cause = causeOf.get(finding.id);
      const remediation = cause && worked.get(cause);
      if (!cause || !remediation) return { why: later, accept: keeping(finding) };
      return shown.has(finding) ? shareOf(remediation, cause, finding) : { why: `see its cause, ${cause.id}`, accept: keeping(finding) };
    },
  };
}

function isPresent({ findings }: Cause): boolean {
  return findings.some(isCurrent);
}

function isCurrent({ state }: Finding): boolean {
  return state !== 'resolved';
}

/** What a finding has of the remediation of its cause; the others of the cause go with it. */
function shareOf(remediation: CauseRemediation, { id, findings }: Cause, finding: Finding): RemediationView {
  const accept = keeping(finding);
  if (remediation.kind === 'none')
    return { why: findings.length === 1 ? remediation.why : `of its cause, ${id}: ${remediation.why}`, accept };
  const leaves = new Set(remediation.leaves);
  if (leaves.has(finding.id)) return { why: `what mends its cause, ${id}, does not end it: mend that first, and audit again`, accept };
  const others = findings.filter((other) => other.state === 'open' && other.id !== finding.id && !leaves.has(other.id));
  const { changes, warnings } = changeView(remediation);
  return { changes, alsoRemoves: [...others.map((other) => other.id), ...remediation.alsoRemoves].sort(), warnings, accept };
}

function causeRemediationView(remediation: CauseRemediation): NonNullable<CauseView['remediation']> {
  const { accept } = remediation;
  const leaves = [...remediation.leaves];
  return remediation.kind === 'none' ? { why: remediation.why, accept, leaves } : { ...changeView(remediation), accept, leaves };
}

type ChangeView = Omit<Extract<RemediationView, { readonly changes: unknown }>, 'accept'>;

function changeView({ changes, alsoRemoves, warnings }: Extract<CauseRemediation, { readonly kind: 'change' }>): ChangeView {
  return {
    changes: changes.map((change) => ({ ...change, affects: [...change.affects] })),
    alsoRemoves: [...alsoRemoves],
    warnings: [...warnings],
  };
}
