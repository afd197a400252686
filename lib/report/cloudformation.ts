// The changes of a remediation as CloudFormation: the properties that the resources have to have afterwards.
import { Document, isScalar, visit } from 'yaml';
import { visible } from '../text/quote.ts';
import { placeOf } from './remediation-lines.ts';
import type { RemediationView } from './schema.ts';
import { holderOf, pathOf } from './terraform.ts';

type ChangeView = Extract<RemediationView, { readonly changes: unknown }>['changes'][number];
type Properties = Readonly<Record<string, unknown>>;

/** A template of the resources; comments where there is nothing left to write, or where CloudFormation would read more into it. */
export function cloudFormationOf(changes: readonly ChangeView[]): string {
  const remarks = changes.flatMap(remarkOf);
  const written = changes.filter((change) => remarkOf(change).length === 0);
  const names = new Set<string>();
  const resources = Object.fromEntries(written.map((change) => [freeName(change, names), resourceOf(change)]));
  const lines = remarks.map((line) => `# ${visible(line)}\n`).join('');
  if (written.length === 0) return lines;
  return `${lines}${yamlOf({ Resources: resources })}`;
}

/** Readers of old and new YAML read the same: every text of a policy is in double quotes, and what a terminal hides or obeys is escaped. */
function yamlOf(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.1' });
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && !/^[A-Za-z][\w:./-]*$/.test(String(key.value))) key.type = 'QUOTE_DOUBLE';
    },
  });
  return document
    .toString({ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
    .replaceAll(/[\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\U${(char.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`);
}

function remarkOf(change: ChangeView): readonly string[] {
  const place = placeOf(change);
  if (change.target === 'attachment') return [`${place}: take it out of its ManagedPolicyArns.`];
  if (change.after === null)
    return [`${place}: nothing is left of it, remove ${change.target === 'repositoryPolicy' ? 'RepositoryPolicyText' : 'the resource'}.`];
  return isOwnLanguage(JSON.parse(change.after))
    ? [`${place}: CloudFormation would read a part of the policy as its own: use the command.`]
    : [];
}

/** `{{resolve:` is filled in wherever it stands, and functions are keys. */
function isOwnLanguage(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{resolve:');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, each]) => key === 'Ref' || key.startsWith('Fn::') || isOwnLanguage(key) || isOwnLanguage(each));
}

function resourceOf({ target, name, principal, after }: ChangeView): { readonly Type: string; readonly Properties: Properties } {
  const policy: unknown = JSON.parse(after ?? 'null');
  const { kind, name: owner } = holderOf(principal);
  switch (target) {
    case 'repositoryPolicy':
      return { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: name, RepositoryPolicyText: policy } };
    case 'registryPolicy':
      return { Type: 'AWS::ECR::RegistryPolicy', Properties: { PolicyText: policy } };
    case 'inlinePolicy':
      if (kind === 'user')
        return { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: owner, PolicyName: name, PolicyDocument: policy } };
      return { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: owner, PolicyName: name, PolicyDocument: policy } };
    case 'managedPolicy':
    case 'attachment': {
      const { path, last } = pathOf(name);
      return { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: last, Path: path, PolicyDocument: policy } };
    }
  }
}

/** Logical ids are letters and digits. */
function freeName({ target, name, principal, region }: ChangeView, taken: Set<string>): string {
  const parts =
    target === 'registryPolicy'
      ? ['registry', region ?? '']
      : [holderOf(principal).name, target === 'managedPolicy' ? pathOf(name).last : name];
  const words = parts
    .join(' ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const base = `${words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')}Policy`;
  let free = base;
  for (let number = 2; taken.has(free); number += 1) free = `${base}${number}`;
  taken.add(free);
  return free;
}
