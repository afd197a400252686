// Causes by what a reader wants them by, and those that a reader looks for.
import type { PageCause } from '../lib/report/html/page-view.ts';
import { shortName } from './audit.ts';

export type GroupedBy = 'severity' | 'repository' | 'principal' | 'policy';

export interface CauseGroup {
  readonly name: string;
  readonly causes: readonly PageCause[];
}

/** The groups in the order of their first causes; a cause is in each that it is about. */
export function groupsOf(causes: readonly PageCause[], by: GroupedBy): readonly CauseGroup[] {
  const groups = new Map<string, PageCause[]>();
  for (const cause of causes)
    for (const name of namesOf(cause, by)) {
      const group = groups.get(name);
      if (group) group.push(cause);
      else groups.set(name, [cause]);
    }
  return [...groups].map(([name, among]) => ({ name, causes: among }));
}

function namesOf({ severity, repositories, principals, policy }: PageCause, by: GroupedBy): readonly string[] {
  switch (by) {
    case 'severity':
      return [severity];
    case 'repository':
      return repositories.length > 0 ? repositories : ['The account as a whole'];
    case 'principal':
      return principals.length > 0 ? principals.map(shortName) : ['Nobody in particular'];
    case 'policy':
      return [policy];
  }
}

export type State = 'open' | 'accepted' | 'resolved';

export interface Wanted {
  readonly query: string;
  readonly state: State | 'all';
  readonly severity: string;
}

/** Those in which every word of the query occurs. */
export function wantedOf(causes: readonly PageCause[], { query, state, severity }: Wanted): readonly PageCause[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return causes.filter((cause) => {
    if (state !== 'all' && cause.states[state] === 0) return false;
    if (severity !== 'all' && cause.severity !== severity) return false;
    const text = textOf(cause);
    return words.every((word) => text.includes(word));
  });
}

const TEXTS = new WeakMap<PageCause, string>();

function textOf(cause: PageCause): string {
  const known = TEXTS.get(cause);
  if (known !== undefined) return known;
  const { id, label, message, repositories, principals, policy, findings } = cause;
  const text = [id, label, message, policy, ...repositories, ...principals, ...findings.first].join('\n').toLowerCase();
  TEXTS.set(cause, text);
  return text;
}
