// The types of resources that have a name of their own, and the property that gives it.
import type { NamedKind } from './existing.ts';

interface NamedType {
  readonly kind: NamedKind;
  readonly property: string;
}

const NAMED: ReadonlyMap<string, NamedType> = new Map<string, NamedType>([
  ['AWS::ECR::Repository', { kind: 'repository', property: 'RepositoryName' }],
  ['AWS::IAM::Role', { kind: 'role', property: 'RoleName' }],
  ['AWS::IAM::User', { kind: 'user', property: 'UserName' }],
  ['AWS::IAM::Group', { kind: 'group', property: 'GroupName' }],
  ['AWS::IAM::ManagedPolicy', { kind: 'managedPolicy', property: 'ManagedPolicyName' }],
]);

/** Which property names a resource of this type; undefined where nothing here asks for its name. */
export function nameProperty(type: string): NamedType | undefined {
  return NAMED.get(type);
}
