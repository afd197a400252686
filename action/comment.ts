// The step that comments: brings the pull request's comment up to date. Whatever GitHub answers is said in the log, and the check counts all the same.
import { readFileSync } from 'node:fs';
import { GitHubError, openGitHub } from './github.ts';
import { commentId, type Environment, idProblem, inputOf } from './inputs.ts';
import { jsonOf } from './json.ts';
import { type PullRequest, pullRequestOf } from './pull-request.ts';
import { annotation } from './runner.ts';
import { type CommentOutcome, syncComment } from './sticky-comment.ts';

/** What the log is told. */
async function line(environment: Environment): Promise<string> {
  const id = commentId(environment);
  if (id === undefined) return annotation('error', idProblem(environment));
  const event = jsonOf(textIn(environment['GITHUB_EVENT_PATH']) ?? '');
  if (event === undefined)
    return annotation('warning', 'no comment: what GITHUB_EVENT_PATH names, which says of which pull request this run is, cannot be read');
  const pull = pullRequestOf(event, environment['GITHUB_REPOSITORY'] ?? '');
  if (!pull) return 'no comment: this run is about no pull request\n';
  const text = textIn(environment['COMMENT_FILE']);
  if (text === undefined) return annotation('warning', 'no comment: what the check left for it cannot be read');
  try {
    const github = openGitHub({ apiUrl: environment['GITHUB_API_URL'] ?? '', token: inputOf(environment, 'token') });
    return `${SAID[await syncComment(github, { pull, id, text: text === '' ? undefined : text })]}\n`;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return refusal(error, pull);
  }
}

const SAID: Readonly<Record<CommentOutcome, string>> = {
  made: 'the comment was made',
  edited: 'the comment was edited',
  deleted: 'the comment was deleted: nothing is left to say',
  unchanged: 'the comment says it already',
  none: 'no comment: there is nothing to say',
};

function refusal(error: GitHubError, { isFork }: PullRequest): string {
  if (error.kind !== 'forbidden' && error.kind !== 'absent')
    return annotation('warning', `no comment: ${error.message}; the check counts all the same`);
  if (isFork)
    return annotation(
      'notice',
      `no comment: the token of a pull request of a fork may not write one (${error.message}); the check counts all the same`,
    );
  return annotation(
    'warning',
    `no comment: ${error.message}; give the job \`permissions: pull-requests: write\`; the check counts all the same`,
  );
}

function textIn(path = ''): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// Last: the tables above are there by then.
process.stdout.write(await line(process.env));
