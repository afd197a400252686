// A baseline of several accounts: what matches nothing in one of them may be meant for another. It is reported once, by the first of the accounts
// that it is about, where each of them found it so.
import type { PolicyFinding } from '../../model/drift.ts';

/** What the audit of an account found to match nothing there. */
export interface Staleness {
  /** Of the baseline that was judged. */
  readonly sha256: string;
  /** Whether everything was read that could match. */
  readonly complete: boolean;
  /** Sorted. */
  readonly stale: readonly string[];
}

/** The accounts that are audited with one baseline, and what is known of the others; what is not known of one is not there. */
export interface Among {
  readonly accounts: readonly string[];
  readonly others: ReadonlyMap<string, Staleness>;
}

/** An account that is audited by itself. */
export const ALONE: Among = { accounts: [], others: new Map() };

/** That something of the baseline matches nothing, and the accounts that it is about; none: all of them. */
export interface StaleFinding {
  readonly finding: PolicyFinding;
  readonly accounts: readonly string[];
}

export interface Shared {
  readonly reported: readonly PolicyFinding[];
  /** What nobody can say of the other accounts: it is neither reported nor over. */
  readonly withheld: readonly PolicyFinding[];
}

/** What the other accounts hear of the findings that were made here, shared or not. */
export function stalenessOf(findings: readonly StaleFinding[], sha256: string, complete: boolean): Staleness {
  return { sha256, complete, stale: findings.map(({ finding }) => staleKey(finding)).sort() };
}

/** The accounts whose audits have to be asked before the one of `own` reports anything: those of rules whose first account it is. */
export function accountsToAsk(
  rules: readonly { readonly repositories: { readonly accounts: readonly string[] } }[],
  own: string,
  all: readonly string[],
): readonly string[] {
  const asked = [[], ...rules.map(({ repositories: { accounts } }) => accounts)].map((wanted) =>
    all.filter((account) => wanted.length === 0 || wanted.includes(account)).toSorted(),
  );
  const first = asked.filter((about) => about[0] === own).flat();
  return [...new Set(first)].filter((account) => account !== own);
}

/** By what a finding is known in every account. */
function staleKey({ code, subject }: Pick<PolicyFinding, 'code' | 'subject'>): string {
  return `${code} ${typeof subject === 'string' ? subject : JSON.stringify(subject)}`;
}

/** The same with the keys of earlier versions: another account may have been audited by one. */
function staleKeys({ code, subject, formerly = [] }: PolicyFinding): readonly string[] {
  return [subject, ...formerly].map((each) => staleKey({ code, subject: each }));
}

/** What of it is reported here. `own` is the account of `findings`, `sha256` that of the baseline. */
export function sharedStaleness(findings: readonly StaleFinding[], own: string, sha256: string, { accounts, others }: Among): Shared {
  const reported: PolicyFinding[] = [];
  const withheld: PolicyFinding[] = [];
  for (const { finding, accounts: wanted } of findings) {
    const about = accounts.filter((account) => wanted.length === 0 || wanted.includes(account)).toSorted();
    const answers = about.filter((account) => account !== own).map((account) => answerOf(others.get(account), sha256, staleKeys(finding)));
    if (answers.every((answer) => answer === 'stale')) {
      if (about.length === 0 || about[0] === own) reported.push(finding);
    } else if (!answers.includes('matched')) withheld.push(finding);
  }
  return { reported, withheld };
}

function answerOf(found: Staleness | undefined, sha256: string, keys: readonly string[]): 'stale' | 'matched' | 'unknown' {
  if (found === undefined || found.sha256 !== sha256) return 'unknown';
  if (keys.some((key) => found.stale.includes(key))) return 'stale';
  return found.complete ? 'matched' : 'unknown';
}
