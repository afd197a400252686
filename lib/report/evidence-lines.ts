// The proof of a finding in a few lines.
import type { FindingView } from './schema.ts';

const MOST_REPOSITORIES = 5;

/** What proves a finding, as plain text of strangers: whoever prints it makes it inert. */
export function evidenceLines({ evidence }: FindingView): readonly string[] {
  const { via = [], conditions = [], repositories = [], repositoryCount = repositories.length, rule } = evidence;
  const through = via.map(({ policy, sid, index }) => `${policy}, statement ${index}${sid === null ? '' : ` (${sid})`}`);
  const depends = conditions.map((each) =>
    'account' in each ? `account ${each.account} allows it` : `${each.operator} ${each.key} ${each.values.join(', ')} (${each.effect})`,
  );
  const named = repositories.slice(0, MOST_REPOSITORIES).map(({ region, repository }) => `${repository} in ${region}`);
  const more = repositoryCount > named.length ? [`and ${repositoryCount - named.length} more`] : [];
  return [
    ...(through.length > 0 ? [`through ${through.join('; ')}`] : []),
    ...(depends.length > 0 ? [`depends on ${depends.join('; ')}`] : []),
    ...(named.length > 0 ? [`on ${[...named, ...more].join(', ')}`] : []),
    ...(rule ? [`rule ${rule.id} (${rule.file}:${rule.line})`] : []),
  ];
}
