// What writes have touched, read again: each thing with as few calls as it takes, and nothing else of the account.
import type { Touched } from '../../../events/touched.ts';
import { newest } from '../../../scoped/newest.ts';
import type { SnapshotFile, UnreadFile } from '../../../snapshot/schema.ts';
import { mapOf } from '../../client/concurrency.ts';
import type { Session } from '../../client/session.ts';
import { allowance } from './allowance.ts';
import { type KnownIdentity, knownOf } from './known.ts';
import { answerOfOrganization } from './organization-answer.ts';
import { type FailedReread, NOTHING, type RereadOutcome, readOnce, together } from './outcome.ts';
import { readPrincipal } from './principal.ts';
import { questionsOf, type RereadQuestion } from './questions.ts';
import { readRepository } from './repository.ts';
import { readSetting } from './setting.ts';

export interface RereadOptions {
  /** What is known of the account: the last full scan, with what was read again since then laid over it. */
  readonly base: SnapshotFile;
  /** Milliseconds since the epoch: afterwards nothing more is asked. */
  readonly until: number;
}

const WIDTH = 4;
/** For an event. */
const MOST_CALLS = 10;
/** One is left for a name that somebody else had before. */
const CALLS = MOST_CALLS - 1;

/**
 * The parts that were read, each once, and what could not be read and why. What `base` could not read, or a region that it does not have, is
 * not asked for. Rejects only when the session's signal aborts.
 */
export async function readAgain(session: Session, touched: readonly Touched[], options: RereadOptions): Promise<RereadOutcome> {
  const { identity } = options.base;
  const known = identity.status === 'present' ? knownOf(session, identity.value) : identity;
  const outcomes = await mapOf(questionsOf(touched), WIDTH, (question) => answerOf(question, { ...options, session, known }));
  const { parts, failed } = together(outcomes);
  return { parts: newest(parts, []), failed: [...new Map(failed.map((each) => [JSON.stringify(each.part), each])).values()] };
}

type NotPresent = UnreadFile | { readonly status: 'absent' };

interface Reading extends RereadOptions {
  readonly session: Session;
  readonly known: KnownIdentity | NotPresent;
}

async function answerOf(question: RereadQuestion, { session, known, base, until }: Reading): Promise<RereadOutcome> {
  const allowed = allowance(session, until, CALLS * question.asked);
  switch (question.kind) {
    case 'repository': {
      const { region, repository } = question;
      const part = { kind: 'repository', region, repository } as const;
      const repositories = base.regions.find((each) => each.region === region)?.repositories;
      if (repositories === undefined) return NOTHING;
      if (repositories.status !== 'present') return notPresentBefore(part, repositories, 'ecr:DescribeRepositories');
      return readOnce(part, await readRepository(session, allowed, part));
    }
    case 'registry': {
      const { region, part } = question;
      const isAudited = base.regions.some((each) => each.region === region);
      return isAudited ? readOnce({ kind: 'registry', region, part }, await readSetting(session, allowed, { region, part })) : NOTHING;
    }
    case 'principal': {
      const { of, names } = question.question;
      return 'status' in known
        ? notPresentBefore({ kind: 'principal', of, name: names[0] }, known, IDENTITY)
        : readPrincipal({ session, known, allowance: allowed }, question.question);
    }
    case 'managed':
      return 'status' in known
        ? notPresentBefore({ kind: 'managed', policy: question.policy }, known, IDENTITY)
        : known.document(question.policy, allowed);
    case 'organization':
    case 'controlPolicies':
    case 'controlLevel':
    case 'controlPolicy':
    case 'member':
      return answerOfOrganization(question, { session, base, allowed: allowance(session, until, MOST_CALLS * question.asked) });
  }
}

const IDENTITY = 'iam:GetAccountAuthorizationDetails';

/** One of many says nothing where nobody knows the others. */
function notPresentBefore(part: FailedReread['part'], before: NotPresent, api: string): RereadOutcome {
  if (before.status === 'absent') return NOTHING;
  const { error } = before;
  const message = `the last full scan could not read what it is one of (${error.code})`;
  return { parts: [], failed: [{ part, api: error.api ?? api, code: 'UnreadBefore', message }] };
}
