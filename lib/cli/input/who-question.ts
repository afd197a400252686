// What `who` is asked: the writes to look for, worked out from a finding, a cause, or a repository by its name.
import { prepareAccount } from '../../access/account/account.ts';
import { judgeSnapshot } from '../../audit.ts';
import type { Session } from '../../aws/client/session.ts';
import { readReference } from '../../baseline/match/repository-reference.ts';
import type { WhoView } from '../../events/schema.ts';
import { distinctPatterns } from '../../events/seeking.ts';
import { soughtAround, soughtBy, soughtOfPrincipal } from '../../events/sought.ts';
import type { TouchedPattern } from '../../events/touched.ts';
import { gapPartName } from '../../model/gap-part.ts';
import type { Instant } from '../../model/ids.ts';
import type { AccountSnapshot, Gap } from '../../model/snapshot.ts';
import { Failure } from '../process/failure.ts';
import { step } from '../process/steps.ts';
import { type AskedFinding, askable } from './asked.ts';
import { loadBaseline, repositoriesNamed } from './inputs.ts';
import { idNamed } from './named-id.ts';
import { type AccountOptions, readAccount } from './read-account.ts';
import { standing } from './standing.ts';

export interface WhoOptions extends AccountOptions {
  /** Of a finding or of a cause, or the beginning of one; undefined where a repository is asked about. */
  readonly id: string | undefined;
  readonly baseline: string | undefined;
  /** A folder in which findings are followed; it is only read. */
  readonly state: string | undefined;
  readonly repository: string | undefined;
  readonly principal: string | undefined;
  readonly since: string | undefined;
  readonly format: 'text' | 'json';
  readonly now: Instant;
}

export interface WhoQuestion extends Pick<WhoView, 'of' | 'id' | 'message'> {
  readonly sought: readonly TouchedPattern[];
  /** The account that was judged; undefined where none was read. */
  readonly snapshot: AccountSnapshot | undefined;
  /** What would have told more to look for, and was not read. */
  readonly gaps: readonly WhoView['unread'][number][];
}

/** The question, as soon as somebody is there to answer it. Throws a Failure where options contradict each other or name nothing. */
export async function whoQuestion(options: WhoOptions): Promise<(session: Session) => WhoQuestion> {
  const { id, repository } = options;
  if ((id === undefined) === (repository === undefined))
    throw new Failure('give one of an id (ecrd-... or ecrc-... of an audit) and --repository NAME');
  if (repository !== undefined) return repositoryQuestion(repository, options);
  if (options.principal !== undefined || options.region !== undefined)
    throw new Failure('--principal and --region go with --repository: leave them out, the finding says what it is about');
  return findingQuestion(id ?? '', options);
}

async function findingQuestion(id: string, options: WhoOptions): Promise<() => WhoQuestion> {
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const snapshot = await accountAsked(options);
  step('comparing access with what was meant');
  const judged = judgeSnapshot(snapshot, baseline);
  const { findings } = await standing(judged, options.state);
  if (findings.some((each) => each.id === id && each.state === 'resolved'))
    throw new Failure(`finding ${id} is resolved: ask who wrote to its repository, with --repository NAME`);
  const current = findings.filter(({ state }) => state !== 'resolved');
  const ids = askable(judged.matrix.account, current);
  // INVARIANT: it is one of the keys.
  const asked = ids.get(idNamed(id, [...ids.keys()])) as AskedFinding;
  const question = questionOf(asked, snapshot);
  return () => question;
}

function questionOf({ cause, finding }: AskedFinding, snapshot: AccountSnapshot): WhoQuestion {
  const about = finding ? [finding] : cause.findings;
  const sought = distinctPatterns(about.flatMap((each) => soughtBy(each, snapshot)));
  const gaps = about.flatMap(({ drift }) => (drift.kind === 'unverified' ? [gapView(drift.gap)] : []));
  return {
    of: finding ? 'finding' : 'cause',
    id: finding?.id ?? cause.id,
    message: finding?.message ?? cause.message,
    sought,
    snapshot,
    gaps,
  };
}

async function repositoryQuestion(text: string, options: WhoOptions): Promise<(session: Session) => WhoQuestion> {
  const { snapshot: path, principal, baseline, state } = options;
  if (baseline !== undefined || state !== undefined)
    throw new Failure('--baseline and --state go with the id of a finding, not with --repository');
  const snapshot = path === undefined && principal === undefined ? undefined : await accountAsked(options);
  const known =
    path === undefined || snapshot === undefined
      ? undefined
      : repositoriesNamed(prepareAccount(snapshot), { repository: text, region: options.region });
  const own = principal === undefined || snapshot === undefined ? [] : soughtOfPrincipal(principal, snapshot);
  if (principal !== undefined && own.length === 0)
    throw new Failure(`\`${principal}\` is no user or role of account ${snapshot?.account}: its policies are written elsewhere`);
  const gaps = principal !== undefined && snapshot?.principals.kind === 'unknown' ? [gapView(snapshot.principals.gap)] : [];
  return (session) => {
    const { name, regions } = known
      ? { name: known[0]?.name ?? text, regions: known.map(({ region }) => region) }
      : placeNamed(text, options, session);
    const around = regions.flatMap((region) => soughtAround(region, name));
    const whose = principal === undefined ? '' : `, and those of ${principal}`;
    const message = `the policies of repository ${name} and of its registry in ${regions.join(', ')}${whose}`;
    return { of: 'repository', id: name, message, sought: [...around, ...own], snapshot, gaps };
  };
}

interface PlaceNamed {
  readonly name: string;
  readonly regions: readonly string[];
}

/** Without a snapshot the repository need not be there any more: its name is taken as it is given. */
function placeNamed(text: string, { region, regions }: WhoOptions, session: Session): PlaceNamed {
  const reference = readReference(text);
  const asked = region === undefined ? (regions ?? [session.region]) : [region];
  if (!reference) return { name: text, regions: asked };
  if (reference.account !== session.account || reference.name === '' || reference.region === undefined)
    throw new Failure(`\`${text}\` is no repository of account ${session.account}, which the credentials are of`);
  return { name: reference.name, regions: [reference.region] };
}

/** The options of a live account are also those of whom CloudTrail is asked with, and of no use for a saved one. */
function accountAsked(options: WhoOptions): Promise<AccountSnapshot> {
  const { snapshot } = options;
  return readAccount(snapshot === undefined ? options : { snapshot, regions: undefined, roleArn: undefined, externalId: undefined });
}

function gapView({ part, api, code, message }: Gap): WhoView['unread'][number] {
  return { part: gapPartName(part), api, code, message };
}
