// The registries of an account while changes are made to them: AWS's answers by name, replaced and never altered.
import type { RegionSetting } from '../model/gap-part.ts';
import type { DocumentFile, RegionFile, RepositoryFile } from '../snapshot/schema.ts';
import type { RegistryChange } from './change.ts';

export interface RegistryDraft {
  /** Why the change is about nothing that is there, or that was read; undefined where it was made. */
  readonly apply: (change: RegistryChange) => string | undefined;
  /** The regions that are other ones now; of what changes left alone the very objects. */
  readonly files: () => readonly RegionFile[];
}

interface RegionDraft {
  readonly repositories: Map<string, RepositoryFile> | undefined;
  file: RegionFile;
}

/** A draft of regions; `arnOf` says which ARN a repository has. */
export function registryDraft(files: readonly RegionFile[], arnOf: (region: string, name: string) => string): RegistryDraft {
  const drafts = new Map<string, RegionDraft>();
  const touched = new Set<string>();
  const draftOf = (region: string): RegionDraft | undefined => {
    const known = drafts.get(region);
    const file = files.find((each) => each.region === region);
    if (known || !file) return known;
    const list = file.repositories.status === 'present' ? file.repositories.value : [];
    const isKnown = file.repositories.status !== 'unknown';
    const made = { file, repositories: isKnown ? new Map(list.map((each) => [each.repositoryName, each])) : undefined };
    drafts.set(region, made);
    return made;
  };

  const apply = (change: RegistryChange): string | undefined => {
    const { region } = change;
    const draft = draftOf(region);
    if (!draft) return `the snapshot does not hold region ${region}`;
    touched.add(region);
    const { repositories } = draft;
    switch (change.kind) {
      case 'repository': {
        if (!repositories) return unreadList(region);
        const before = repositories.get(change.name) ?? {
          repositoryName: change.name,
          repositoryArn: arnOf(region, change.name),
          policy: ABSENT,
          tags: { status: 'present', value: {} },
        };
        const tags = change.tags === undefined ? {} : { tags: { status: 'present' as const, value: { ...change.tags } } };
        repositories.set(change.name, { ...before, ...tags });
        return undefined;
      }
      case 'noRepository':
        if (!repositories) return unreadList(region);
        repositories.delete(change.name);
        return undefined;
      case 'repositoryPolicy': {
        if (!repositories) return unreadList(region);
        const before = repositories.get(change.repository);
        if (!before)
          return change.document === null
            ? undefined
            : `the snapshot has no repository \`${change.repository}\` in ${region}, and the proposal makes none`;
        repositories.set(change.repository, { ...before, policy: documentPart(change.document) });
        return undefined;
      }
      case 'registryPolicy':
        draft.file = { ...draft.file, registryPolicy: documentPart(change.document) };
        return undefined;
      case 'registrySetting':
        draft.file = withSetting(draft.file, change.of, change.answer);
        return undefined;
      case 'creationTemplate':
        if (draft.file.creationTemplates?.status === 'unknown') return unreadList(region, 'creation templates');
        draft.file = withEntry(draft.file, TEMPLATES, change);
        return undefined;
      case 'cacheRule':
        if (draft.file.pullThroughCacheRules?.status === 'unknown') return unreadList(region, 'pull-through cache rules');
        draft.file = withEntry(draft.file, CACHE_RULES, change);
        return undefined;
    }
  };

  return {
    apply,
    files: () =>
      [...touched].flatMap((region) => {
        const draft = drafts.get(region);
        if (!draft) return [];
        const { file, repositories } = draft;
        return [repositories ? { ...file, repositories: { status: 'present', value: [...repositories.values()] } } : file];
      }),
  };
}

function unreadList(region: string, list = 'repositories'): string {
  return `the ${list} of ${region} were not read`;
}

const ABSENT = { status: 'absent' } as const;

function documentPart(document: DocumentFile | null): RepositoryFile['policy'] {
  return document === null ? ABSENT : { status: 'present', value: document };
}

const FIELDS = { policyScope: 'registryPolicyScope', replication: 'replication' } as const satisfies Partial<Record<RegionSetting, string>>;

function withSetting(file: RegionFile, of: keyof typeof FIELDS, answer: object | null): RegionFile {
  const part = answer === null ? ABSENT : ({ status: 'present', value: { ...answer } } as const);
  // INVARIANT: whoever makes the change has the answer in the form of AWS, which is all that the schema asks for.
  return { ...file, [FIELDS[of]]: part } as RegionFile;
}

/** Lists of a registry: the field of the snapshot, the key under which AWS answers, and the key that tells entries apart. */
const TEMPLATES = { field: 'creationTemplates', list: 'repositoryCreationTemplates', key: 'prefix' } as const;
const CACHE_RULES = { field: 'pullThroughCacheRules', list: 'pullThroughCacheRules', key: 'ecrRepositoryPrefix' } as const;

type Listed = typeof TEMPLATES | typeof CACHE_RULES;

interface Entry {
  readonly prefix: string;
  readonly answer: object | null;
}

function withEntry(file: RegionFile, { field, list, key }: Listed, { prefix, answer }: Entry): RegionFile {
  const part = file[field];
  const before: unknown = part?.status === 'present' ? part.value : [];
  const entries: readonly unknown[] = Array.isArray(before) ? before : entriesIn(before, list);
  const kept = entries.filter((each) => !isOf(each, key, prefix));
  return { ...file, [field]: { status: 'present', value: { [list]: [...kept, ...(answer === null ? [] : [answer])] } } };
}

function entriesIn(value: unknown, list: string): readonly unknown[] {
  const found: unknown = typeof value === 'object' && value !== null && list in value ? Reflect.get(value, list) : [];
  return Array.isArray(found) ? found : [];
}

function isOf(entry: unknown, key: string, prefix: string): boolean {
  return typeof entry === 'object' && entry !== null && Reflect.get(entry, key) === prefix;
}
