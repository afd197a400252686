// The one comment of a pull request, against a server that answers as GitHub does.
import { describe, expect, test } from 'vitest';
import { commentBody } from '../../action/comment-text.ts';
import { type GitHubError, openGitHub } from '../../action/github.ts';
import { syncComment } from '../../action/sticky-comment.ts';
import { type GitHubServer, openGitHubServer } from './support/github-server.ts';

const PULL = { repository: 'acme/shop', number: 7, isFork: false };
const LIST = '/repos/acme/shop/issues/7/comments';
const TOKEN = 'ghs_secretsecret';

function commenter(server: GitHubServer, waits: number[] = []) {
  const github = openGitHub({
    apiUrl: server.url,
    token: TOKEN,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    now: () => 1_000_000,
  });
  return (text: string | undefined, id = 'default') => syncComment(github, { pull: PULL, id, text });
}

/** The bodies of whatever is there. */
function bodies({ comments }: GitHubServer): readonly string[] {
  return comments.map(({ body }) => body);
}

async function refusalOf(answer: Promise<unknown>): Promise<GitHubError> {
  return answer.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: GitHubError) => error,
  );
}

describe('the comment', () => {
  test('is made once, edited when the change changes, left alone when it does not, and gone when nothing is left', async () => {
    const server = await openGitHubServer();
    const sync = commenter(server);
    expect(await sync('one')).toBe('made');
    expect(await sync('one')).toBe('unchanged');
    expect(await sync('two')).toBe('edited');
    expect(bodies(server)).toEqual([commentBody('default', 'two')]);
    expect(await sync(undefined)).toBe('deleted');
    expect(await sync(undefined)).toBe('none');
    expect(bodies(server)).toEqual([]);
    expect(server.writes()).toEqual([
      `POST ${LIST}`,
      'PATCH /repos/acme/shop/issues/comments/1000',
      'DELETE /repos/acme/shop/issues/comments/1000',
    ]);
    expect(new Set(server.tokens)).toEqual(new Set([`Bearer ${TOKEN}`]));
  });

  test('of two checks are two, each by its marker', async () => {
    const server = await openGitHubServer();
    const sync = commenter(server);
    await sync('of prod', 'prod');
    await sync('of prod-eu', 'prod-eu');
    expect(await sync('of prod, again', 'prod')).toBe('edited');
    expect(await sync(undefined, 'prod-eu')).toBe('deleted');
    expect(bodies(server)).toEqual([commentBody('prod', 'of prod, again')]);
  });

  test('is none that somebody else made with the same text, nor one that quotes it', async () => {
    const server = await openGitHubServer();
    server.say(commentBody('default', 'one'), 'mallory', 'User');
    server.say(`> ${commentBody('default', 'one')}\n\nreally?`);
    const sync = commenter(server);
    expect(await sync('one')).toBe('made');
    expect(await sync('one')).toBe('unchanged');
    expect(await sync(undefined)).toBe('deleted');
    expect(server.comments.map(({ user }) => user.login)).toEqual(['mallory', 'github-actions[bot]']);
  });

  test('of a token of a person is that of the person, and no bot has made it', async () => {
    const server = await openGitHubServer({ login: 'ops' });
    server.say(commentBody('default', 'one'));
    const sync = commenter(server);
    expect(await sync('one')).toBe('made');
    expect(await sync('two')).toBe('edited');
    expect(bodies(server)).toEqual([commentBody('default', 'one'), commentBody('default', 'two')]);
  });

  test('is found among 300, and behind them', async () => {
    const server = await openGitHubServer();
    for (let count = 0; count < 300; count += 1) server.say(`comment ${count}`, 'ann', 'User');
    const sync = commenter(server);
    expect(await sync('one')).toBe('made');
    expect(await sync('one')).toBe('unchanged');
    expect(server.writes()).toHaveLength(1);
    expect(server.calls.filter((call) => call === `GET ${LIST}`)).toHaveLength(4 + 4);
  });

  test('that two runs have made at once is one again', async () => {
    const server = await openGitHubServer();
    server.say(commentBody('default', 'one'));
    server.say(commentBody('default', 'one'));
    expect(await commenter(server)('one')).toBe('unchanged');
    expect(bodies(server)).toEqual([commentBody('default', 'one')]);
  });

  test('that GitHub gives back with other line ends is the same', async () => {
    const server = await openGitHubServer();
    server.say(`${commentBody('default', 'one\ntwo').replaceAll('\n', '\r\n')}\r\n`);
    expect(await commenter(server)('one\ntwo\n')).toBe('unchanged');
  });

  test('that was deleted in between is made again, and one that is to go is gone', async () => {
    const server = await openGitHubServer();
    server.say(commentBody('default', 'one'));
    server.fail = (call) => (call.startsWith('PATCH') || call.startsWith('DELETE') ? { status: 404, isDone: true } : undefined);
    expect(await commenter(server)('two')).toBe('made');
    expect(await commenter(server)(undefined)).toBe('deleted');
  });

  test('longer than a comment may be ends after a whole line, and says how much is left out', async () => {
    const server = await openGitHubServer();
    const lines = Array.from({ length: 2_000 }, (_, at) => `- line ${at} ${'x'.repeat(60)}`);
    expect(await commenter(server)(lines.join('\n'))).toBe('made');
    const [body = ''] = bodies(server);
    const shown = body.split('\n').filter((line) => line.startsWith('- line'));
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(shown).toEqual(lines.slice(0, shown.length));
    expect(body).toContain(`\n\n${2_000 - shown.length} lines did not fit into a comment`);
  });
});

