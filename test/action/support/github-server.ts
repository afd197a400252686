// GitHub's comments of issues on loopback: as far as the action asks, with whoever the token is of, and with failures where a test wants them.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
}

export interface Failure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What was asked for happens all the same. */
  readonly isDone?: boolean;
  /** The connection ends without an answer. */
  readonly isCut?: boolean;
}

export interface GitHubServer {
  readonly url: string;
  readonly comments: StoredComment[];
  /** `GET /user`, in the order in which they came. */
  readonly calls: string[];
  /** Those that change something. */
  readonly writes: () => readonly string[];
  readonly tokens: string[];
  /** Asked for each call before it is answered. */
  fail: (call: string, count: number) => Failure | undefined;
  /** Adds a comment of somebody. */
  readonly say: (body: string, login?: string, type?: 'Bot' | 'User') => StoredComment;
}

const BOT = { login: 'github-actions[bot]', type: 'Bot' } as const;
const COMMENTS = /^\/repos\/acme\/shop\/issues\/7\/comments$/;
const COMMENT = /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/;

/** Listens until the test is over. `login` is who the token is of; undefined is the token of a run, which cannot ask. */
export async function openGitHubServer({ login }: { readonly login?: string } = {}): Promise<GitHubServer> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    void answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const state: GitHubServer = {
    url: `http://127.0.0.1:${address.port}`,
    comments: [],
    calls: [],
    writes: () => state.calls.filter((call) => !call.startsWith('GET ')),
    tokens: [],
    fail: () => undefined,
    say: (body, who = BOT.login, type = 'Bot') => {
      const comment = { id: 1_000 + state.comments.length, body, user: { login: who, type } };
      state.comments.push(comment);
      return comment;
    },
  };
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return state;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', state.url);
    const body = await text(request);
    const call = `${request.method} ${url.pathname}`;
    state.calls.push(call);
    state.tokens.push(request.headers.authorization ?? '');
    counts.set(call, (counts.get(call) ?? 0) + 1);
    const failure = state.fail(call, counts.get(call)!);
    if (!failure || failure.isDone) {
      const done = doneBy(request.method ?? '', url, body);
      if (!failure) return send(response, done);
    }
    if (failure.isCut) return void request.socket.destroy();
    return send(response, { status: failure.status, headers: failure.headers ?? {}, value: failure.body ?? { message: 'no' } });
  }

  function doneBy(method: string, url: URL, body: string): Done {
    if (url.pathname === '/user')
      return login === undefined
        ? { status: 403, value: { message: 'Resource not accessible by integration' } }
        : { status: 200, value: { login } };
    if (COMMENTS.test(url.pathname)) return method === 'POST' ? made(body) : listed(url);
    const at = state.comments.findIndex(({ id }) => id === Number(COMMENT.exec(url.pathname)?.[1]));
    const comment = state.comments[at];
    if (!comment) return { status: 404, value: { message: 'Not Found' } };
    if (method === 'DELETE') {
      state.comments.splice(at, 1);
      return { status: 204, value: undefined };
    }
    comment.body = JSON.parse(body).body;
    return { status: 200, value: comment };
  }

  function made(body: string): Done {
    const { body: said } = JSON.parse(body);
    if (said.length > 65_536) return { status: 422, value: { message: 'Body is too long (maximum is 65536 characters)' } };
    return { status: 201, value: state.say(said, login ?? BOT.login, login === undefined ? 'Bot' : 'User') };
  }

  function listed(url: URL): Done {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = page * size < state.comments.length;
    const link = `<${state.url}${url.pathname}?page=${page + 1}>; rel="next", <${state.url}/x>; rel="last"`;
    return { status: 200, value: state.comments.slice((page - 1) * size, page * size), headers: next ? { link } : {} };
  }
}

interface Done {
  readonly status: number;
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, { status, value, headers = {} }: Done): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(value === undefined ? undefined : JSON.stringify(value));
}
