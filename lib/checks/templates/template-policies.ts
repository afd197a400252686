// The policies of creation templates, each with the beginning of the names of the repositories that will have it.
import type { Account } from '../../access/account/account.ts';
import { type CreationTemplate, creationTemplates } from '../../access/placeholder/creation-templates.ts';
import type { PolicyDocument } from '../../model/policy.ts';

/** The policy of a template, as it would be that of repositories whose names begin with `prefix`. */
export interface TemplatePolicy {
  readonly region: string;
  readonly prefix: string;
  readonly document: PolicyDocument;
  readonly title: string;
}

/** Every policy of a template that could be read. */
export function templatePolicies({ snapshot }: Account): readonly TemplatePolicy[] {
  return snapshot.registries.flatMap((registry) => {
    const { region } = registry;
    const reading = creationTemplates(registry);
    if (reading.kind === 'unreadable') return [];
    return reading.templates.flatMap((each) => {
      const { policy: document, folder: prefix } = each;
      return document ? [{ region, prefix, document, title: templateTitle(region, each) }] : [];
    });
  });
}

/** A template in a sentence. */
export function templateTitle(region: string, { prefix }: Pick<CreationTemplate, 'prefix'>): string {
  return `the creation template \`${prefix}\` of ${region}`;
}
