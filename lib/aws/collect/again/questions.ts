// What has to be asked to read again what writes have touched, each thing once.
import type { OrganizationTouched, Touched } from '../../../events/touched.ts';
import type { RegistryPart } from '../../../model/reread.ts';
import type { PrincipalQuestion } from './principal.ts';

export type RereadQuestion = Asked &
  (
    | { readonly kind: 'repository'; readonly region: string; readonly repository: string }
    | { readonly kind: 'registry'; readonly region: string; readonly part: RegistryPart }
    | { readonly kind: 'principal'; readonly question: PrincipalQuestion }
    | { readonly kind: 'managed'; readonly policy: string }
    | OrganizationQuestion
  );

interface Asked {
  /** How many touched things ask it. */
  readonly asked: number;
}

export type OrganizationQuestion =
  | { readonly kind: 'organization' }
  | { readonly kind: 'controlPolicies' }
  | { readonly kind: 'controlLevel'; readonly target: string }
  | { readonly kind: 'controlPolicy'; readonly id: string }
  | { readonly kind: 'member'; readonly account: string };

/** The whole organization has its control policies with it. */
export function questionsOf(touched: readonly Touched[]): readonly RereadQuestion[] {
  const groups = [...Map.groupBy(touched, keyOf).values()];
  const questions = groups.flatMap((group) => questionOf(group) ?? []);
  const isWhole = questions.some(({ kind }) => kind === 'organization');
  return isWhole ? questions.filter(({ kind }) => kind !== 'controlPolicies') : questions;
}

function keyOf(touched: Touched): string {
  switch (touched.kind) {
    case 'repository':
      return JSON.stringify([touched.kind, touched.region, touched.repository]);
    case 'registry':
      return JSON.stringify(['registry', touched.region, REGISTRY[touched.part]]);
    case 'template':
      return JSON.stringify(['registry', touched.region, 'creationTemplates']);
    case 'principal':
    case 'inline':
    case 'attachment':
      return JSON.stringify(['principal', touched.of, touched.name.toLowerCase()]);
    case 'membership':
      return JSON.stringify(['principal', 'user', touched.name.toLowerCase()]);
    case 'managed':
      return JSON.stringify([touched.kind, touched.policy]);
    case 'organization':
      return JSON.stringify(organizationQuestion(touched));
  }
}

const REGISTRY = {
  policy: 'registryPolicy',
  policyScope: 'registryPolicyScope',
  replication: 'replication',
  pullThroughCacheRules: 'pullThroughCacheRules',
} as const satisfies Record<Extract<Touched, { kind: 'registry' }>['part'], RegistryPart>;

/** Of things of one key. */
function questionOf(group: readonly Touched[]): RereadQuestion | undefined {
  const asked = group.length;
  const [first] = group;
  switch (first?.kind) {
    case undefined:
      return undefined;
    case 'repository':
      return { kind: first.kind, asked, region: first.region, repository: first.repository };
    case 'registry':
      return { kind: 'registry', asked, region: first.region, part: REGISTRY[first.part] };
    case 'template':
      return { kind: 'registry', asked, region: first.region, part: 'creationTemplates' };
    case 'principal':
    case 'inline':
    case 'attachment':
      return { kind: 'principal', asked, question: principalQuestion(first.of, first.name, group) };
    case 'membership':
      return { kind: 'principal', asked, question: principalQuestion('user', first.name, group) };
    case 'managed':
      return { kind: first.kind, asked, policy: first.policy };
    case 'organization':
      return { ...organizationQuestion(first), asked };
  }
}

function organizationQuestion(touched: OrganizationTouched): OrganizationQuestion {
  switch (touched.part) {
    case 'members':
      return { kind: 'organization' };
    case 'policyTypes':
    case 'policyName':
      return { kind: 'controlPolicies' };
    case 'attachment':
      return { kind: 'controlLevel', target: touched.target };
    case 'policy':
      return { kind: 'controlPolicy', id: touched.policy };
    case 'member':
      return { kind: 'member', account: touched.account };
  }
}

function principalQuestion(of: PrincipalQuestion['of'], name: string, group: readonly Touched[]): PrincipalQuestion {
  const spellings = new Set(group.flatMap((each) => ('name' in each ? each.name : [])));
  spellings.delete(name);
  return {
    of,
    names: [name, ...spellings],
    inline: [...new Set(group.flatMap((each) => (each.kind === 'inline' ? each.policy : [])))],
    attached: group.some(({ kind }) => kind === 'attachment'),
    groups: group.some(({ kind }) => kind === 'membership'),
  };
}
