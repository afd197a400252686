// Findings about one access: the same principal and capability, in the same repository or in one of all of them.

import { dependsOn } from '../../findings/catalogue.ts';
import type { Observed } from '../../model/state.ts';

/** Whether the access of a finding is, or is part of, that of a finding about a grant among `others`. */
export function withinAccessOf(others: readonly Observed[]): (finding: Observed) => boolean {
  const grants = others.filter(({ code }) => dependsOn(code) === 'grant');
  const accesses = new Set(grants.map((each) => accessKey(each, each.region, each.repository)));
  return (finding) => {
    const { region, repository } = finding;
    const around = [accessKey(finding, region, repository), accessKey(finding, region, '*'), accessKey(finding, '*', '*')];
    return around.some((key) => accesses.has(key));
  };
}

function accessKey({ principal, principalId, capability }: Observed, region: string | null, repository: string | null): string {
  return JSON.stringify([principalId ?? principal, capability, region, repository]);
}