describe('GitHub', () => {
  test('that is busy for a while is asked again, with growing pauses', async () => {
    const server = await openGitHubServer();
    const waits: number[] = [];
    server.fail = (call, count) => (call === `GET ${LIST}` && count <= 3 ? { status: 502 } : undefined);
    expect(await commenter(server, waits)('one')).toBe('made');
    expect(waits).toEqual([1_000, 2_000, 4_000]);
  });

  test('that stays busy is an error of one line', async () => {
    const server = await openGitHubServer();
    server.fail = () => ({ status: 503, body: `<html>\n${TOKEN}` });
    expect(await refusalOf(commenter(server)('one'))).toMatchObject({ kind: 'busy', message: `GET ${LIST}: GitHub answered 503` });
    expect(server.calls).toHaveLength(4);
  });

  test.each([
    ['after 3 seconds', { status: 403, headers: { 'retry-after': '3' } }, 3_000],
    ['with 429', { status: 429, headers: { 'retry-after': '0' } }, 0],
    ['until its hour is over', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1005' } }, 5_000],
    ['without saying when', { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }, 60_000],
  ])('that was asked too often is asked again %s', async (_, failure, pause) => {
    const server = await openGitHubServer();
    const waits: number[] = [];
    server.fail = (call, count) => (call.startsWith('POST') && count === 1 ? failure : undefined);
    expect(await commenter(server, waits)('one')).toBe('made');
    expect(waits).toEqual([pause]);
    expect(server.comments).toHaveLength(1);
  });

  test('that was asked too often for an hour is not waited for', async () => {
    const server = await openGitHubServer();
    server.fail = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    expect(await refusalOf(commenter(server)('one'))).toMatchObject({ kind: 'refused', message: `GET ${LIST}: GitHub answered 429: no` });
    expect(server.calls).toHaveLength(1);
  });

  test.each([
    ['fails', { status: 502, isDone: true }],
    ['says nothing', { status: 0, isDone: true, isCut: true }],
  ])('that makes the comment and then %s has made one', async (_, failure) => {
    const server = await openGitHubServer();
    server.fail = (call, count) => (call.startsWith('POST') && count === 1 ? failure : undefined);
    expect(await commenter(server)('one')).toBe('made');
    expect(server.comments).toHaveLength(1);
  });

  test('that fails without making it makes it when it is asked again', async () => {
    const server = await openGitHubServer();
    server.fail = (call, count) => (call.startsWith('POST') && count <= 2 ? { status: 500 } : undefined);
    expect(await commenter(server)('one')).toBe('made');
    expect(server.comments).toHaveLength(1);
  });

  test.each([
    [403, 'forbidden'],
    [401, 'forbidden'],
    [404, 'absent'],
    [422, 'refused'],
    [302, 'refused'],
  ])('with %d refuses, is not asked again, and no error has the token', async (status, kind) => {
    const server = await openGitHubServer();
    server.fail = (call) =>
      call.startsWith('POST') ? { status, headers: { location: 'http://127.0.0.1:1/' }, body: { message: `no ${TOKEN}\nno` } } : undefined;
    const error = await refusalOf(commenter(server)('one'));
    expect({ kind: error.kind, message: error.message }).toEqual({
      kind,
      message: `POST ${LIST}: GitHub answered ${status}: no ***\\u{a}no`,
    });
    expect(server.writes()).toHaveLength(1);
  });

  test.each([
    ['no list', { status: 200, body: { message: 'hello' } }],
    ['no JSON', { status: 200, body: 'x' }],
  ])('that answers with %s is not taken for one without comments', async (_, failure) => {
    const server = await openGitHubServer();
    server.fail = (call) => (call === `GET ${LIST}` ? failure : undefined);
    expect(await refusalOf(commenter(server)('one'))).toMatchObject({ kind: 'refused' });
    expect(server.writes()).toEqual([]);
  });

  test.each(['http://api.github.example', 'ftp://127.0.0.1', 'https://user:word@api.github.com', '', 'api'])(
    'at %j gets no token',
    (apiUrl) => {
      expect(() => openGitHub({ apiUrl, token: TOKEN })).toThrow('GITHUB_API_URL is no https address');
    },
  );

  test.each(['', 'a b', 'a\nb', 'ä'])('is asked with no token that is none: %j', (token) => {
    expect(() => openGitHub({ apiUrl: 'https://api.github.com', token })).toThrow(/^the input token is empty or no token$/);
  });
});
