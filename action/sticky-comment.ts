// The one comment of a pull request: made, edited or deleted until it says what there is to say, and touched only then.
import { commentBody, isMarked, isSameText } from './comment-text.ts';
import { type GitHub, GitHubError } from './github.ts';
import { isRecord } from './json.ts';
import type { PullRequest } from './pull-request.ts';

export interface WantedComment {
  readonly pull: PullRequest;
  readonly id: string;
  /** Undefined where nothing is left to say. */
  readonly text: string | undefined;
}

export type CommentOutcome = 'made' | 'edited' | 'deleted' | 'unchanged' | 'none';

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
  readonly isByBot: boolean;
}

/** Brings the comment up to date. Throws a GitHubError where GitHub does not let it. */
export async function syncComment(github: GitHub, { pull, id, text }: WantedComment): Promise<CommentOutcome> {
  const list = `/repos/${pull.repository}/issues/${pull.number}/comments`;
  const marked = (await everyComment(github, list)).filter((comment) => isMarked(id, comment.body));
  const own = marked.length === 0 ? [] : await ownOf(github, marked);
  const [first, ...others] = own;
  // Two runs at once may have made one each.
  for (const { id: other } of others) await remove(github, pull, other);
  if (text === undefined) return first === undefined ? 'none' : await remove(github, pull, first.id);
  const body = commentBody(id, text);
  if (first === undefined) return make(github, { list, id, body });
  if (isSameText(first.body, body)) return 'unchanged';
  try {
    await github.ask('PATCH', `/repos/${pull.repository}/issues/comments/${first.id}`, { body });
    return 'edited';
  } catch (error) {
    // Somebody has deleted it in between.
    if (error instanceof GitHubError && error.kind === 'absent') return make(github, { list, id, body });
    throw error;
  }
}

interface ToMake {
  readonly list: string;
  readonly id: string;
  readonly body: string;
}

const TRIES = 3;

/** A server that fell silent may have made it all the same: that is looked up before it is made again. */
async function make(github: GitHub, { list, id, body }: ToMake): Promise<CommentOutcome> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      await github.ask('POST', list, { body });
      return 'made';
    } catch (error) {
      if (!(error instanceof GitHubError) || error.kind !== 'busy' || left === 0) throw error;
      const there = (await everyComment(github, list)).filter((comment) => isMarked(id, comment.body) && isSameText(comment.body, body));
      if (there.length > 0 && (await ownOf(github, there)).length > 0) return 'made';
    }
  }
}

async function remove(github: GitHub, { repository }: PullRequest, comment: number): Promise<CommentOutcome> {
  try {
    await github.ask('DELETE', `/repos/${repository}/issues/comments/${comment}`);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'absent') throw error;
  }
  return 'deleted';
}

const PAGE = 100;
const MOST_PAGES = 100;

async function everyComment(github: GitHub, list: string): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { value, hasNext } = await github.ask('GET', `${list}?per_page=${PAGE}&page=${page}`);
    if (!Array.isArray(value)) throw new GitHubError('refused', `GET ${list}: what GitHub answered is no list of comments`);
    comments.push(...value.flatMap(commentOf));
    if (!hasNext && value.length < PAGE) return comments;
  }
  throw new GitHubError('refused', `GET ${list}: there are more than ${PAGE * MOST_PAGES} comments`);
}

/** Nothing for what has no text or no author: it is none of ours. */
function commentOf(value: unknown): readonly Comment[] {
  if (!isRecord(value) || !isRecord(value['user'])) return [];
  const { id, body, user } = value;
  const { login, type } = user;
  if (typeof id !== 'number' || typeof body !== 'string' || typeof login !== 'string') return [];
  return [{ id, body, author: login, isByBot: type === 'Bot' }];
}

/** Those of whoever the token is of. The token of a run cannot ask who it is, and then it is that of an app, as no person is. */
async function ownOf(github: GitHub, comments: readonly Comment[]): Promise<readonly Comment[]> {
  const login = await loginOf(github);
  return comments.filter(({ author, isByBot }) => (login === undefined ? isByBot : author === login));
}

async function loginOf(github: GitHub): Promise<string | undefined> {
  try {
    const { value } = await github.ask('GET', '/user');
    const login = isRecord(value) ? value['login'] : undefined;
    if (typeof login === 'string') return login;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'forbidden') throw error;
    return undefined;
  }
  throw new GitHubError('refused', 'GET /user: GitHub does not say who the token is of');
}
