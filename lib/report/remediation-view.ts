// The remediations of an audit's causes as they leave the product, and what each finding has of them.
import { memoize } from '../collections/memoize.ts';
import { inReadingOrder } from '../findings/reading-order.ts';
import type { Cause } from '../model/cause.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { causeRemediations, keeping, type Remediation, type RemediationInput } from '../remediation/remediation.ts';
import type { CauseView, RemediationView } from './schema.ts';

/** Where more is wrong than that, a remediation of the gravest changes what the others need. */
const MOST_REMEDIED = 100;

export interface RemediationViews {
  /** Null where nothing of it is left. */
  readonly ofCause: (cause: Cause) => CauseView['remediation'];
  /** That of its cause, where it ends the finding; null for what is over. */
  readonly ofFinding: (finding: Finding) => RemediationView | null;
}

/** The remediations of the gravest causes. A text says so where there is none, or where it is told elsewhere. */
export function remediationViews(input: RemediationInput, causes: readonly Cause[]): RemediationViews {
  const remediationOf = causeRemediations(input);
  const present = causes.filter(isPresent);
  const worked = new Map(present.slice(0, MOST_REMEDIED).map((cause) => [cause, remediationOf(cause)]));
  const causeOf = new Map<FindingId, Cause>();
  for (const cause of causes) for (const { id } of cause.findings) causeOf.set(id, cause);
  // The same change again and again makes a result long and says nothing new.
  const shown = new Set(
    [...worked.keys()]
      .flatMap(({ findings }) => findings)
      .filter(isCurrent)
      .sort(inReadingOrder)
      .slice(0, MOST_REMEDIED),
  );
  const endedOf = memoize((cause: Cause): readonly FindingId[] => {
    const remediation = worked.get(cause);
    const leaves = new Set(remediation?.kind === 'change' ? remediation.leaves : []);
    return cause.findings.filter(({ id, state }) => state === 'open' && !leaves.has(id)).map(({ id }) => id);
  });
  const later = memoize(
    ({ id }: Cause) => `worked out for the ${MOST_REMEDIED} gravest causes: \`ecr-drift fix ${id}\` works out this one`,
  );
  const told = memoize(({ id }: Cause) => `see its cause, ${id}`);
  return {
    ofCause: (cause) => {
      const remediation = worked.get(cause);
      if (remediation) return causeRemediationView(remediation, cause);
      const first = cause.findings.find(isCurrent);
      return first ? { why: later(cause), accept: keeping(first), leaves: currentIn(cause) } : null;
    },
    ofFinding: (finding) => {
      if (!isCurrent(finding)) return null;
      const cause = causeOf.get(finding.id);
      const remediation = cause && worked.get(cause);
      if (!cause) return null;
      if (!remediation) return { why: later(cause), accept: keeping(finding) };
      return shown.has(finding) ? shareOf(remediation, cause, finding, endedOf(cause)) : { why: told(cause), accept: keeping(finding) };
    },
  };
}

function isPresent({ findings }: Cause): boolean {
  return findings.some(isCurrent);
}

function isCurrent({ state }: Finding): boolean {
  return state !== 'resolved';
}

/** What a finding has of the remediation of its cause; the others of the cause go with it. `ended`: all that it ends. */
function shareOf(remediation: Remediation, { id, findings }: Cause, finding: Finding, ended: readonly FindingId[]): RemediationView {
  const accept = keeping(finding);
  if (remediation.kind === 'none')
    return { why: findings.length === 1 ? remediation.why : `of its cause, ${id}: ${remediation.why}`, accept };
  if (remediation.leaves.includes(finding.id))
    return { why: `what mends its cause, ${id}, does not end it: mend that first, and audit again`, accept };
  const { changes, warnings } = changeView(remediation);
  return { changes, alsoRemoves: [...ended.filter((other) => other !== finding.id), ...remediation.alsoRemoves].sort(), warnings, accept };
}

/** As results show it. */
export function causeRemediationView(remediation: Remediation, cause: Pick<Cause, 'findings'>): NonNullable<CauseView['remediation']> {
  const { accept } = remediation;
  if (remediation.kind === 'none') return { why: remediation.why, accept, leaves: currentIn(cause) };
  return { ...changeView(remediation), accept, leaves: [...remediation.leaves] };
}

function currentIn({ findings }: Pick<Cause, 'findings'>): string[] {
  return findings.filter(isCurrent).map(({ id }) => id);
}

type ChangeView = Omit<Extract<RemediationView, { readonly changes: unknown }>, 'accept'>;

function changeView({ changes, alsoRemoves, warnings }: Extract<Remediation, { readonly kind: 'change' }>): ChangeView {
  return {
    changes: changes.map((change) => ({ ...change, affects: [...change.affects] })),
    alsoRemoves: [...alsoRemoves],
    warnings: [...warnings],
  };
}
