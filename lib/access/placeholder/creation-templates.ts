// Repository creation templates and pull-through cache rules as AWS answers them (E9, E12): what new repositories will be like, and where they appear.
import * as z from 'zod';
import type { PolicyDocument } from '../../model/policy.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Registry, Tags } from '../../model/snapshot.ts';

const tag = z.looseObject({ Key: z.string(), Value: z.string() });
const template = z.looseObject({
  prefix: z.string(),
  repositoryPolicy: z.union([z.string(), z.looseObject({})]).nullish(),
  resourceTags: z.array(tag).nullish(),
});
/** What DescribeRepositoryCreationTemplates answers, or only its list. */
const templates = z.union([z.array(template), z.looseObject({ repositoryCreationTemplates: z.array(template) })]);

const cache = z.looseObject({ ecrRepositoryPrefix: z.string() });
const caches = z.union([z.array(cache), z.looseObject({ pullThroughCacheRules: z.array(cache) })]);

export interface CreationTemplate {
  /** As AWS has it: `ROOT` for what no other template is for. */
  readonly prefix: string;
  /** What the names of its repositories begin with: E9, a `/` is appended. */
  readonly folder: string;
  readonly tags: Tags;
  /** Undefined where repositories get none. */
  readonly policy: PolicyDocument | undefined;
}

export type TemplatesReading =
  | { readonly kind: 'templates'; readonly templates: readonly CreationTemplate[] }
  | { readonly kind: 'unreadable'; readonly answer: unknown; readonly error: z.ZodError };

/** The templates of a registry; none where they were not read. */
export function creationTemplates({ region, creationTemplates: part }: Pick<Registry, 'region' | 'creationTemplates'>): TemplatesReading {
  if (part.kind !== 'present') return { kind: 'templates', templates: [] };
  const { success, error, data } = templates.safeParse(part.value);
  if (!success) return { kind: 'unreadable', answer: part.value, error };
  const listed = Array.isArray(data) ? data : data.repositoryCreationTemplates;
  return { kind: 'templates', templates: listed.map((each) => templateOf(region, each)) };
}

function templateOf(region: string, { prefix, resourceTags, repositoryPolicy }: z.output<typeof template>): CreationTemplate {
  return {
    prefix,
    folder: folderOf(prefix),
    tags: Object.fromEntries((resourceTags ?? []).map(({ Key, Value }) => [Key, Value])),
    policy: policyOf({ kind: 'template', region, prefix }, repositoryPolicy),
  };
}

function policyOf(ref: PolicyRef, policy: z.output<typeof template>['repositoryPolicy']): PolicyDocument | undefined {
  if (policy === null || policy === undefined || policy === '') return undefined;
  return { ref, text: typeof policy === 'string' ? policy : JSON.stringify(policy) };
}

/** E9: the template of a new repository is the one whose prefix is the longest. */
export function templateFor(all: readonly CreationTemplate[], name: string): CreationTemplate | undefined {
  return all.reduce<CreationTemplate | undefined>((found, each) => {
    return name.startsWith(each.folder) && each.folder.length >= (found?.folder.length ?? 0) ? each : found;
  }, undefined);
}

/** Where pulls through a cache make repositories appear (E14); nothing where that was not read. */
export function cacheFolders({ pullThroughCacheRules: part }: Pick<Registry, 'pullThroughCacheRules'>): readonly string[] {
  const { data } = caches.safeParse(part.kind === 'present' ? part.value : []);
  const listed = Array.isArray(data) ? data : (data?.pullThroughCacheRules ?? []);
  return listed.map(({ ecrRepositoryPrefix }) => folderOf(ecrRepositoryPrefix));
}

function folderOf(prefix: string): string {
  if (prefix === 'ROOT') return '';
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}
