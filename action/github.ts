// Calls of GitHub's REST API: one base address, one token, patience for a busy server, and errors of one line that never have the token.
import { setTimeout as sleep } from 'node:timers/promises';
import { cut, visible } from '../lib/text/quote.ts';
import { isRecord, jsonOf } from './json.ts';

export interface GitHubAnswer {
  readonly status: number;
  readonly value: unknown;
  /** Whether there is another page. */
  readonly hasNext: boolean;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface GitHub {
  /** An answer of status 2xx. Throws a GitHubError. */
  readonly ask: (method: Method, path: string, body?: object) => Promise<GitHubAnswer>;
}

export interface GitHubAccess {
  readonly apiUrl: string;
  readonly token: string;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/** What kept GitHub from doing it. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** `forbidden`: the token may not. `absent`: there is no such thing, or the token may not see it. `busy`: nobody knows whether it was done. */
  readonly kind: 'forbidden' | 'absent' | 'busy' | 'refused';

  constructor(kind: GitHubError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const ATTEMPTS = 4;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const PATIENCE = 30_000;

/** Opens the API that the token is of. Throws a GitHubError where that is no safe address, or the token no token. */
export function openGitHub({ apiUrl, token, wait = sleep, now = Date.now }: GitHubAccess): GitHub {
  if (!isSafe(apiUrl)) throw new GitHubError('refused', 'GITHUB_API_URL is no https address: the token goes nowhere else');
  // The error of a header that cannot be sent would have the token in it.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new GitHubError('refused', 'the input token is empty or no token');
  const base = apiUrl.replace(/\/+$/, '');
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'user-agent': 'ecr-drift',
    'x-github-api-version': '2022-11-28',
  };
  const once = async (method: Method, path: string, body: object | undefined): Promise<Response> =>
    fetch(`${base}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const ask: GitHub['ask'] = async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const what = `${method} ${path.split('?')[0]}`;
      const outcome = await answered(() => once(method, path, body));
      if (outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300) return outcome;
      const pause = pauseAfter(outcome, attempt, now());
      // Whether a comment was made before the connection broke is for the caller to look up.
      const isSafeAgain = method !== 'POST' || (outcome.kind === 'answer' && outcome.status < 500);
      if (pause === undefined || attempt === ATTEMPTS || !isSafeAgain) throw errorOf(what, outcome, token);
      await wait(pause);
    }
  };
  return { ask };
}

/** A loopback server stands in for GitHub in tests; a proxy on the machine may be one as well. */
function isSafe(apiUrl: string): boolean {
  const url = URL.parse(apiUrl);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname));
}

type Outcome =
  | ({ readonly kind: 'answer'; readonly headers: Headers } & GitHubAnswer)
  | { readonly kind: 'broken'; readonly error: unknown };

async function answered(send: () => Promise<Response>): Promise<Outcome> {
  try {
    const response = await send();
    const text = await response.text();
    const hasNext = /<[^>]*>\s*;[^,]*\brel="?next\b/.test(response.headers.get('link') ?? '');
    return { kind: 'answer', status: response.status, headers: response.headers, value: jsonOf(text), hasNext };
  } catch (error) {
    return { kind: 'broken', error };
  }
}

/** How long to wait before another try; undefined where none would end better, or only after longer than anybody waits. */
function pauseAfter(outcome: Outcome, attempt: number, now: number): number | undefined {
  const growing = FIRST_PAUSE * 2 ** (attempt - 1);
  if (outcome.kind === 'broken') return growing;
  const { status, headers } = outcome;
  if (status >= 500) return growing;
  if (!isLimited(outcome)) return undefined;
  const pause = askedPause(headers, now);
  return pause <= LONGEST_PAUSE ? pause : undefined;
}

/** As long as GitHub says; where it does not, the minute that its documentation asks for. */
function askedPause(headers: Headers, now: number): number {
  const asked = secondsIn(headers.get('retry-after'));
  if (asked !== undefined) return asked * 1_000;
  const reset = headers.get('x-ratelimit-remaining') === '0' ? secondsIn(headers.get('x-ratelimit-reset')) : undefined;
  return reset === undefined ? LONGEST_PAUSE : Math.max(0, reset * 1_000 - now);
}

/** GitHub refuses who asks too much with 403 as well as with 429. */
function isLimited({ status, headers, value }: Extract<Outcome, { kind: 'answer' }>): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0' || /secondary rate limit/i.test(messageIn(value));
}

function secondsIn(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,12}$/.test(text) ? Number(text) : undefined;
}

function errorOf(what: string, outcome: Outcome, token: string): GitHubError {
  if (outcome.kind === 'broken')
    return new GitHubError('busy', `${what}: no answer of GitHub (${codeOf(outcome.error)})`, { cause: outcome.error });
  const { status, value } = outcome;
  const said = cut(visible(messageIn(value).replaceAll(token, '***')), 200);
  return new GitHubError(kindOf(outcome), `${what}: GitHub answered ${status}${said === '' ? '' : `: ${said}`}`);
}

function kindOf(outcome: Extract<Outcome, { kind: 'answer' }>): GitHubError['kind'] {
  const { status } = outcome;
  if (status >= 500) return 'busy';
  if (status === 404 || status === 410) return 'absent';
  return (status === 401 || status === 403) && !isLimited(outcome) ? 'forbidden' : 'refused';
}

function messageIn(value: unknown): string {
  const message = isRecord(value) ? value['message'] : undefined;
  return typeof message === 'string' ? message : '';
}

/** The code of the system where there is one; the message could be anything. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = isRecord(cause) ? cause['code'] : undefined;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
