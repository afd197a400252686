// What the schema cannot say about a snapshot: names that must agree or be unique, keys that are nearly right, depth.
import { repositoryArn } from '../model/ids.ts';
import { jsonPath, type PathPart } from '../text/path.ts';
import { shownValue } from '../text/quote.ts';
import { didYouMean } from '../text/suggest.ts';
import { accountOf } from './brands.ts';
import { wrongValue } from './problem.ts';
import { type IdentityFile, KEYS, type RegionFile, type RepositoryFile, type SnapshotFile } from './schema.ts';

type Path = readonly PathPart[];

/** Far more than AWS has in any document, far less than breaks a reader that recurses. */
const DEEPEST = 100;
const SHOWN_DEPTH = 6;

/** One reason per contradiction. */
export function contradictionsOf(file: SnapshotFile): readonly string[] {
  const account = accountOf(file.account);
  const arnOf = (region: string, name: string) => repositoryArn(file.partition, region, account, name);
  const regions = file.regions.map(({ region }, index) => [region, ['regions', index, 'region']] as const);
  return [
    ...tooDeep(file),
    ...misspelt(file, KEYS.snapshot, []),
    ...(file.identity.status === 'present' ? foreignPrincipals(file.identity.value, `arn:${file.partition}:iam::${file.account}`) : []),
    ...(file.organization?.status === 'present' ? misspelt(file.organization.value, KEYS.organization, ['organization', 'value']) : []),
    ...repeated(regions),
    ...file.regions.flatMap((region, index) => wrongRegion(region, ['regions', index], arnOf)),
  ];
}

function tooDeep(file: SnapshotFile): readonly string[] {
  return isDeeper(file, DEEPEST) ? [`${jsonPath(pathInto(file, DEEPEST))}: nested more than ${DEEPEST} levels deep`] : [];
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** The beginning of the path to what is too deep. */
function pathInto(value: unknown, levels: number): Path {
  if (typeof value !== 'object' || value === null || levels === DEEPEST - SHOWN_DEPTH) return [];
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (isDeeper(inner, levels - 1)) return [key, ...pathInto(inner, levels - 1)];
  }
  return [];
}

/** A key that may be left out counts as absent, so a slip in its name would hide what was read. */
function misspelt(object: object, known: readonly string[], path: Path): readonly string[] {
  const missing = known.filter((key) => !Object.hasOwn(object, key));
  if (missing.length === 0) return [];
  return Object.keys(object).flatMap((key) => {
    const suggestion = known.includes(key) ? '' : didYouMean(key, missing);
    return suggestion ? [`${path.length > 0 ? `${jsonPath(path)}: ` : ''}unknown key ${shownValue(key)}${suggestion}`] : [];
  });
}

function foreignPrincipals({ UserDetailList: users, RoleDetailList: roles }: IdentityFile, owner: string): readonly string[] {
  return [
    ...users.flatMap(({ Arn: arn }, index) => foreignArn(arn, `${owner}:user/`, ['UserDetailList', index])),
    ...roles.flatMap(({ Arn: arn }, index) => foreignArn(arn, `${owner}:role/`, ['RoleDetailList', index])),
  ];
}

function foreignArn(arn: string, prefix: string, path: Path): readonly string[] {
  if (arn.startsWith(prefix)) return [];
  return [wrongValue(['identity', 'value', ...path, 'Arn'], `expected an ARN that starts with \`${prefix}\``, arn)];
}

function repeated(names: readonly (readonly [string, Path])[]): readonly string[] {
  const seen = new Set<string>();
  return names.flatMap(([name, path]) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [`${jsonPath(path)}: ${shownValue(name)} is given twice`];
  });
}

type ArnOf = (region: string, name: string) => string;

function wrongRegion(file: RegionFile, path: Path, arnOf: ArnOf): readonly string[] {
  const slips = misspelt(file, KEYS.region, path);
  if (file.repositories.status !== 'present') return slips;
  const repositories = file.repositories.value.map((repository, index) => ({ repository, at: [...path, 'repositories', 'value', index] }));
  return [
    ...slips,
    ...repeated(repositories.map(({ repository, at }) => [repository.repositoryName, [...at, 'repositoryName']])),
    ...repositories.flatMap(({ repository, at }) => wrongRepository(repository, at, arnOf(file.region, repository.repositoryName))),
  ];
}

function wrongRepository(file: RepositoryFile, path: Path, arn: string): readonly string[] {
  const agrees = file.repositoryArn === arn;
  const tags = file.tags?.status === 'present' ? Object.entries(file.tags.value) : [];
  // The schema does not look at a tag whose key is `__proto__`.
  const wrongTags = tags.filter(([, value]) => typeof value !== 'string');
  return [
    ...misspelt(file, KEYS.repository, path),
    ...(agrees ? [] : [wrongValue([...path, 'repositoryArn'], `expected ${shownValue(arn)}`, file.repositoryArn)]),
    ...wrongTags.map(([key, value]) => wrongValue([...path, 'tags', 'value', key], 'expected a string', value)),
  ];
}
