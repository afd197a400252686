// Inline policies have one name in IAM and another in snapshots, which says whose they are.
import type { LocalPrincipal } from '../../model/snapshot.ts';

type Holder = Pick<LocalPrincipal, 'kind' | 'name'>;

const PREFIX = 'inline policy ';

/** What snapshots call an inline policy. */
export function inlineName(policy: string, { kind, name }: Holder): string {
  return `${PREFIX}${policy} of ${kind} ${name}`;
}

/** Whether a document of that name in a snapshot is an inline policy of the principal. */
export function isInlineOf(document: string, { kind, name }: Holder): boolean {
  return document.startsWith(PREFIX) && document.endsWith(` of ${kind} ${name}`);
}

/** The name that IAM knows an inline policy of the principal by. */
export function inlinePolicyName(document: string, { kind, name }: Holder): string {
  return document.slice(PREFIX.length, -` of ${kind} ${name}`.length);
}
