// The mends of an audit's findings as they leave the product.

import type { Finding } from '../model/finding.ts';
import { keeping, type Remediation, type RemediationInput, remediationsOf } from '../remediation/remediation.ts';
import { inReadingOrder } from './reading-order.ts';
import type { RemediationView } from './schema.ts';

/** Where more is wrong than that, a mend of the gravest changes what the others need. */
const MOST_MENDED = 100;
const LEAST_MENDED = 5;
/** A mend is tried out on the account: the larger it is, the fewer, so that an audit never waits long for them. */
const CELLS_TRIED = 20_000_000;

function mostRemediated({ account, repositoryClasses }: RemediationInput['matrix']): number {
  const repositories = repositoryClasses.reduce((sum, { members }) => sum + members.length, 0);
  const cells = Math.max(1, repositories * account.locals.length);
  return Math.min(MOST_MENDED, Math.max(LEAST_MENDED, Math.floor(CELLS_TRIED / cells)));
}

/** The mend of each finding, in the order in which they are asked for; null for what is over. */
export function remediationViews(input: RemediationInput): (finding: Finding) => RemediationView | null {
  const remediationOf = remediationsOf(input);
  const most = mostRemediated(input.matrix);
  const gravest = new Set(
    input.findings
      .filter(({ state }) => state !== 'resolved')
      .sort(inReadingOrder)
      .slice(0, most),
  );
  return (finding) => {
    if (finding.state === 'resolved') return null;
    if (gravest.has(finding)) return remediationView(remediationOf(finding));
    return {
      why: `worked out for the ${most} gravest findings: mend those first, and audit again`,
      accept: keeping(finding),
    };
  };
}

function remediationView(remediation: Remediation): RemediationView {
  if (remediation.kind === 'none') return { why: remediation.why, accept: remediation.accept };
  const { changes, alsoRemoves, warnings, accept } = remediation;
  return {
    changes: changes.map((change) => ({ ...change, affects: [...change.affects] })),
    alsoRemoves: [...alsoRemoves],
    warnings: [...warnings],
    accept,
  };
}
