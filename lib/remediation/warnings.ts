// What whoever applies a remediation has to know beforehand.
import type { Account } from '../access/account/account.ts';
import { ECR_UNIVERSE } from '../access/account/documents.ts';
import { outsider } from '../access/account/subjects.ts';
import { hasAccess } from '../access/cell/outcome.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { shortened } from '../checks/survey/repository-lists.ts';
import { bitOf } from '../ecr/actions.ts';
import { TOKEN } from '../ecr/capabilities.ts';
import type { FindingId } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { type CompiledStatement, compilePolicy } from '../policy/compile.ts';
import { hasBit } from '../policy/logic/mask.ts';
import { parsePolicy } from '../policy/parse/parse.ts';
import { otherActions } from './effect/changeable.ts';
import type { Plan, Search } from './effect/plan.ts';
import { isEdited, outsidersIn, statementsAt } from './effect/reach.ts';
import { compactText, type DocumentJson, documentOf, statementsOf } from './policy/document.ts';
import type { Edit } from './policy/edit.ts';
import { withoutOrphans } from './policy/orphans.ts';

/** One line for each thing to know before the plan is carried out. */
export function warningsOf(search: Search, plan: Plan): readonly string[] {
  const { account, open } = search;
  const { edits, alsoRemoves, renewed, codeChanged, split, regaining, named } = plan;
  const answered = new Set([...open.targets, ...alsoRemoves]);
  const sharing = new Set(edits.flatMap(open.givenBy).filter((id) => !answered.has(id)));
  return [
    ...edits.flatMap((edit) => [...orphanWarnings(account, edit), ...lockWarnings(edit), ...kindWarnings(edit)]),
    ...tokenWarnings(plan),
    ...(edits.some(addsDenial)
      ? ['a Deny wins over every other policy: whoever gives this access later has to take the Deny out first']
      : []),
    ...renewed.map((id) => `${id} is about a statement that changes: it may be told again under another id`),
    ...codeChanged.map((id) => `${id} is told again under another code, because more is expected of the principal there`),
    ...split.map((id) => `${id} is about every repository, and is told again of those where it is not mended by this`),
    ...regaining.map(({ code, message }) => `${code} is told afterwards: ${message}`),
    ...named.map((name) => `\`${name}\` is told by itself after this instead of as one of all: allow it in the baseline where it is meant`),
    ...nowhereWarnings(search, plan),
    ...sharingWarnings([...sharing]),
  ];
}

/** The baseline may speak of outsiders that are known by nothing but the policies that name them. */
function nowhereWarnings(search: Search, { edits, effect }: Plan): readonly string[] {
  const gone = [...effect.lost, ...effect.lostActions].map(({ subject }) => subject).filter(({ local }) => local === undefined);
  const meant = [...new Set(gone)].filter(({ principal }) => search.terms.speaksOf(principal));
  const names = [...new Set(meant.map(({ principal }) => principal.name))].sort();
  if (names.length === 0) return [];
  const { after, at } = effect;
  // Whoever is named and has no access is nobody to a baseline.
  const isThereAt = (name: string, repository: Repository): boolean => {
    const outsiders = isEdited(repository, edits) ? outsidersIn(after, statementsAt(after, repository)) : search.outsidersAt(repository);
    return outsiders.has(name) && hasAccess(at(outsider(after.ground, name), repository));
  };
  const nowhere = names.filter((name) => !repositoriesOf(after).some((repository) => isThereAt(name, repository)));
  return nowhere.map(
    (name) => `no policy gives \`${name}\` access after this: what the baseline says of it alone is then stale (ECRD-405)`,
  );
}

const MOST_NAMED = 3;

function sharingWarnings(ids: readonly FindingId[]): readonly string[] {
  if (ids.length === 0) return [];
  const others = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return [`other findings are about the same policy (${ids.slice(0, MOST_NAMED).join(', ')}${others}): audit again before mending them`];
}

function orphanWarnings(account: Account, edit: Edit): readonly string[] {
  const before = isOfRepositories(edit) ? beforeOf(edit) : undefined;
  if (!before) return [];
  const gone = withoutOrphans(account, before).orphans;
  return gone.map((name) => `\`${name}\` does not exist any more and goes too: ECR refuses a policy that names it`);
}

function isOfRepositories({ kind }: Edit): boolean {
  return kind === 'repositoryPolicy' || kind === 'registryPolicy';
}

function beforeOf({ before }: Edit): DocumentJson | undefined {
  return before === undefined ? undefined : documentOf(before);
}

const SET = bitOf('ecr:SetRepositoryPolicy');

/** F7: ECR asks for `--force` before it locks its caller out, and a Deny for everybody has locked everybody out. */
function lockWarnings(edit: Edit): readonly string[] {
  if (edit.kind !== 'repositoryPolicy' || !edit.after) return [];
  const locks = (document: DocumentJson): readonly CompiledStatement[] =>
    compiled(document).filter(({ effect, actions }) => effect === 'Deny' && hasBit(actions, SET));
  const before = beforeOf(edit);
  if (before && locks(before).some(isForEverybody))
    return ['the policy denies ecr:SetRepositoryPolicy to everybody: ECR refuses the command as long as it does'];
  return locks(edit.after).length > (before ? locks(before).length : 0)
    ? ['whoever the new Deny is for cannot change the policy afterwards: ECR asks such a caller for --force']
    : [];
}

function compiled(document: DocumentJson): readonly CompiledStatement[] {
  const reading = parsePolicy(compactText(document), 'resource');
  return reading.kind === 'policy' ? compilePolicy(reading.policy, 'resource', ECR_UNIVERSE).statements : [];
}

function isForEverybody({ source: { principal, conditions } }: CompiledStatement): boolean {
  return conditions.length === 0 && principal.kind === 'only' && principal.of.some(({ kind }) => kind === 'everyone');
}

function kindWarnings(edit: Edit): readonly string[] {
  switch (edit.kind) {
    case 'repositoryPolicy':
    case 'registryPolicy':
    case 'inlinePolicy':
      return [];
    case 'managedPolicy':
      return ['IAM keeps five versions of a managed policy: where there are five, delete one first'];
    case 'attachment': {
      const others = otherActions(documentOf(edit.before) ?? {});
      return others.length === 0 ? [] : [`${edit.principal.arn} also loses what the policy allows besides ECR: ${others.join(', ')}`];
    }
  }
}

/** Rights that were of no use come alive; only the baseline can say whether they should. */
function tokenWarnings({ edits, effect }: Plan): readonly string[] {
  if (!edits.some(addsToken)) return [];
  const gained = effect.gained.map(({ capability, repository: { name, region } }) => `${capability} on ${name} in ${region}`);
  return gained.length === 0 ? [] : [`with the token come ${shortened(gained).join(', ')}: where no rule allows it, the next audit tells`];
}

function addsToken(edit: Edit): boolean {
  if ((edit.kind !== 'inlinePolicy' && edit.kind !== 'managedPolicy') || edit.after === null) return false;
  return compactText(edit.after).includes(TOKEN) && !edit.before?.includes(TOKEN);
}

function addsDenial(edit: Edit): boolean {
  if (edit.kind === 'attachment' || !edit.after) return false;
  const before = beforeOf(edit);
  const known = new Set(before ? statementsOf(before).map((each) => JSON.stringify(each)) : []);
  return statementsOf(edit.after).some((each) => each['Effect'] === 'Deny' && !known.has(JSON.stringify(each)));
}
