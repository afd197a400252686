// The changes of a remediation as Terraform: what the resources have to say afterwards, to be merged into what is there.
import { visible } from '../text/quote.ts';
import { hclAttributes, hclString, hclValue } from './hcl.ts';
import { placeOf } from './remediation-lines.ts';
import type { RemediationView } from './schema.ts';
import { policyDocument } from './terraform-document.ts';

type ChangeView = Extract<RemediationView, { readonly changes: unknown }>['changes'][number];

/** Resources with their policies; a comment where there is nothing left to write. */
export function terraformOf(changes: readonly ChangeView[]): string {
  const names = new Set<string>();
  return changes.map((change) => changeText(change, freeName(change, names))).join('\n');
}

function changeText(change: ChangeView, name: string): string {
  const { type, attributes } = resourceOf(change);
  const comment = `# ${visible(placeOf(change))}\n`;
  if (change.target === 'attachment')
    return `${comment}# Take the attachment out: ${type} of ${visible(change.name)}, or the ARN from wherever the role lists it.\n`;
  if (change.after === null) return `${comment}# Nothing is left of it: remove the ${type}.\n`;
  if (change.after !== change.after.normalize('NFC'))
    return `${comment}# Terraform would compose some of its characters: use the command.\n`;
  // INVARIANT: remediations write objects.
  const document = JSON.parse(change.after) as Readonly<Record<string, unknown>>;
  const data = policyDocument(name, document);
  const policy = data === undefined ? `jsonencode(${hclValue(document, '  ')})` : `data.aws_iam_policy_document.${name}.json`;
  const why = data === undefined ? '# aws_iam_policy_document cannot say this policy: it is written as it is.\n' : '';
  const written = hclAttributes([...attributes, { name: 'policy', value: policy }], '  ');
  return `${comment}${why}${data === undefined ? '' : `${data}\n`}resource ${hclString(type)} ${hclString(name)} {\n${written}}\n`;
}

interface ResourceText {
  readonly type: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

function resourceOf({ target, name, principal }: ChangeView): ResourceText {
  const { kind, name: owner } = holderOf(principal);
  switch (target) {
    case 'repositoryPolicy':
      return { type: 'aws_ecr_repository_policy', attributes: [{ name: 'repository', value: hclString(name) }] };
    case 'registryPolicy':
      return { type: 'aws_ecr_registry_policy', attributes: [] };
    case 'inlinePolicy':
      return {
        type: `aws_iam_${kind}_policy`,
        attributes: [
          { name: 'name', value: hclString(name) },
          { name: kind, value: hclString(owner) },
        ],
      };
    case 'managedPolicy': {
      const { path, last } = pathOf(name);
      return {
        type: 'aws_iam_policy',
        attributes: [
          { name: 'name', value: hclString(last) },
          { name: 'path', value: hclString(path) },
        ],
      };
    }
    case 'attachment':
      return { type: `aws_iam_${kind}_policy_attachment`, attributes: [] };
  }
}

/** Whose policy it is: a user or a role, and its name without the path. */
export function holderOf(arn: string | null): { readonly kind: 'user' | 'role'; readonly name: string } {
  const text = arn ?? '';
  return { kind: text.includes(':user/') ? 'user' : 'role', name: text.slice(text.lastIndexOf('/') + 1) };
}

/** The path and the name in the ARN of a managed policy. */
export function pathOf(arn: string): { readonly path: string; readonly last: string } {
  const resource = arn.slice(arn.indexOf(':policy/') + ':policy'.length);
  const end = resource.lastIndexOf('/') + 1;
  return { path: resource.slice(0, end), last: resource.slice(end) };
}

function freeName({ target, name, principal, region }: ChangeView, taken: Set<string>): string {
  const own = target === 'managedPolicy' ? pathOf(name).last : name;
  const text = target === 'registryPolicy' ? `registry_${region}` : `${holderOf(principal).name}_${own}`;
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const base = /^[a-z]/.test(plain) ? plain : `ecr_${plain}`;
  let free = base;
  for (let number = 2; taken.has(free); number += 1) free = `${base}_${number}`;
  taken.add(free);
  return free;
}
